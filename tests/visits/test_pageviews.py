import re
from datetime import datetime

import pytest
from django.test import Client

from saovang.visits.counter import counter
from saovang.visits.models import DailyVisits, LegacyVisitTotal
from tests import factories, helpers

pytestmark = pytest.mark.django_db
NAMES = ["Hôm nay", "Hôm qua", "Tuần này", "Tháng này", "Tất cả"]


def browser(**headers) -> Client:
    return Client(headers={"User-Agent": helpers.BROWSER} | headers)


def shown(response) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", response.content.decode()))


def counted() -> int:
    return DailyVisits.objects.total()


def test_a_first_page_counts_and_shows_it_and_a_second_page_moves_nothing():
    LegacyVisitTotal.objects.create(total=141_789)
    visitor = browser()
    first = shown(visitor.get("/"))
    assert first == dict(zip(NAMES, ["1", "0", "1", "1", "141.790"], strict=True))
    assert shown(visitor.get("/tin-tuc/")) == first
    assert shown(browser().get("/"))["Hôm nay"] == "2"


def test_the_cookie_says_nothing_and_is_renewed_on_every_page(settings):
    visitor = browser()
    for path in ["/", "/tin-tuc/", "/thu-tuc-hanh-chinh/"]:
        cookie = visitor.get(path).cookies[settings.VISIT_COOKIE_NAME]
        assert (cookie.value, cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (
            "1",
            "1800",
            True,
            "Lax",
        )


def test_after_thirty_quiet_minutes_it_is_a_new_visit(settings):
    visitor = browser()
    visitor.get("/")
    del visitor.cookies[settings.VISIT_COOKIE_NAME]  # what a browser does when max-age is over
    visitor.get("/")
    assert counted() == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": ""},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "curl/8.5.0"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
    ],
)
def test_no_person_no_visit_and_no_cookie(headers):
    response = browser(**headers).get("/")
    assert shown(response)["Hôm nay"] == "0"
    assert not response.cookies
    assert counted() == 0


def test_only_pages_that_a_resident_reads_count():
    article = factories.article()
    visitor = browser()
    visitor.head("/")
    visitor.post("/")
    for path in ["/khong-co/", "/tin-tuc", "/rss/", "/sitemap.xml", "/robots.txt", "/quan-tri/login/"]:
        visitor.get(path)
    assert counted() == 0
    visitor.get(f"{article.get_absolute_url()}in/")
    assert counted() == 1


def test_signed_in_staff_do_not_count(admin_client):
    response = admin_client.get("/", headers={"User-Agent": helpers.BROWSER})
    assert shown(response)["Hôm nay"] == "0"
    assert counted() == 0


def test_a_day_begins_at_midnight_in_viet_nam(monkeypatch):
    from django.utils import timezone

    now = datetime(2026, 11, 23, 23, 59, 59, tzinfo=factories.HANOI)
    monkeypatch.setattr(timezone, "now", lambda: now)
    browser().get("/")
    now = datetime(2026, 11, 24, 0, 0, 0, tzinfo=factories.HANOI)
    figures = shown(browser().get("/"))
    assert (figures["Hôm nay"], figures["Hôm qua"], figures["Tuần này"]) == ("1", "1", "2")


def test_a_page_with_figures_is_kept_by_no_cache_on_the_way():
    assert "private" in browser().get("/")["Cache-Control"]


def test_without_a_database_to_ask_the_block_says_so(monkeypatch):
    monkeypatch.setattr(counter, "figures", lambda today: None)
    assert "Số lượt truy cập tạm thời chưa xem được." in browser().get("/").content.decode()
