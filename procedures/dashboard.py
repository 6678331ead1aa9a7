"""Task lists on the home page of the admin site."""

from django.urls import reverse

from procedures.models import FeedbackAddress, GuideEntry
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.dashboard import Row, TaskList


def overdue_feedback_addresses(request: AuthenticatedHttpRequest) -> TaskList | None:
    """List the feedback addresses to check, for users who may change them."""
    if not request.user.has_perm("procedures.change_feedbackaddress"):
        return None
    rows = [
        Row(
            str(feedback_address),
            reverse("admin:procedures_feedbackaddress_change", args=[feedback_address.pk]),
            f"kiểm tra {feedback_address.checked_on:%d/%m/%Y}"
            if feedback_address.checked_on
            else "chưa kiểm tra lần nào",
        )
        for feedback_address in FeedbackAddress.objects.overdue()
    ]
    return TaskList("Thông báo quá hạn kiểm tra", rows, len(rows))


def guide_entries_to_review(request: AuthenticatedHttpRequest) -> TaskList | None:
    """List the guide entries to compare with the law, for users who may change them; None if there are none."""
    if not request.user.has_perm("procedures.change_guideentry"):
        return None
    rows = [
        Row(
            str(entry),
            reverse("admin:procedures_guideentry_change", args=[entry.pk]),
            entry.review_note or "chưa đối chiếu lần nào",
        )
        for entry in GuideEntry.objects.needs_review()
    ]
    return TaskList("Hướng dẫn cần đối chiếu với pháp luật", rows, len(rows)) if rows else None
