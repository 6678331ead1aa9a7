"""What the first page of the desk shows of the notices of where complaints go, and of the guide to them."""

from django.urls import reverse

from procedures.models import FeedbackAddress, Matter
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.dashboard import Row, TaskList


def overdue_notices(request: AuthenticatedHttpRequest) -> TaskList | None:
    if not request.user.has_perm("procedures.change_feedbackaddress"):
        return None
    rows = [
        Row(
            str(address),
            reverse("admin:procedures_feedbackaddress_change", args=[address.pk]),
            f"kiểm tra {address.checked_on:%d/%m/%Y}" if address.checked_on else "chưa kiểm tra lần nào",
        )
        for address in FeedbackAddress.objects.overdue()
    ]
    return TaskList("Thông báo quá hạn kiểm tra", rows, len(rows))


def guide_to_compare(request: AuthenticatedHttpRequest) -> TaskList | None:
    if not request.user.has_perm("procedures.change_matter"):
        return None
    rows = [
        Row(
            str(matter),
            reverse("admin:procedures_matter_change", args=[matter.pk]),
            matter.to_check or "chưa đối chiếu lần nào",
        )
        for matter in Matter.objects.to_compare()
    ]
    return TaskList("Hướng dẫn cần đối chiếu với pháp luật", rows, len(rows)) if rows else None
