import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news.models import Article, Category
from news.sitemaps import ArticleSitemap
from saovang.core.templatetags.qr_codes import qr_code_svg
from saovang.core.typography import join_phrases
from saovang.media.photo_rows import photo_row_html
from saovang.pagecache.version import content_version
from saovang.pages.models import Page
from tests import factories
from tests.helpers import main_html

pytestmark = pytest.mark.django_db


def text(response) -> str:
    """Return the visible text of a page, in one line."""
    html = re.sub(r"<(head|aside|script)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def links(response, pattern: str = r"/tin-tuc/[a-z0-9-]+/") -> list[str]:
    """Return the URLs that the main part links to, in order, without duplicates."""
    main = main_html(response)
    return list(dict.fromkeys(re.findall(rf'href="({pattern})"', main)))


def test_article_page_shows_every_field(client):
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
    page = text(response)
    for part in ["Đổi mới", "Tóm tắt.", "Một.", "Tác giả: Ban biên tập", "Nguồn: MTTQ xã", "Đoàn thể"]:
        assert part in page
    assert "Đăng lúc: 28/11/2023 10:52:54 (GMT+7)" in page
    assert page.index("Một.") < page.index("Ảnh trong bài")
    main = main_html(response)
    images = re.findall(r"<img [^>]*>", main)
    assert len(images) == 3
    for image in images:
        for attribute in ['width="272"', 'height="204"', "400w", 'alt="Đường hoa"']:
            assert attribute in image
    assert ['loading="lazy"' not in image for image in images] == [True, False, False]
    assert ['loading="lazy"' in image for image in images] == [False, True, True]


def test_article_print_page(client):
    factories.article("Đổi mới", body="<p>Một.</p>")
    page = text(client.get("/tin-tuc/doi-moi/in/"))
    assert "Ngày 28/11/2023 10:52:54" in page
    assert "Một." in page


@pytest.mark.parametrize("path", ["/tin-tuc/doi-moi/", "/tin-tuc/doi-moi/in/"])
def test_printed_article_ends_with_url_and_qr_code(client, path):
    factories.article("Đổi mới", body="<p>Một.</p>")
    source = client.get(path).content.decode().partition('<div class="print-source share">')[2].partition("</div>")[0]
    url = "http://testserver/tin-tuc/doi-moi/"
    assert f"<br>{url}</p>" in source
    assert qr_code_svg(url) in source


def test_lists_are_paginated_newest_first(client):
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
def test_unknown_path_is_404_page(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "Không tìm thấy trang" in text(response)


def test_home_shows_each_article_once(client):
    """The lead article, three more, and two of each category that has others; a category without others is left out."""
    names = ["Y tế"] * 5 + ["Văn hóa", "Y tế", "Kinh tế", "Y tế"]
    start = datetime(2026, 1, 1, 8, tzinfo=factories.HANOI)
    for day, name in enumerate(names, start=1):
        factories.article(f"Tin {day}", category=factories.category(name), published_at=start + timedelta(days=day))
    main = main_html(client.get("/"))
    shown = re.findall(r'href="/tin-tuc/tin-(\d)/"', main)
    assert shown == ["9", "8", "7", "6", "5", "4"]
    assert re.findall(r"<h2>(?:<a [^>]*>)?(.*?)<", main) == ["Tin mới", "Y tế"]


def test_empty_portal_has_all_pages(client):
    for path in [
        "/",
        "/tin-tuc/",
        "/thu-tuc-hanh-chinh/",
        "/tim-kiem/",
        "/rss/",
        "/sitemap.xml",
        "/robots.txt",
    ]:
        assert client.get(path).status_code == 200
    assert "Chưa có tin nào được đăng." in text(client.get("/"))


UNPUBLISHED = {
    "draft": {"status": "draft", "published_at": None},
    "waiting": {"status": "waiting", "published_at": None},
    "scheduled": {"status": "published", "published_at": timezone.now() + timedelta(hours=1)},
    "withdrawn": {"status": "withdrawn"},
}


@pytest.mark.parametrize("status", UNPUBLISHED)
def test_unpublished_article_appears_nowhere(client, status):
    category = factories.category("Mục", slug="muc")
    factories.article("Bí mật", body="<p>kín</p>", category=category, **UNPUBLISHED[status])
    factories.article("Công khai", category=category)
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
        assert response.status_code == (410 if status == "withdrawn" else 404)
        assert "kín" not in response.content.decode()


@pytest.mark.parametrize("number", [9, 30])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 6),
        ("/tin-tuc/", 6),
        ("/chuyen-muc/muc-0/", 5),
        ("/tin-tuc/nam/2023/", 5),
        ("/tin-tuc/nam/2023/11/", 5),
        ("/tim-kiem/?q=tin", 7),
        ("/rss/", 4),
        ("/sitemap-articles.xml", 4),
    ],
)
@pytest.mark.usefixtures("no_polling")
def test_list_queries_do_not_grow_with_articles(client, django_assert_num_queries, path, queries, number):
    factories.feedback_address()
    factories.contact_details()
    for index in range(number):
        article = factories.article(f"Tin {index}", category=factories.category(f"Mục {index}", slug=f"muc-{index}"))
        if index < 3:
            factories.photos(article, 1)
    if path.startswith("/chuyen-muc/"):
        Article.objects.update(category=factories.category("Mục 0"))
    content_version.refresh()
    client.get("/tin-tuc/khong-co/")  # fills the cached values of the navigation
    join_phrases("")  # and the names of places
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


