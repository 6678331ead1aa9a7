"""Redirects from old URLs: added by a change of slug, entered by staff, answered by the middleware."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from news.services.publishing import withdraw
from saovang.pages.models import Page
from saovang.redirects.middleware import RedirectMiddleware
from saovang.redirects.models import Redirect
from tests import factories
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db


def get_redirect(client, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, response.headers.get("Location", "")


def change_slug(obj, slug: str) -> None:
    obj.slug = slug
    obj.save()


def test_slug_change_redirects_every_public_url(client):
    article = factories.article("Tin cũ")
    category = factories.category("Mục", slug="muc")
    page = Page.objects.create(title="Giới thiệu", slug="gioi-thieu")
    change_slug(article, "tin-moi")
    change_slug(category, "muc-moi")
    change_slug(page, "ve-chung-toi")
    for old, new in [
        ("/tin-tuc/tin-cu/", "/tin-tuc/tin-moi/"),
        ("/tin-tuc/tin-cu/in/", "/tin-tuc/tin-moi/in/"),
        ("/chuyen-muc/muc/", "/chuyen-muc/muc-moi/"),
        ("/rss/muc/", "/rss/muc-moi/"),
        ("/atom/muc/", "/atom/muc-moi/"),
        ("/trang/gioi-thieu/", "/trang/ve-chung-toi/"),
    ]:
        assert get_redirect(client, old) == (301, new)
        assert client.get(new).status_code == 200
    assert client.get("/tin-tuc/tin-cu/?utm_source=zalo").status_code == 301


def test_slug_change_twice_makes_no_chain_or_loop(client):
    article = factories.article("Một")
    change_slug(article, "hai")
    change_slug(article, "ba")
    assert get_redirect(client, "/tin-tuc/mot/") == get_redirect(client, "/tin-tuc/hai/") == (301, "/tin-tuc/ba/")
    change_slug(article, "mot")
    assert client.get("/tin-tuc/mot/").status_code == 200
    assert get_redirect(client, "/tin-tuc/hai/") == get_redirect(client, "/tin-tuc/ba/") == (301, "/tin-tuc/mot/")


def test_redirect_is_not_cached_by_browsers(client):
    change_slug(factories.article("Một"), "hai")
    assert client.get("/tin-tuc/mot/").headers["Cache-Control"] == "no-cache"


def test_redirect_of_existing_page_is_ignored(client):
    factories.article("Một")
    Redirect.objects.create(old_path="/tin-tuc/mot/", new_path="/")
    assert client.get("/tin-tuc/mot/").status_code == 200


def test_slug_change_before_publication_adds_no_redirect():
    """It would tell everybody the title of an article that is not public yet."""
    change_slug(factories.article("Nháp", status="draft", published_at=None), "khac")
    change_slug(factories.article("Hẹn giờ", published_at=timezone.now() + timedelta(days=1)), "gio-khac")
    article = factories.article("Tin")
    article.title = "Tin sửa"
    article.save()
    assert not Redirect.objects.exists()


def test_redirect_matches_query_string_before_path(client):
    Redirect.objects.create(old_path="/web/tin.aspx?id=7", new_path="/tin-tuc/bay/")
    Redirect.objects.create(old_path="/web/tin.aspx", new_path="/tin-tuc/")
    factories.linked_domain("example.vn")
    Redirect.objects.create(old_path="/tin/lễ hội", new_path="https://example.vn/le-hoi")
    Redirect.objects.create(old_path="/da-go.html", new_path="")
    assert get_redirect(client, "/web/tin.aspx?id=7") == (301, "/tin-tuc/bay/")
    assert get_redirect(client, "/web/tin.aspx?id=8") == (301, "/tin-tuc/")
    assert get_redirect(client, "/tin/l%E1%BB%85%20h%E1%BB%99i") == (301, "https://example.vn/le-hoi")
    gone = client.get("/da-go.html")
    assert gone.status_code == 410
    assert "Nội dung đã được gỡ" in text(gone)


PORTAL = "/Pages/TinTuc.aspx?ItemID=7&Ten=Lễ hội"


@pytest.mark.parametrize(
    "url",
    [
        "/Pages/TinTuc.aspx?ItemID=7&Ten=L%E1%BB%85%20h%E1%BB%99i",
        "/Pages/TinTuc.aspx?Ten=L%e1%bb%85+h%e1%bb%99i&ItemID=7",
        "/Pages/TinTuc.aspx?ItemID=%37&Ten=Le%CC%82%CC%83%20ho%CC%A3%CC%82i",
        "/P%61ges/./Tin%54uc.aspx?ItemID=7&Ten=L%E1%BB%85%20h%E1%BB%99i",
        "/Pages//x/../TinTuc.aspx/?&&ItemID=7&Ten=L%E1%BB%85%20h%E1%BB%99i&",
        "/Pages/TinTuc.aspx?ItemID=7&amp;Ten=L%E1%BB%85%20h%E1%BB%99i",
    ],
)
def test_redirect_matches_by_meaning(client, url):
    Redirect.objects.create(old_path=PORTAL, new_path="/tin-tuc/bay/")
    Redirect.objects.create(old_path="/Pages/TinTuc.aspx", new_path="/tin-tuc/")
    assert get_redirect(client, url) == (301, "/tin-tuc/bay/")
    for other in ["?ItemID=8", "?ItemID=7", "?itemid=7&Ten=L%E1%BB%85%20h%E1%BB%99i", "?ItemID=7&Ten=le%20hoi", ""]:
        assert get_redirect(client, f"/Pages/TinTuc.aspx{other}") == (301, "/tin-tuc/")


@pytest.mark.parametrize(
    "name", ["fbclid", "utm_source", "UTM_Campaign", "gclid", "zarsrc", "zalo_id", "mc_cid", "igshid"]
)
def test_redirect_ignores_tracking_parameters(client, name):
    Redirect.objects.create(old_path="/tin.aspx?id=7&fbclid=cu", new_path="/tin-tuc/bay/")
    for url in [f"/tin.aspx?id=7&{name}=a.b%2B1", f"/tin.aspx?{name}&id=7", f"/tin.aspx?id=7&amp;{name}=1"]:
        assert get_redirect(client, url) == (301, "/tin-tuc/bay/")


def test_redirect_ignores_case_of_marked_rows_only(client):
    Redirect.objects.create(old_path="/Pages/Tin.aspx?ID=aB", new_path="/tin-tuc/bay/", ignore_case=True)
    Redirect.objects.create(old_path="/Pages/Ảnh.aspx", new_path="/tin-tuc/")
    Redirect.objects.create(old_path="/pages/TIN.aspx?ID=aB", new_path="/tin-tuc/tam/")
    for url in ["/pages/tin.aspx?id=ab", "/PAGES/TIN.ASPX?ID=AB&fbclid=X"]:
        assert get_redirect(client, url) == (301, "/tin-tuc/bay/")
    assert get_redirect(client, "/pages/TIN.aspx?ID=aB") == (301, "/tin-tuc/tam/")
    assert get_redirect(client, "/pages/ảnh.aspx")[0] == 404


def test_redirect_with_percent_signs_is_decoded_once(client):
    redirect = Redirect(old_path="https://cu.vn/t%2541?q=%26a%3D1&b", new_path="/moi/")
    for _ in range(2):
        redirect.full_clean()
        redirect.save()
    assert get_redirect(client, "/t%2541?b=&q=%26a=1") == (301, "/moi/")
    assert get_redirect(client, "/tA?b=&q=%26a=1")[0] == 404
    assert get_redirect(client, "/t%2541?q=&a=1&b=")[0] == 404


def test_redirect_key_follows_every_way_of_saving(client):
    Redirect.objects.bulk_create([Redirect(old_path="/a?y=1&x=2", new_path="/1/")])
    assert get_redirect(client, "/a?x=2&y=1") == (301, "/1/")
    redirect = Redirect.objects.get()
    redirect.old_path = "/b"
    redirect.save(update_fields=["old_path"])
    assert get_redirect(client, "/b") == (301, "/1/")
    redirect.ignore_case = True
    Redirect.objects.bulk_update([redirect], ["ignore_case"])
    assert get_redirect(client, "/B") == (301, "/1/")


@pytest.mark.parametrize("old_path", ["/a?x=2&y=1", "/a/?y=1&x=2&utm_source=z", "/%61?y=1&x=2"])
def test_redirect_of_same_meaning_is_rejected(old_path):
    Redirect.objects.create(old_path="/a?y=1&x=2", new_path="/1/")
    redirect = Redirect(old_path=old_path, new_path="/2/")
    with pytest.raises(ValidationError, match="Chuyển hướng cho địa chỉ này đã tồn tại"):
        redirect.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        redirect.save()


MESSAGES = [
    "/TIN-TUC/Le-Hoi-Lang/",
    "/Tin-Tuc/Le-Hoi-Lang",
    "/tin-tuc/le-hoi-lang/.",
    "/tin-tuc/le-hoi-lang/).",
    "/tin-tuc/le-hoi-lang.",
    "/tin-tuc/le-hoi-lang),",
    "/tin-tuc/le-hoi-lang)/",
    "/tin-tuc/le-hoi-lang/”",
    "/tin-tuc/le-hoi-lang/%E2%80%9D",
    "/tin-tuc/le-hoi-lang/%22%3E",
    "/tin-tuc/le-hoi-lang/%E2%80%8B",
    "/tin-tuc/le%C2%AD-hoi%E2%80%8B-lang/%EF%BB%BF",
    "/tin-tuc/le-hoi-lang/%F0%9F%91%87",
    "/tin-tuc/le-hoi-lang/%20",
    "/tin-tuc/le-hoi-lang%0A",
    "/tin-tuc/le-hoi-lang%C2%A0",
    "/tin-tuc///le-hoi-lang//",
    "/tin-tuc/le-hoi-lang/&fbclid=IwAR0",
    "/tin-tuc/le-hoi-lang/%3F",
    "/tin%2Dtuc/le%252Dhoi%252Dlang/",
]


@pytest.mark.parametrize("url", MESSAGES)
def test_url_torn_out_of_message_is_repaired(client, url):
    article = factories.article("Lễ hội làng")
    assert get_redirect(client, url) == (301, "/tin-tuc/le-hoi-lang/")
    assert client.head(url).status_code == 301
    withdraw(article, "Sai.")
    assert get_redirect(client, url) == (301, "/tin-tuc/le-hoi-lang/")
    article.delete()
    assert client.get(url, follow=True).status_code == 404


@pytest.mark.parametrize(
    ("url", "repaired"),
    [
        ("/tin-tuc/?page=2).", "/tin-tuc/?page=2"),
        ("/Tin-Tuc/?page=2&utm_source=a", "/tin-tuc/?page=2&utm_source=a"),
        ("/).", "/"),
        ("/robots.txt.", "/robots.txt"),
        ("/RSS/", "/rss/"),
        ("/trang/cu%E2%80%8B/.", "/trang/cu/"),
        ("/Tin-Cu/1.html).", "/tin-tuc/"),
        ("/tin-tuc/%3Fpage=2", "/tin-tuc/?page=2"),
        ("/tin-tuc/%3Fpage=2&utm_source=a", "/tin-tuc/?page=2&utm_source=a"),
        ("/Tin-Cu/2.html%3Fid=1&ten=l%C3%A0ng", "/trang/cu/"),
        ("/l%25C3%25A0ng%2520c%25E1%25BB%2595", "/trang/cu/"),
        ("/l%C3%A0ng+c%E1%BB%95", "/trang/cu/"),
    ],
)
def test_url_of_any_page_is_repaired(client, url, repaired):
    Page.objects.create(title="Cũ", slug="cu")
    Redirect.objects.create(old_path="/Tin-Cu/1.html", new_path="/tin-tuc/")
    for old_path in ["/Tin-Cu/2.html?id=1&ten=làng", "/làng cổ"]:
        Redirect.objects.create(old_path=old_path, new_path="/trang/cu/")
    start = datetime(2026, 1, 1, 8, tzinfo=factories.HANOI)
    for number in range(13):
        factories.article(f"Tin {number}", published_at=start + timedelta(days=number))
    assert get_redirect(client, url) == (301, repaired)
    assert client.get(repaired).status_code in (200, 301)


def test_url_of_stored_file_is_repaired(client, media):
    (media / "Aa").mkdir()
    (media / "Aa" / "Bb.pdf").write_bytes(b"%PDF-")
    assert get_redirect(client, "/media/Aa/Bb.pdf).") == (301, "/media/Aa/Bb.pdf")
    assert get_redirect(client, "/media/aa/bb.pdf")[0] == 404


@pytest.mark.parametrize(
    "url",
    ["/QUAN-TRI/", "/quan-tri/.", "/%5C%5Cevil.example/.", "/tin-tuc/)/", "/" + "." * 5000, "/x%3Fa=%0A%0Db"],
)
def test_url_of_nothing_public_is_not_repaired(client, url):
    assert client.get(url).status_code in (302, 404)


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example/tin-tuc/.", "//evil.example"])
def test_url_repair_stays_on_this_host(client, path):
    Page.objects.create(title="Xấu", slug="xau")
    assert client.get("/", PATH_INFO=path).status_code == 404
    assert client.get("/", PATH_INFO="//trang//xau/").headers["Location"] == "/trang/xau/"


def test_url_repair_calls_one_view(client, django_assert_num_queries):
    response = client.get("/khong-co/.")
    calls = []

    def get_response(request):
        calls.append(request.path)
        return response

    with django_assert_num_queries(2):
        assert RedirectMiddleware(get_response)(response.wsgi_request) is response
    assert calls == ["/khong-co/.", "/khong-co/"]


@pytest.mark.parametrize(
    "path",
    ["/khong-co", "/%00", "/tin-tuc/%00/", "/%ff%fe/", "/x?%00", "/x?page=%ff", "/" + "x" * 5000],
)
def test_redirect_unknown_path_returns_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "Không tìm thấy trang" in text(response)


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        ("/tin-cu/1.html", "/tin-cu/1.html"),
        ("https://xasaovang.example.vn/tin?id=1", "/tin?id=1"),
        ("http://xasaovang.example.vn", "/"),
        ("/l%E1%BB%85-h%E1%BB%99i/", "/lễ-hội/"),
        ("/l%E1%BB%85%20h%E1%BB%99i/?a=%C3%AA", "/lễ%20hội/?a=%C3%AA"),
        ("\u202ahttps://xasaovang.example.vn/tin\u200b/\ufeff ", "/tin/"),
    ],
)
def test_redirect_clean_reduces_pasted_url(pasted, stored):
    redirect = Redirect(old_path=pasted, new_path="/tin-tuc/")
    redirect.full_clean()
    assert redirect.old_path == stored


@pytest.mark.parametrize(
    ("old_path", "new_path", "message"),
    [
        ("tin-cu", "/", "Địa chỉ cũ phải bắt đầu bằng / và khác địa chỉ mới."),
        ("/a/", "/a/", "Địa chỉ cũ phải bắt đầu bằng / và khác địa chỉ mới."),
        ("/a/", "/\u200b/evil.example/", "Địa chỉ mới phải bắt đầu bằng / hoặc https://."),
        ("/a/", "／／evil.example/", "Địa chỉ mới phải bắt đầu bằng / hoặc https://."),
        ("/a/", "java\u00adscript:alert(1)", "Địa chỉ mới phải bắt đầu bằng / hoặc https://."),
        ("/a/", "//evil.example/", "Địa chỉ mới phải bắt đầu bằng / hoặc https://."),
        ("/a/", "javascript:alert(1)", "Địa chỉ mới phải bắt đầu bằng / hoặc https://."),
        ("/a b/", "/", "Địa chỉ không được có dấu cách hay ký tự lạ."),
        ("/a/", "/\\evil.example", "Địa chỉ không được có dấu cách hay ký tự lạ."),
        ("http://[", "/", "Đây không phải là một địa chỉ."),
    ],
)
def test_redirect_clean_rejects_invalid(old_path, new_path, message):
    with pytest.raises(ValidationError) as error:
        Redirect(old_path=old_path, new_path=new_path).full_clean()
    assert message in error.value.messages


@pytest.mark.parametrize(
    ("old_path", "new_path"),
    [("a", "/"), ("/a/", "/a/"), ("/a/", "//evil"), ("/a/", "/\u200b/evil"), ("/a/", "javascript:x")],
)
def test_redirect_constraints_reject_invalid(old_path, new_path):
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(old_path=old_path, new_path=new_path)


def test_redirect_admin_add(admin_client, client):
    data = {"old_path": "https://cu.example.vn/tin/1", "new_path": "/tin-tuc/"}
    assert admin_client.post("/quan-tri/redirects/redirect/add/", data).status_code == 302
    assert get_redirect(client, "/tin/1") == (301, "/tin-tuc/")
    page = admin_client.post("/quan-tri/redirects/redirect/add/", data).content.decode()
    assert "đã tồn tại" in page
    assert admin_client.get("/quan-tri/redirects/redirect/").status_code == 200


def test_redirect_middleware_unknown_path_query_count(client, django_assert_num_queries):
    response = client.get("/khong-co/?a=1")
    with django_assert_num_queries(1):
        assert RedirectMiddleware(lambda request: response)(response.wsgi_request) is response
