from django.urls import reverse

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.dashboard import Row, TaskList
from saovang.core.templatetags.vietnamese import full_name
from saovang.notices.models import Notice

MAX_ROWS = 6


def unsent_notices(request: AuthenticatedHttpRequest) -> TaskList | None:
    """List the notices that could not be sent so far, for administrators; None if there are none."""
    if not request.user.has_perm("notices.view_notice"):
        return None
    notices = list(Notice.objects.unsent().select_related("recipient"))
    url = reverse("admin:notices_notice_changelist")
    rows = [
        Row(notice.kind_label, url, full_name(notice.recipient) if notice.recipient else "")
        for notice in notices[:MAX_ROWS]
    ]
    return TaskList("Thư báo việc chưa gửi được", rows, len(notices), url) if rows else None
