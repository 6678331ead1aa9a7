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
    for back in range(800):
        DailyVisits.objects.add(today - timedelta(days=back), 2)
    return today


@pytest.mark.parametrize("period", PERIODS)
def test_visits_stand_by_day_week_month_and_year(admin_client, today, period):
    page = admin_client.get(VISITS, {"theo": period.key})
    points, counts = page.context["chart"].points, page.context["counts"]
    assert [count for _, count in reversed(counts)] == [count for _, count in points]
    assert len(points) == period.shown
    assert counts[0][0] == period.label(period.start(today))


def test_one_goes_back_to_the_first_day_and_no_further(admin_client, today):
    page, seen = admin_client.get(VISITS, {"theo": "thang"}), 0
    while True:
        seen += sum(count for _, count in page.context["counts"])
        if not (earlier := page.context["earlier"]):
            break
        page = admin_client.get(VISITS, {"theo": "thang", "den": earlier.isoformat()})
    assert seen == 1600


def test_all_that_was_counted_is_taken_away(admin_client, today):
    response = admin_client.get(VISITS, {"theo": "nam", "tai-ve": "csv"})
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert lines[0] == ["Năm", "Lượt truy cập"]
    assert lines[1][0] == str(today.year)
    assert sum(int(count) for _, count in lines[1:]) == 1600
    assert admin_client.get(VISITS, {"theo": "ngay", "tai-ve": "xlsx"}).status_code == 200
    assert admin_client.get(VISITS, {"tai-ve": "exe"}).status_code == 404


def test_the_figure_of_the_old_portal_is_said_with_its_source(admin_client, today):
    LegacyVisitTotal.objects.create(total=141_789, note="Trang cũ, mục “Tất cả”")
    page = " ".join(admin_client.get(VISITS).content.decode().split())
    assert "<strong>143.389</strong> lượt tất cả: 1.600 lượt do trang này đếm" in page
    assert "141.789 lượt chuyển từ trang cũ (Trang cũ, mục “Tất cả”)" in page


@pytest.mark.parametrize(
    "query", [{"theo": "gio"}, {"den": "hôm qua"}, {"den": "0001-01-01"}, {"den": "9999-12-31", "theo": "tuan"}]
)
def test_an_address_that_makes_no_sense_shows_what_does(admin_client, today, query):
    assert admin_client.get(VISITS, query).status_code == 200


def test_before_the_first_visit_there_is_a_page_too(admin_client):
    assert admin_client.get(VISITS, {"theo": "nam"}).status_code == 200


def test_nobody_edits_a_day_s_figure_by_hand(admin_client, today):
    path = f"{VISITS}{today.isoformat().replace('-', '_2D')}/"
    assert admin_client.post(f"{path}change/", {"day": today, "count": 9}).status_code == 403
    assert admin_client.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    assert admin_client.post(f"{VISITS}add/", {"day": "2020-01-01", "count": 9}).status_code == 403
    admin_client.post(VISITS, {"action": "delete_selected", "_selected_action": [today], "post": "yes"})
    assert DailyVisits.objects.count() == 800
    assert DailyVisits.objects.total() == 1600
