import re
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from saovang.visits.counter import counter
from saovang.visits.models import DailyVisits, LegacyVisitTotal
from tests import factories, helpers

pytestmark = pytest.mark.django_db
LABELS = ["Hôm nay", "Hôm qua", "Tuần này", "Tháng này", "Tất cả"]


def browser(**headers) -> Client:
    return Client(headers={"User-Agent": helpers.USER_AGENT} | headers)


def totals_on(response: HttpResponse) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", response.content.decode()))


def count_visits() -> int:
    counter.flush()
    return DailyVisits.objects.total()


def test_count_visit_on_first_page_only():
    LegacyVisitTotal.objects.create(total=141_789)
    visitor = browser()
    first = totals_on(visitor.get("/"))
    assert first == dict(zip(LABELS, ["1", "0", "1", "1", "141.790"], strict=True))
    assert totals_on(visitor.get("/tin-tuc/")) == first
    assert totals_on(browser().get("/"))["Hôm nay"] == "2"


def test_visit_cookie_is_anonymous_and_renewed_on_every_page(settings):
    visitor = browser()
    for path in ["/", "/tin-tuc/", "/thu-tuc-hanh-chinh/"]:
        cookie = visitor.get(path).cookies[settings.VISIT_COOKIE_NAME]
        assert (cookie.value, cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("1", "1800", True, "Lax")


def test_count_visit_without_cookie_counts_again(settings):
    visitor = browser()
    visitor.get("/")
    del visitor.cookies[settings.VISIT_COOKIE_NAME]  # as a browser does when max-age is over
    visitor.get("/")
    assert count_visits() == 2


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
def test_count_visit_ignores_bots_and_prefetch(headers):
    response = browser(**headers).get("/")
    assert totals_on(response)["Hôm nay"] == "0"
    assert not response.cookies
    assert count_visits() == 0


def test_count_visit_only_on_public_pages():
    article = factories.article()
    visitor = browser()
    visitor.head("/")
    visitor.post("/")
    for path in ["/khong-co/", "/tin-tuc", "/rss/", "/sitemap.xml", "/robots.txt", "/quan-tri/login/"]:
        visitor.get(path)
    assert count_visits() == 0
    visitor.get(f"{article.get_absolute_url()}in/")
    assert count_visits() == 1


def test_count_visit_ignores_signed_in_staff(admin_client):
    response = admin_client.get("/", headers={"User-Agent": helpers.USER_AGENT})
    assert totals_on(response)["Hôm nay"] == "0"
    assert count_visits() == 0


def test_visit_day_begins_at_midnight_in_vietnam(monkeypatch):
    now = datetime(2026, 11, 23, 23, 59, 59, tzinfo=factories.HANOI)
    monkeypatch.setattr(timezone, "now", lambda: now)
    browser().get("/")
    now = datetime(2026, 11, 24, 0, 0, 0, tzinfo=factories.HANOI)
    totals = totals_on(browser().get("/"))
    assert (totals["Hôm nay"], totals["Hôm qua"], totals["Tuần này"]) == ("1", "1", "2")


def test_page_with_visit_block_is_private():
    assert "private" in browser().get("/")["Cache-Control"]


def test_render_block_without_totals_says_so(monkeypatch):
    monkeypatch.setattr(counter, "flush", lambda: None)
    monkeypatch.setattr("saovang.core.background.runner.ensure_fresh", lambda: None)
    assert "Tạm thời chưa xem được số lượt truy cập." in browser().get("/").content.decode()
