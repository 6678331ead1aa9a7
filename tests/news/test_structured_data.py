"""Data for machines: JSON-LD, Open Graph, canonical URLs, feeds, manifest, security.txt."""

import json
import re
from datetime import datetime, timedelta
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from news.models import ChangeNote, FeedIdentity
from saovang.media.photo_rows import photo_row_html
from saovang.pagecache.version import content_version
from saovang.pages.models import Page
from tests import factories

pytestmark = pytest.mark.django_db
ATOM, MEDIA = "{http://www.w3.org/2005/Atom}", "{http://search.yahoo.com/mrss/}"


def json_ld_by_type(client, path: str) -> dict[str, dict]:
    """Return the JSON-LD blocks of a page by type."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode())
    found = [json.loads(block) for block in blocks]
    assert [block["@context"] for block in found] == ["https://schema.org"] * len(found)
    return {block["@type"]: block for block in found}


def open_graph(client, path: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="([^"]*)" content="([^"]*)">', client.get(path).content.decode()))


@pytest.fixture
def article():
    factories.contact_details()
    article = factories.article("Đổi </script> mới", summary="Tóm tắt.", category=factories.category("Mục", slug="muc"))
    article.photo = factories.photos(article, 1)[0]
    article.refresh_from_db()
    return article


def test_article_json_ld(client, article):
    blocks = json_ld_by_type(client, article.get_absolute_url())
    assert sorted(blocks) == ["BreadcrumbList", "GovernmentOffice", "NewsArticle"]
    news, office = blocks["NewsArticle"], blocks["GovernmentOffice"]
    assert news["headline"] == "Đổi </script> mới"
    assert news["datePublished"] == "2023-11-28T10:52:54+07:00"
    assert news["mainEntityOfPage"] == f"http://testserver{article.get_absolute_url()}"
    assert news["image"] == [f"http://testserver{article.photos.get().image.url}"]
    assert news["publisher"]["@id"] == office["@id"] == "http://testserver/#co-quan"
    assert (office["name"], office["telephone"]) == ("UBND xã Thử", "0237 111 1111")
    breadcrumbs = [
        (step["position"], step["name"], step["item"]) for step in blocks["BreadcrumbList"]["itemListElement"]
    ]
    assert breadcrumbs == [
        (1, "Trang chủ", "http://testserver/"),
        (2, "Tin tức", "http://testserver/tin-tuc/"),
        (3, "Mục", "http://testserver/chuyen-muc/muc/"),
    ]


def test_open_graph_of_article(client, article):
    properties = open_graph(client, article.get_absolute_url())
    photo = article.photos.get()
    assert properties["og:type"] == "article"
    assert properties["og:title"] == "Đổi &lt;/script&gt; mới"
    assert properties["og:description"] == "Tóm tắt."
    assert properties["og:url"] == f"http://testserver{article.get_absolute_url()}"
    assert properties["og:image"] == f"http://testserver{photo.image.url}"
    assert (properties["og:image:width"], properties["og:image:height"]) == ("640", "480")
    assert properties["og:image:alt"] == photo.alt_text
    assert properties["article:published_time"] == "2023-11-28T10:52:54+07:00"
    assert datetime.fromisoformat(properties["article:modified_time"]) == article.updated_at.replace(microsecond=0)
    assert properties["article:author"] == "Xã Thử"
    assert '<meta name="author" content="Xã Thử">' in client.get(article.get_absolute_url()).content.decode()


RFC3339 = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?")


@pytest.mark.parametrize(
    "path",
    ["/", "/tin-tuc/", "/tin-tuc/tin/", "/tin-tuc/tin/in/", "/chuyen-muc/muc/", "/trang/cu/", "/tim-kiem/?q=tin"]
    + ["/tin-tuc/khac/", "/thu-tuc-hanh-chinh/", "/sitemap-articles.xml", "/sitemap-flat_pages.xml", "/atom/"],
)
def test_dates_for_machines_are_rfc3339(client, path):
    factories.feedback_address(checked_on=timezone.localdate(), checked_by="Lê Văn Tám")
    Page.objects.create(title="Cũ", slug="cu")
    category = factories.category("Mục", slug="muc")
    article = factories.article("Tin", category=category, author="Lê Văn Tám", published_at=timezone.now())
    factories.article("Khác", category=category)
    ChangeNote.objects.create(article=article, text="Sửa ngày họp")
    page = client.get(path).content.decode()
    times = re.findall(r'datetime="([^"]*)"', page) + re.findall(r'_time" content="([^"]*)"', page)
    times += re.findall(r'"date\w+": "([^"]*)"', page) + re.findall(r"<(?:updated|published|lastmod)>([^<]*)<", page)
    assert times
    assert [time for time in times if not RFC3339.fullmatch(time)] == []


def feed_entries(client, path: str, **options) -> tuple[str, list[dict[str, str]]]:
    """Return the title of a feed, and the texts of each item by name of the element."""
    root = ElementTree.fromstring(client.get(path, **options).content)
    channel = root.find("channel") if root.tag == "rss" else root
    title = channel.findtext("title") or channel.findtext(f"{ATOM}title")
    items = channel.findall("item") + channel.findall(f"{ATOM}entry")
    names = {"guid": "id", "creator": "author", "author": "author"}
    texts = [{child.tag.rpartition("}")[2]: "".join(child.itertext()) for child in item} for item in items]
    return title, [{names.get(name, name): text for name, text in item.items()} for item in texts]


@pytest.mark.parametrize("path", ["/rss/", "/atom/", "/rss/muc/", "/atom/muc/"])
def test_feed_ids_outlive_host_and_slug(client, settings, article, path):
    settings.ALLOWED_HOSTS = ["*"]
    factories.article("Hai", category=article.category)
    _, before = feed_entries(client, path)
    article.slug = "moi"
    article.save()
    _, after = feed_entries(client, path, headers={"Host": "moi.example.vn"})
    assert [item["id"] for item in before] == [item["id"] for item in after]
    assert len({item["id"] for item in before}) == 2
    assert all(re.fullmatch("urn:uuid:[0-9a-f-]{36}", item["id"]) for item in before)
    FeedIdentity.objects.update_or_create(defaults={"uuid": uuid4()}, id=1)  # another portal with the same keys
    content_version.reset()
    _, elsewhere = feed_entries(client, path)
    assert not {item["id"] for item in elsewhere} & {item["id"] for item in before}


def test_atom_feed_ids_outlive_host_and_slug(client, settings, article):
    settings.ALLOWED_HOSTS = ["*"]

    def feed_id(path: str, host: str) -> str:
        return ElementTree.fromstring(client.get(path, headers={"Host": host}).content).findtext(f"{ATOM}id")

    before = [feed_id(path, "testserver") for path in ["/atom/", "/atom/muc/"]]
    article.category.slug = "moi"
    article.category.save()
    assert before == [feed_id(path, "moi.example.vn") for path in ["/atom/", "/atom/moi/"]]
    assert before[0] != before[1]


@pytest.mark.parametrize(("path", "title"), [("/rss/", 'Xã "Thử" & Bạn'), ("/atom/muc/", 'Mục – Xã "Thử" & Bạn')])
def test_feed_has_names_of_commune_and_authors(client, path, title):
    factories.contact_details(place='Xã "Thử" & Bạn')
    category = factories.category("Mục", slug="muc")
    factories.article("Một", category=category, author="Lê Văn Tám")
    factories.article("Hai", category=category)
    found, items = feed_entries(client, path)
    assert found == title
    assert {item["title"]: item["author"] for item in items} == {"Một": "Lê Văn Tám", "Hai": 'Xã "Thử" & Bạn'}


def test_feed_of_portal_without_contact_details(client):
    assert feed_entries(client, "/rss/")[0] == "Trang thông tin điện tử"


@pytest.mark.parametrize("path", ["/", "/tin-tuc/", "/chuyen-muc/muc/", "/thu-tuc-hanh-chinh/", "/tim-kiem/"])
def test_open_graph_of_other_pages(client, article, path):
    properties = open_graph(client, path)
    assert properties["og:image"].startswith("http://testserver/static/icons/share")
    assert properties["og:url"] == f"http://testserver{path}"
    page = client.get(path).content.decode()
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', page) == [f"http://testserver{path}"]


def test_canonical_url_has_only_the_page_number(client):
    start = datetime(2026, 1, 1, 8, tzinfo=factories.HANOI)
    for number in range(13):
        factories.article(f"Tin {number}", published_at=start + timedelta(days=number))
    page = client.get("/tin-tuc/?page=2&utm_source=zalo").content.decode()
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', page) == ["http://testserver/tin-tuc/?page=2"]


@pytest.mark.parametrize("path", ["/rss/", "/rss/muc/", "/atom/", "/atom/muc/"])
def test_feed_items_have_covers(client, article, path):
    factories.article("Khác", category=factories.category("Mục khác", slug="muc-khac"))
    response = client.get(path)
    assert response["Content-Type"] == f"application/{path.split('/')[1]}+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    items = root.findall("channel/item") or root.findall(f"{ATOM}entry")
    titles = [item.findtext("title") or item.findtext(f"{ATOM}title") for item in items]
    assert titles == (["Đổi </script> mới"] if "muc" in path else ["Khác", "Đổi </script> mới"])
    photo = article.photos.get()
    assert [item.find(f"{MEDIA}content") is not None for item in items] == ["Đổi" in title for title in titles]
    assert items[-1].find(f"{MEDIA}content").get("url") == f"http://testserver{photo.image.url}"


def test_feed_of_unknown_category_is_404(client):
    assert client.get("/rss/khong-co/").status_code == 404


def test_manifest(client):
    factories.contact_details(place='Xã "Thử"')
    response = client.get("/site.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = json.loads(response.content)
    assert manifest["name"] == 'Xã "Thử"'
    assert (manifest["lang"], manifest["start_url"]) == ("vi", "/")
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512", "512x512"]
    assert '<link rel="manifest" href="/site.webmanifest">' in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"])
def test_icons_have_their_traditional_names(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert finders.find(response.headers["Location"].removeprefix("/static/")).endswith(".png")
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert not response.cookies


def test_article_is_marked_up_for_reader_modes(client, article):
    """Mozilla Readability takes the text with all its photos from this structure, and nothing around it.

    It removes a <div> that holds photos and little text, what lies outside the element with the text, and elements
    with these class names.
    """
    for day in (27, 29):
        start = datetime(2023, 11, day, 8, tzinfo=factories.HANOI)
        factories.article(f"Tin {day}", category=article.category, published_at=start)
    photos = [*factories.photos(article, 2), *article.photos.all()]
    article.body = "<p>Một.</p>" + photo_row_html([photos[0].pk])
    article.save()
    page = client.get(article.get_absolute_url()).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    entry = main.partition('<article class="h-entry')[2].partition("</article>")[0]
    content = entry.partition('e-content">')[2]
    assert content.index("<p>Một.</p>") < content.index('<figure class="photo-row') < content.index("gallery")
    assert len(re.findall("<figure id=", content)) == 3
    assert 'class="p-name">' in entry
    assert '<div class="page-actions social share">' in entry
    assert '<nav class="breadcrumbs' in page.partition("<main")[0]
    for part in ['<nav class="previous-next pager"', '<section class="page-section related"']:
        assert part in main
        assert part not in entry


def test_category_page_links_its_feed(client, article):
    page = client.get("/chuyen-muc/muc/").content.decode()
    assert re.findall(r'<link rel="alternate"[^>]* href="([^"]*)">', page) == ["/rss/", "/rss/muc/"]


def test_search_results_have_one_canonical_url(client, article):
    for query, robots in [("doi", False), ("khongcogica", True)]:
        page = client.get(f"/tim-kiem/?q={query}&page=1").content.decode()
        assert re.findall(r'<link rel="canonical" href="([^"]*)">', page) == ["http://testserver/tim-kiem/"]
        assert ('content="noindex"' in page) is robots


def test_security_txt_without_contact_details(client):
    page = client.get("/.well-known/security.txt").content.decode()
    assert page.splitlines()[0] == "Contact: http://testserver/phan-anh-kien-nghi/"


def test_security_txt(client):
    factories.contact_details()
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines() if line)
    assert fields["Contact"] == "mailto:ubnd@example.vn"
    valid_for = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=179) < valid_for < timedelta(days=365)
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
