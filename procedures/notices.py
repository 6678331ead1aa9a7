"""The notice of what is overdue among the procedures: one e-mail a week while anything is."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from procedures.models import FeedbackAddress, GuideEntry
from saovang.accounts.models import User
from saovang.notices.kinds import Content, Due, Kind
from saovang.opening_hours.holidays import is_time_for_reminders

CHANGE = "procedures.change_feedbackaddress"


def _is_responsible(user: User) -> bool:
    return user.has_perm(CHANGE)


def _find() -> Iterator[Due]:
    now = timezone.localtime()
    if is_time_for_reminders(now) and _overdue_items():
        yield Due(f"{now:%G-W%V}", User.objects.allowed_to(CHANGE))


def _compose(key: str, recipient: User) -> Content | None:
    items = _overdue_items()
    if not items:
        return None
    text = "\n".join(["Những mục này đã quá hạn kiểm tra:", "", *items, "", "Mở bàn biên tập:"])
    return Content("Thông báo, hướng dẫn quá hạn kiểm tra", text, reverse("admin:index"))


def _overdue_items() -> list[str]:
    addresses = [f"– {address} ({address.get_level_display()})" for address in FeedbackAddress.objects.overdue()]
    return addresses + [f"– Hướng dẫn: {entry}" for entry in GuideEntry.objects.needs_review()]


OVERDUE = Kind("procedures_overdue", "Thông báo, hướng dẫn quá hạn kiểm tra", _is_responsible, _compose, _find)
