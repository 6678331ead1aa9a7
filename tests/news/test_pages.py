import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news.models import Article
from news.photo_rows import photo_row_html
from news.sitemaps import ArticleSitemap
from saovang.pagecache.version import content_version
from tests import factories

pytestmark = pytest.mark.django_db


def text(response) -> str:
    """What a reader sees of a page, in one line."""
    html = re.sub(r"<(head|aside|script)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def links(response, pattern: str = r"/tin-tuc/[a-z0-9-]+/") -> list[str]:
    """Addresses that the main part links to, in order, each once."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return list(dict.fromkeys(re.findall(rf'href="({pattern})"', main)))


def test_an_article_shows_all_that_it_holds(client):
    article = factories.article(
        "Đổi mới",
        summary="Tóm tắt.",
        author="Ban biên tập",
        source="MTTQ xã",
        body="<p>Một.</p>",
        category=factories.category("Đoàn thể", slug="doan-the"),
    )
    photos = factories.photos(article, 3, alt_text="Đường hoa")
    article.body += photo_row_html(photo.pk for photo in photos[:2])
    article.save()
    response = client.get("/tin-tuc/doi-moi/")
    seen = text(response)
    for part in ["Đổi mới", "Tóm tắt.", "Một.", "Tác giả: Ban biên tập", "Nguồn: MTTQ xã", "Đoàn thể"]:
        assert part in seen
    assert "Đăng lúc: 28/11/2023 10:52:54 (GMT+7)" in seen
    assert seen.index("Một.") < seen.index("Ảnh trong bài")
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    images = re.findall(r"<img [^>]*>", main)
    assert len(images) == 3
    for image in images:
        for attribute in ['width="640"', 'height="480"', "400w", 'alt="Đường hoa"']:
            assert attribute in image
    assert ['fetchpriority="high"' in image for image in images] == [True, False, False]
    assert ['loading="lazy"' in image for image in images] == [False, True, True]


def test_the_printable_form(client):
    factories.article("Đổi mới", body="<p>Một.</p>")
    seen = text(client.get("/tin-tuc/doi-moi/in/"))
    assert "Ngày 28/11/2023 10:52:54" in seen
    assert "Một." in seen


def test_lists_are_newest_first_and_in_pages(client):
    category = factories.category("Mục", slug="muc")
    start = datetime(2026, 1, 1, 8, tzinfo=factories.HANOI)
    for number in range(1, 15):
        factories.article(f"Tin {number}", category=category, published_at=start + timedelta(days=number))
    factories.article("Khác", category=factories.category("Mục khác"), published_at=start)
    newest = [f"/tin-tuc/tin-{number}/" for number in range(14, 0, -1)]
    assert links(client.get("/tin-tuc/")) == newest[:12]
    assert links(client.get("/tin-tuc/?page=2")) == [*newest[12:], "/tin-tuc/khac/"]
    assert links(client.get("/chuyen-muc/muc/?page=2")) == newest[12:]
    assert "Trang 2/2" in text(client.get("/tin-tuc/?page=2"))


@pytest.mark.parametrize(
    "path",
    ["/tin-tuc/?page=0", "/tin-tuc/?page=x", "/tin-tuc/?page=99", "/tin-tuc/?page=1e3", "/tin-tuc/?page=%00"]
    + ["/tin-tuc/khong-co/", "/tin-tuc/khong-co/in/", "/chuyen-muc/khong-co/", "/khong-co", "/media/"],
)
def test_an_address_of_nothing_is_a_calm_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "Không tìm thấy trang" in text(response)


def test_home_shows_the_lead_the_latest_and_a_block_a_category(client):
    start = datetime(2026, 1, 1, 8, tzinfo=factories.HANOI)
    for day, (title, name) in enumerate([("Cũ", "Y tế"), ("Vừa", "Y tế"), ("Mới", "Văn hóa")]):
        factories.article(title, category=factories.category(name), published_at=start + timedelta(days=day))
    response = client.get("/")
    assert links(response) == ["/tin-tuc/moi/", "/tin-tuc/vua/", "/tin-tuc/cu/"]
    headings = re.findall(r"<h2>(.*?)</h2>", response.content.decode().partition("</main>")[0])
    assert sorted(headings) == ["Tin mới", "Văn hóa", "Y tế"]


def test_an_empty_portal_looks_intended(client):
    for path in [
        "/",
        "/tin-tuc/",
        "/thu-tuc-hanh-chinh/",
        "/tim-kiem/",
        "/rss/",
        "/sitemap.xml",
        "/sitemap-articles.xml",
        "/robots.txt",
    ]:
        assert client.get(path).status_code == 200
    assert "Chưa có tin nào được đăng." in text(client.get("/"))


HIDDEN = {
    "draft": {"status": "draft", "published_at": None},
    "waiting": {"status": "waiting", "published_at": None},
    "scheduled": {"status": "published", "published_at": timezone.now() + timedelta(hours=1)},
    "withdrawn": {"status": "withdrawn"},
}


@pytest.mark.parametrize("state", HIDDEN)
def test_what_is_not_published_appears_nowhere(client, state):
    category = factories.category("Mục", slug="muc")
    factories.article("Bí mật", body="<p>kín</p>", category=category, **HIDDEN[state])
    for path in [
        "/",
        "/tin-tuc/",
        "/chuyen-muc/muc/",
        "/tim-kiem/?q=bi+mat",
        "/tim-kiem/?q=kin",
        "/rss/",
        "/sitemap-articles.xml",
    ]:
        response = client.get(path)
        assert response.status_code == 200
        assert "Bí mật" not in response.content.decode().replace("“Bí mật”", "")
        assert "/tin-tuc/bi-mat/" not in response.content.decode()
    for path in ["/tin-tuc/bi-mat/", "/tin-tuc/bi-mat/in/"]:
        response = client.get(path)
        assert response.status_code == (410 if state == "withdrawn" else 404)
        assert "kín" not in response.content.decode()


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 5),
        ("/tin-tuc/", 6),
        ("/chuyen-muc/muc-0/", 5),
        ("/tin-tuc/nam/2023/", 5),
        ("/tin-tuc/nam/2023/11/", 5),
        ("/tim-kiem/?q=tin", 7),
        ("/rss/", 2),
        ("/sitemap-articles.xml", 4),
    ],
)
@pytest.mark.usefixtures("no_polling")
def test_a_list_costs_the_same_at_1_and_at_30_rows(client, django_assert_num_queries, path, queries, number):
    factories.feedback_address()
    factories.contact_details()
    for index in range(number):
        article = factories.article(f"Tin {index}", category=factories.category(f"Mục {index}", slug=f"muc-{index}"))
        if index < 3:
            factories.photos(article, 1)
    if path.startswith("/chuyen-muc/"):
        Article.objects.update(category=factories.category("Mục 0"))
    content_version.refresh()
    client.get("/tin-tuc/khong-co/")  # reads what the frame of every page shows
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


@pytest.mark.usefixtures("no_polling")
def test_an_article_costs_the_same_with_1_and_with_30_photos(client, django_assert_num_queries):
    other = factories.article("Tin khác")
    for number in [1, 30]:
        article = factories.article(f"Tin {number}")
        article.photos.bulk_create(
            type(photo)(article=article, image=photo.image, width=640, height=480, alt_text=photo.alt_text)
            for photo in factories.photos(article, 1) * (number - 1)
        )
        content_version.refresh()
        client.get(other.get_absolute_url())  # reads what every article shows
        with django_assert_num_queries(4):
            assert client.get(article.get_absolute_url()).content.decode().count("data-photo") == number


@pytest.mark.parametrize(("path", "queries"), [("/", 5), ("/tin-tuc/tin/", 6), ("/thu-tuc-hanh-chinh/", 3)])
@pytest.mark.usefixtures("no_polling")
def test_after_news_the_frame_is_as_it_was_read(client, django_assert_num_queries, path, queries):
    """With the one of the page cache itself, and the one that asks for urgent notices."""
    factories.feedback_address()
    article = factories.article("Tin")
    factories.article("Tin kề", published_at=article.published_at)
    client.get("/tin-tuc/tin/")
    client.get("/")
    article.save()
    content_version.refresh()
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


@pytest.mark.usefixtures("no_polling")
def test_a_change_of_the_frame_is_read(client):
    factories.article("Tin", category=factories.category("Mục"))
    assert "Mục" in client.get("/tin-tuc/").content.decode()
    category = factories.category("Mục")
    category.name = "Đề mục"
    category.save()
    content_version.refresh()
    page = client.get("/tin-tuc/").content.decode()
    assert ("Đề mục" in page, ">Mục<" in page) == (True, False)


def test_rss(client):
    factories.article("Đổi mới", summary="Tóm <tắt> & gọn")
    response = client.get("/rss/")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed = response.content.decode()
    assert "<title>Đổi mới</title>" in feed
    assert "<link>http://testserver/tin-tuc/doi-moi/</link>" in feed
    assert "Tóm &lt;tắt&gt; &amp; gọn" in feed
    assert "<pubDate>Tue, 28 Nov 2023 10:52:54 +0700</pubDate>" in feed


def addresses_in(client, path: str) -> list[str]:
    return re.findall(r"<loc>http://testserver(.*?)</loc>", client.get(path).content.decode())


def test_a_long_sitemap_goes_on_in_another(client, monkeypatch):
    monkeypatch.setattr(ArticleSitemap, "limit", 2)
    assert client.get("/sitemap-articles.xml?p=9").status_code == 404
    for day in (1, 2, 3):
        factories.article(f"Tin {day}", published_at=f"2026-01-0{day}T00:00:00Z")
    assert addresses_in(client, "/sitemap-articles.xml") == ["/tin-tuc/tin-3/", "/tin-tuc/tin-2/"]
    assert "/sitemap-articles.xml?p=2" in addresses_in(client, "/sitemap.xml")
    assert addresses_in(client, "/sitemap-articles.xml?p=2") == ["/tin-tuc/tin-1/"]


def test_sitemap_and_robots(client):
    factories.article("Đổi mới", category=factories.category("Mục", slug="muc"))
    named = {"news", "categories", "articles", "guide", "procedures", "flat_pages"}
    assert set(addresses_in(client, "/sitemap.xml")) == {f"/sitemap-{name}.xml" for name in named}
    assert addresses_in(client, "/sitemap-news.xml") == ["/", "/tin-tuc/"]
    assert addresses_in(client, "/sitemap-categories.xml") == ["/chuyen-muc/muc/"]
    assert addresses_in(client, "/sitemap-articles.xml") == ["/tin-tuc/doi-moi/"]
    for address in addresses_in(client, "/sitemap.xml"):
        assert client.get(address).status_code == 200
    assert client.get("/sitemap-khong-co.xml").status_code == 404
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in robots.content.decode()


def test_an_error_of_the_server_has_a_page_that_needs_no_database(client, monkeypatch):
    from news import views

    def break_down(request):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(views.Article.objects.__class__, "published", break_down, raising=False)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Trang đang gặp sự cố" in text(response)
    assert "secret" not in response.content.decode()
