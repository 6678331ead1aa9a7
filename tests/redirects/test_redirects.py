"""Redirects from old URLs: added by a change of slug, entered by staff, answered by the middleware."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

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


def test_slug_change_of_draft_adds_no_redirect():
    change_slug(factories.article("Nháp", status="draft", published_at=None), "khac")
    article = factories.article("Tin")
    article.title = "Tin sửa"
    article.save()
    assert not Redirect.objects.exists()


def test_redirect_matches_query_string_before_path(client):
    Redirect.objects.create(old_path="/web/tin.aspx?id=7", new_path="/tin-tuc/bay/")
    Redirect.objects.create(old_path="/web/tin.aspx", new_path="/tin-tuc/")
    Redirect.objects.create(old_path="/tin/lễ hội", new_path="https://example.vn/le-hoi")
    Redirect.objects.create(old_path="/da-go.html", new_path="")
    assert get_redirect(client, "/web/tin.aspx?id=7") == (301, "/tin-tuc/bay/")
    assert get_redirect(client, "/web/tin.aspx?id=8") == (301, "/tin-tuc/")
    assert get_redirect(client, "/tin/l%E1%BB%85%20h%E1%BB%99i") == (301, "https://example.vn/le-hoi")
    gone = client.get("/da-go.html")
    assert gone.status_code == 410
    assert "Nội dung đã được gỡ" in text(gone)


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
    ("old_path", "new_path"), [("a", "/"), ("/a/", "/a/"), ("/a/", "//evil"), ("/a/", "javascript:x")]
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
