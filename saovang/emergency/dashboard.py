from django.urls import reverse

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.roles import PUBLISH
from saovang.adminsite.dashboard import Row, TaskList
from saovang.emergency.models import Emergency


def active_emergency(request: AuthenticatedHttpRequest) -> TaskList | None:
    """Remind publishers of the emergency that is on; None if none is."""
    if not (request.user.has_perm(PUBLISH) and request.user.has_perm("emergency.change_emergency")):
        return None
    if (emergency := Emergency.objects.active()) is None:
        return None
    url = reverse("admin:emergency_emergency_change", args=[emergency.pk])
    return TaskList("Trang chủ đang ở chế độ khẩn cấp", [Row(emergency.title, url, "thêm tin, hoặc kết thúc")], 1)
