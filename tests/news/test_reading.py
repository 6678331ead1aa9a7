"""Parts of an article's page besides its text, and the urgent notice on every page."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from news.models import BoundaryChange, ChangeNote
from news.services.publishing import withdraw
from tests import factories
from tests.helpers import main_html

pytestmark = pytest.mark.django_db
PATHS_WITH_NOTICE = ["/", "/tin-tuc/", "/tin-tuc/thuong/", "/tin-tuc/thuong/in/", "/chuyen-muc/muc/"]
PATHS_WITH_NOTICE += ["/tin-tuc/nam/2023/", "/tim-kiem/?q=tin", "/thu-tuc-hanh-chinh/"]
PATHS_WITH_NOTICE += ["/phan-anh-kien-nghi/huong-dan/", "/khong-co/"]


def element_texts(client, path: str, element: str) -> list[str]:
    """Return the text of each element whose tag starts with `element`."""
    html = client.get(path).content.decode()
    name = re.match(r"<(\w+)", element)[1]
    found = re.findall(rf"{element}[^>]*>(.*?)</{name}>", html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in found]


def test_urgent_notice_on_every_page_until_it_expires(client, monkeypatch):
    factories.article("Thường", category=factories.category("Mục", slug="muc"))
    end = timezone.now() + timedelta(hours=2)
    factories.article("Bão số 12: di dời trước 17 giờ", alert_until=end, published_at=timezone.now())
    for path in PATHS_WITH_NOTICE:
        notice = element_texts(client, path, '<aside class="alert-banner"')
        assert notice == ["Khẩn: Bão số 12: di dời trước 17 giờ"], path
        page = client.get(path).content.decode()
        assert page.index('class="alert-banner"') < page.index("<h1")
    monkeypatch.setattr(timezone, "now", lambda: end + timedelta(seconds=1))
    for path in PATHS_WITH_NOTICE:
        assert element_texts(client, path, '<aside class="alert-banner"') == [], path


def test_urgent_notice_is_one_line_and_the_others_open_below(client):
    end = timezone.now() + timedelta(hours=2)
    for number in (1, 2, 3):
        published_at = timezone.now() - timedelta(minutes=number)
        factories.article(f"Bão {number}", alert_until=end, published_at=published_at)
    (bar,) = re.findall(r'<aside class="alert-banner".*?</aside>', client.get("/tin-tuc/").content.decode(), re.DOTALL)
    line, _, others = bar.partition("<details>")
    assert re.findall(r">(Bão \d)</a>", line) == ["Bão 1"]
    assert "+2</summary>" in others
    assert re.findall(r">(Bão \d)</a>", others) == ["Bão 2", "Bão 3"]


def test_withdrawn_article_is_410_with_reason(client):
    factories.article("Tin khác")
    article = factories.article("Rút", body="<p>Kín.</p>")
    withdraw(article, "Có thông tin cá nhân <của người dân>.")
    for path in [article.get_absolute_url(), f"{article.get_absolute_url()}in/"]:
        response = client.get(path)
        assert response.status_code == 410
        assert element_texts(client, path, "<h1") == ["Bài viết đã được gỡ"]
        assert element_texts(client, path, '<p class="callout"') == [
            "Lý do: Có thông tin cá nhân &lt;của người dân&gt;."
        ]
        page = response.content.decode()
        assert "Kín." not in page
        assert '<meta name="robots" content="noindex">' in page
        assert 'href="/tin-tuc/tin-khac/"' in page


@pytest.mark.parametrize(("day", "shown"), [(date(2025, 6, 30), True), (date(2025, 7, 1), False)])
def test_boundary_change_note_on_earlier_articles(client, day, shown):
    BoundaryChange.objects.all().delete()
    note = "Bài đăng trước ngày 01/07/2025: tên một số đơn vị hành chính đã thay đổi."
    change = BoundaryChange.objects.create(effective_date=date(2025, 7, 1), note=note)
    factories.article("Tin", published_at=datetime(day.year, day.month, day.day, 23, 30, tzinfo=factories.HANOI))
    for path in ["/tin-tuc/tin/", "/tin-tuc/tin/in/"]:
        assert element_texts(client, path, '<p class="callout"') == [note] * shown
    change.note = "Tên xã đã đổi."
    change.save()
    assert element_texts(client, "/tin-tuc/tin/", '<p class="callout"') == ["Tên xã đã đổi."] * shown


def test_change_notes_in_order(client):
    article = factories.article("Tin")
    for hour, text in [(9, "Sửa ngày họp"), (15, "Thêm địa điểm")]:
        created_at = datetime(2023, 11, 29, hour, 5, tzinfo=factories.HANOI)
        ChangeNote.objects.create(article=article, text=text, created_at=created_at)
    expected = ["Cập nhật lúc 09:05 29/11/2023 : Sửa ngày họp Cập nhật lúc 15:05 29/11/2023 : Thêm địa điểm"]
    for path in ["/tin-tuc/tin/", "/tin-tuc/tin/in/"]:
        assert element_texts(client, path, '<ul class="change-notes"') == expected


def test_article_links_its_neighbours(client):
    for day, title in enumerate(["Một", "Hai", "Ba"], start=1):
        factories.article(title, published_at=datetime(2026, 1, day, 8, tzinfo=factories.HANOI))
    neighbours = {
        path: element_texts(client, f"/tin-tuc/{path}/", '<a rel="(?:prev|next)"') for path in ["mot", "hai", "ba"]
    }
    assert neighbours == {"mot": ["Bài sau Hai"], "hai": ["Bài trước Một", "Bài sau Ba"], "ba": ["Bài trước Hai"]}


def test_photo_links_to_its_file_without_javascript(client):
    article = factories.article("Tin")
    photos = factories.photos(article, 2, caption="Đường hoa")
    page = client.get("/tin-tuc/tin/").content.decode()
    assert re.findall(r'<a href="([^"]*)" data-photo', page) == [photo.image.url for photo in photos]
    assert element_texts(client, "/tin-tuc/tin/", "<figcaption") == ["Đường hoa", "Đường hoa"]


def test_share_links(client):
    factories.article("Tin")
    page = client.get("/tin-tuc/tin/").content.decode()
    links = re.findall(r'<a class="button-outline" href="([^"]*)"', page)
    assert [re.match(r"(https?://[^/]+)?", link)[0] for link in links] == [
        "https://button-share.zalo.me",
        "https://www.facebook.com",
        "",
    ]
    assert links[1].endswith("?u=http%3A%2F%2Ftestserver%2Ftin-tuc%2Ftin%2F")
    assert links[2] == "/tin-tuc/tin/in/"


@pytest.mark.parametrize("path", ["/", "/tin-tuc/", "/chuyen-muc/muc/", "/tin-tuc/nam/2026/", "/tin-tuc/nam/2026/1/"])
@pytest.mark.parametrize("lead_has_photo", [True, False])
def test_first_photo_is_eager_and_others_lazy(client, path, lead_has_photo):
    category = factories.category("Mục", slug="muc")
    for day in range(1, 4):
        start = datetime(2026, 1, day, 8, tzinfo=factories.HANOI)
        article = factories.article(f"Tin {day}", category=category, published_at=start)
        if day < 3 or lead_has_photo:
            factories.photos(article, 1)
    main = main_html(client.get(path))
    images = re.findall(r"<img [^>]*>", main)
    eager = ['loading="lazy"' not in image for image in images]
    assert ['loading="lazy"' in image for image in images] == [not is_eager for is_eager in eager]
    if lead_has_photo and path != "/":
        assert eager == [True] + [False] * (len(images) - 1)
    else:
        # The head of the list is text, and on the home page search and tasks come before the photos.
        assert eager == [False] * len(images)


@pytest.mark.parametrize("number", [1, 2])
def test_title_on_home_keeps_phrases_together(client, number):
    for _ in range(number):
        factories.article("Họp khu phố 4 lúc 17 giờ")
    assert client.get("/").content.decode().count("Họp khu\xa0phố\xa04 lúc 17\xa0giờ") == number