@pytest.mark.usefixtures("no_polling")
def test_article_queries_do_not_grow_with_photos(client, django_assert_num_queries):
    other = factories.article("Tin khác")
    for number in [1, 30]:
        article = factories.article(f"Tin {number}")
        article.photos.bulk_create(
            type(photo)(article=article, image=photo.image, width=640, height=480, alt_text=photo.alt_text)
            for photo in factories.photos(article, 1) * (number - 1)
        )
        content_version.refresh()
        client.get(other.get_absolute_url())  # fills the cached values of article pages
        with django_assert_num_queries(4):
            assert client.get(article.get_absolute_url()).content.decode().count("data-photo") == number


@pytest.mark.parametrize(("path", "queries"), [("/", 14), ("/tin-tuc/tin/", 15), ("/thu-tuc-hanh-chinh/", 11)])
@pytest.mark.usefixtures("no_polling")
def test_page_queries_after_a_content_change(client, django_assert_num_queries, path, queries):
    """Includes the queries that fill the cached values again."""
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
def test_menu_shows_a_renamed_category(client):
    factories.article("Tin", category=factories.category("Mục"))
    assert "Mục" in client.get("/tin-tuc/").content.decode()
    category = factories.category("Mục")
    category.name = "Đề mục"
    category.save()
    content_version.refresh()
    page = client.get("/tin-tuc/").content.decode()
    assert ("Đề mục" in page, ">Mục<" in page) == (True, False)


def test_rss_feed(client):
    factories.article("Đổi mới", summary="Tóm <tắt> & gọn")
    response = client.get("/rss/")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed = response.content.decode()
    assert "<title>Đổi mới</title>" in feed
    assert "<link>http://testserver/tin-tuc/doi-moi/</link>" in feed
    assert "Tóm &lt;tắt&gt; &amp; gọn" in feed
    assert "<pubDate>Tue, 28 Nov 2023 10:52:54 +0700</pubDate>" in feed


def sitemap_paths(client, path: str) -> list[str]:
    return re.findall(r"<loc>http://testserver(.*?)</loc>", client.get(path).content.decode())


def test_sitemap_is_paginated(client, monkeypatch):
    monkeypatch.setattr(ArticleSitemap, "limit", 2)
    assert client.get("/sitemap-articles.xml?p=9").status_code == 404
    for day in (1, 2, 3):
        factories.article(f"Tin {day}", published_at=f"2026-01-0{day}T00:00:00Z")
    assert sitemap_paths(client, "/sitemap-articles.xml") == ["/tin-tuc/tin-3/", "/tin-tuc/tin-2/"]
    assert "/sitemap-articles.xml?p=2" in sitemap_paths(client, "/sitemap.xml")
    assert sitemap_paths(client, "/sitemap-articles.xml?p=2") == ["/tin-tuc/tin-1/"]


def test_sitemap_leaves_out_empty_sections(client):
    Category.objects.all().delete()
    assert sitemap_paths(client, "/sitemap.xml") == [
        "/sitemap-news.xml",
        "/sitemap-guide.xml",
        "/sitemap-directory.xml",
    ]
    for name in ["articles", "categories", "procedures", "flat_pages"]:
        assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_sitemap_and_robots(client):
    factories.article("Đổi mới", category=factories.category("Mục", slug="muc"))
    factories.procedure()
    Page.objects.create(title="Cũ", slug="cu")
    sections = {"news", "categories", "articles", "guide", "procedures", "flat_pages", "directory"}
    assert set(sitemap_paths(client, "/sitemap.xml")) == {f"/sitemap-{name}.xml" for name in sections}
    assert sitemap_paths(client, "/sitemap-news.xml") == ["/", "/tin-tuc/"]
    assert sitemap_paths(client, "/sitemap-categories.xml") == ["/chuyen-muc/muc/"]
    assert sitemap_paths(client, "/sitemap-articles.xml") == ["/tin-tuc/doi-moi/"]
    for path in sitemap_paths(client, "/sitemap.xml"):
        assert client.get(path).status_code == 200
    assert client.get("/sitemap-khong-co.xml").status_code == 404
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in robots.content.decode()


def test_server_error_page_needs_no_database(client, monkeypatch):
    def fail(request):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Article.objects.__class__, "published", fail, raising=False)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Trang đang gặp sự cố" in text(response)
    assert "secret" not in response.content.decode()
