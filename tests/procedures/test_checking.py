"""Notices that nobody has checked for too long: at the desk, for cron, in public; and how staff tick them off."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from procedures.models import FeedbackAddress
from tests import factories

pytestmark = pytest.mark.django_db


def checked(days_ago: int | None, **fields) -> FeedbackAddress:
    if days_ago is None:
        return factories.feedback_address(**fields)
    day = timezone.localdate() - timedelta(days=days_ago)
    return factories.feedback_address(checked_on=day, checked_by="Văn phòng", **fields)


def test_overdue_is_what_was_not_checked_for_longer_than_the_set_days(settings):
    settings.FEEDBACK_ADDRESS_CHECK_DAYS = 30
    checked(30, title="Vừa hạn")
    checked(31, title="Quá hạn")
    checked(None, title="Chưa bao giờ")
    assert [address.title for address in FeedbackAddress.objects.overdue()] == ["Chưa bao giờ", "Quá hạn"]


def test_the_command_for_cron_names_what_is_overdue_and_fails(settings, capsys):
    settings.FEEDBACK_ADDRESS_CHECK_DAYS = 30
    checked(0, title="Đúng hạn")
    call_command("check_feedback_addresses")
    assert capsys.readouterr().out == "Mọi địa chỉ phản ánh, kiến nghị đều đã được kiểm tra trong hạn.\n"
    old = checked(40, title="Cấp tỉnh", level=2)
    factories.feedback_address(title="Cấp xã")
    with pytest.raises(SystemExit) as end:
        call_command("check_feedback_addresses")
    assert end.value.code == 1
    assert capsys.readouterr().out == (
        "2 địa chỉ chưa được kiểm tra trong 30 ngày qua:\n"
        "- Cấp xã (Cấp xã): chưa ghi ngày kiểm tra\n"
        f"- Cấp tỉnh (Cấp tỉnh): kiểm tra lần cuối {old.checked_on:%d/%m/%Y}\n"
    )


def test_an_overdue_notice_stays_on_the_page_with_its_date(client, settings):
    settings.FEEDBACK_ADDRESS_CHECK_DAYS = 30
    old = checked(400)
    assert f'Kiểm tra lần cuối: <time datetime="{old.checked_on}">{old.checked_on:%d/%m/%Y}' in (
        client.get("/thu-tuc-hanh-chinh/").content.decode()
    )


def test_staff_tick_off_what_they_tried_today(admin_client):
    good = factories.feedback_address(title="Còn đúng")
    tomorrow = timezone.localdate() + timedelta(days=1)
    bad = factories.feedback_address(title="Chưa áp dụng", in_force_from=tomorrow)
    sent = {"action": "checked_today", "_selected_action": [good.pk, bad.pk]}
    response = admin_client.post("/quan-tri/procedures/feedbackaddress/", sent, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Chưa ghi được cho “Chưa áp dụng”: hãy mở ra và xem lại các mục.",
        "Đã ghi ngày kiểm tra cho 1 địa chỉ.",
    ]
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.checked_on, good.checked_by) == (timezone.localdate(), "admin")
    assert bad.checked_on is None


def test_the_desk_lists_only_what_is_overdue_when_asked(admin_client):
    checked(0, title="Đúng hạn")
    factories.feedback_address(title="Chưa kiểm tra")
    page = admin_client.get("/quan-tri/procedures/feedbackaddress/?kiem-tra=qua-han").content.decode()
    assert "Chưa kiểm tra" in page
    assert "Đúng hạn" not in page
