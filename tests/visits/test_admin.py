import csv
import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from saovang.visits.models import DailyVisits, LegacyVisitTotal, LegacyVisitTotalChange
from saovang.visits.periods import PERIODS
from tests.fuzz.admin_requests import Form

pytestmark = pytest.mark.django_db
VISITS = "/quan-tri/visits/dailyvisits/"
LEGACY = "/quan-tri/visits/legacyvisittotal/"


@pytest.fixture
def today():
    today = timezone.localdate()
    for days in range(800):
        DailyVisits.objects.add(today - timedelta(days=days), 2)
    return today


@pytest.mark.parametrize("period", PERIODS.values())
def test_changelist_by_period(admin_client, today, period):
    page = admin_client.get(VISITS, {"theo": period.key})
    points, counts = page.context["chart"].points, page.context["counts"]
    assert [count for _, count in reversed(counts)] == [count for _, count in points]
    assert len(points) == period.page_size
    assert counts[0][0] == period.label(period.start(today))


def test_changelist_pages_end_at_first_day(admin_client, today):
    page, total = admin_client.get(VISITS, {"theo": "thang"}), 0
    while True:
        total += sum(count for _, count in page.context["counts"])
        if not (earlier := page.context["earlier"]):
            break
        page = admin_client.get(VISITS, {"theo": "thang", "den": earlier.isoformat()})
    assert total == 1600


def test_changelist_export_contains_all_visits(admin_client, today):
    response = admin_client.get(VISITS, {"theo": "nam", "tai-ve": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["Năm", "Lượt truy cập"]
    assert rows[1][0] == str(today.year)
    assert sum(int(count) for _, count in rows[1:]) == 1600
    assert admin_client.get(VISITS, {"theo": "ngay", "tai-ve": "xlsx"}).status_code == 200
    assert admin_client.get(VISITS, {"tai-ve": "exe"}).status_code == 404


def test_changelist_shows_legacy_total_with_source(admin_client, today):
    LegacyVisitTotal.objects.create(total=141_789, note="Trang cũ, mục “Tất cả”")
    page = " ".join(admin_client.get(VISITS).content.decode().split())
    assert "<strong>143.389</strong> lượt tất cả: 1.600 lượt do trang này đếm" in page
    assert "141.789 lượt chuyển từ trang cũ (Trang cũ, mục “Tất cả”)" in page


@pytest.mark.parametrize(
    "query", [{"theo": "gio"}, {"den": "hôm qua"}, {"den": "0001-01-01"}, {"den": "9999-12-31", "theo": "tuan"}]
)
def test_changelist_with_invalid_query_is_shown(admin_client, today, query):
    assert admin_client.get(VISITS, query).status_code == 200


def test_changelist_without_visits_is_shown(admin_client):
    assert admin_client.get(VISITS, {"theo": "nam"}).status_code == 200


def test_daily_visits_are_read_only(admin_client, today):
    path = f"{VISITS}{today.isoformat().replace('-', '_2D')}/"
    assert admin_client.post(f"{path}change/", {"day": today, "count": 9}).status_code == 403
    assert admin_client.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    assert admin_client.post(f"{VISITS}add/", {"day": "2020-01-01", "count": 9}).status_code == 403
    admin_client.post(VISITS, {"action": "delete_selected", "_selected_action": [today], "post": "yes"})
    assert DailyVisits.objects.count() == 800
    assert DailyVisits.objects.total() == 1600


@pytest.fixture
def legacy_total():
    return LegacyVisitTotal.objects.create(total=141_789, note="Trang cũ")


def change_legacy_total(client, **fields):
    return client.post(f"{LEGACY}1/change/", {"total": "141789", "note": "Trang cũ", "reason": ""} | fields)


def test_legacy_total_is_never_deleted(admin_client, legacy_total):
    page = admin_client.get(f"{LEGACY}1/change/").content.decode()
    assert "deletelink" not in page
    assert "delete_selected" not in admin_client.get(LEGACY).content.decode()
    assert admin_client.post(f"{LEGACY}1/delete/", {"post": "yes"}).status_code == 403
    admin_client.post(LEGACY, {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"})
    assert LegacyVisitTotal.objects.get().total == 141_789
    legacy_total.save_change("Thử")
    with pytest.raises(ProtectedError):
        LegacyVisitTotal.objects.all().delete()


def test_legacy_total_change_needs_reason(admin_client, legacy_total):
    response = change_legacy_total(admin_client, total="150000")
    assert "Hãy ghi lý do sửa" in response.content.decode()
    assert LegacyVisitTotal.objects.get().total == 141_789
    assert change_legacy_total(admin_client, total="150000", reason="Đối chiếu lại").status_code == 302
    change = LegacyVisitTotalChange.objects.get()
    assert (change.total_before, change.total_after, change.reason) == (141_789, 150_000, "Đối chiếu lại")
    assert (change.user.username, LegacyVisitTotal.objects.get().total) == ("admin", 150_000)
    page = admin_client.get(f"{LEGACY}1/change/").content.decode()
    assert "141.789" in page
    assert "Đối chiếu lại" in page


def test_legacy_total_without_change_records_nothing(admin_client, legacy_total):
    assert change_legacy_total(admin_client).status_code == 302
    assert not LegacyVisitTotalChange.objects.exists()


def test_lower_legacy_total_is_asked_about_once(admin_client, legacy_total):
    response = change_legacy_total(admin_client, total="14178", reason="Đếm lại")
    assert "sẽ giảm từ 141.789 xuống 14.178, bớt 127.611 lượt" in response.content.decode()
    assert LegacyVisitTotal.objects.get().total == 141_789
    confirmed = Form(response.content.decode()).fields
    assert change_legacy_total(admin_client, **confirmed | {"total": "5"}).status_code == 200  # another number
    assert change_legacy_total(admin_client, **confirmed).status_code == 302
    assert LegacyVisitTotal.objects.get().total == 14_178


def test_legacy_total_change_without_reason_is_refused(legacy_total):
    with pytest.raises(IntegrityError), transaction.atomic():
        legacy_total.save_change("")
