import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from saovang.visits.models import DailyVisits, LegacyVisitTotal
from saovang.visits.periods import PERIODS

pytestmark = pytest.mark.django_db
VISITS = "/quan-tri/visits/dailyvisits/"


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
