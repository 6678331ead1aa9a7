"""Addresses that moved, as who kept a link gets them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from saovang.pages.models import Page
from saovang.redirects.middleware import RedirectMiddleware
from saovang.redirects.models import Redirect
from tests import factories
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db


def leads(client, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, response.headers.get("Location", "")


def move(thing, slug: str) -> None:
    thing.slug = slug
    thing.save()


def test_a_new_slug_leaves_a_redirect_at_every_address(client):
    article = factories.article("Tin cũ")
    category = factories.category("Mục", slug="muc")
    page = Page.objects.create(title="Giới thiệu", slug="gioi-thieu")
    move(article, "tin-moi")
    move(category, "muc-moi")
    move(page, "ve-chung-toi")
    for old, new in [
        ("/tin-tuc/tin-cu/", "/tin-tuc/tin-moi/"),
        ("/tin-tuc/tin-cu/in/", "/tin-tuc/tin-moi/in/"),
        ("/chuyen-muc/muc/", "/chuyen-muc/muc-moi/"),
        ("/rss/muc/", "/rss/muc-moi/"),
        ("/atom/muc/", "/atom/muc-moi/"),
        ("/trang/gioi-thieu/", "/trang/ve-chung-toi/"),
    ]:
        assert leads(client, old) == (301, new)
        assert client.get(new).status_code == 200
    assert client.get("/tin-tuc/tin-cu/?utm_source=zalo").status_code == 301


def test_moving_on_and_back_makes_no_chain_and_no_loop(client):
    article = factories.article("Một")
    move(article, "hai")
    move(article, "ba")
    assert leads(client, "/tin-tuc/mot/") == leads(client, "/tin-tuc/hai/") == (301, "/tin-tuc/ba/")
    move(article, "mot")
    assert client.get("/tin-tuc/mot/").status_code == 200
    assert leads(client, "/tin-tuc/hai/") == leads(client, "/tin-tuc/ba/") == (301, "/tin-tuc/mot/")


def test_a_browser_does_not_keep_a_redirect_for_ever(client):
    move(factories.article("Một"), "hai")
    assert client.get("/tin-tuc/mot/").headers["Cache-Control"] == "no-cache"


def test_a_page_that_stands_goes_before_a_redirect(client):
    factories.article("Một")
    Redirect.objects.create(old_path="/tin-tuc/mot/", new_path="/")
    assert client.get("/tin-tuc/mot/").status_code == 200


def test_what_was_never_public_leaves_nothing():
    move(factories.article("Nháp", status="draft", published_at=None), "khac")
    article = factories.article("Tin")
    article.title = "Tin sửa"
    article.save()
    assert not Redirect.objects.exists()


def test_addresses_of_the_old_portal_lead_on_with_their_query(client):
    Redirect.objects.create(old_path="/web/tin.aspx?id=7", new_path="/tin-tuc/bay/")
    Redirect.objects.create(old_path="/web/tin.aspx", new_path="/tin-tuc/")
    Redirect.objects.create(old_path="/tin/lễ hội", new_path="https://example.vn/le-hoi")
    Redirect.objects.create(old_path="/da-go.html", new_path="")
    assert leads(client, "/web/tin.aspx?id=7") == (301, "/tin-tuc/bay/")
    assert leads(client, "/web/tin.aspx?id=8") == (301, "/tin-tuc/")
    assert leads(client, "/tin/l%E1%BB%85%20h%E1%BB%99i") == (301, "https://example.vn/le-hoi")
    gone = client.get("/da-go.html")
    assert gone.status_code == 410
    assert "Nội dung đã được gỡ" in text(gone)


@pytest.mark.parametrize(
    "path",
    ["/khong-co", "/%00", "/tin-tuc/%00/", "/%ff%fe/", "/x?%00", "/x?page=%ff", "/" + "x" * 5000],
)
def test_an_address_that_never_was_stays_a_calm_404(client, path):
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
def test_an_old_address_may_be_pasted_whole(pasted, stored):
    redirect = Redirect(old_path=pasted, new_path="/tin-tuc/")
    redirect.full_clean()
    assert redirect.old_path == stored


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
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
def test_a_redirect_to_nowhere_is_refused_with_a_sentence(old, new, sentence):
    with pytest.raises(ValidationError) as error:
        Redirect(old_path=old, new_path=new).full_clean()
    assert sentence in error.value.messages


@pytest.mark.parametrize(("old", "new"), [("a", "/"), ("/a/", "/a/"), ("/a/", "//evil"), ("/a/", "javascript:x")])
def test_the_database_refuses_it_too(old, new):
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(old_path=old, new_path=new)


def test_redirects_are_edited_at_the_desk(admin_client, client):
    sent = {"old_path": "https://cu.example.vn/tin/1", "new_path": "/tin-tuc/"}
    assert admin_client.post("/quan-tri/redirects/redirect/add/", sent).status_code == 302
    assert leads(client, "/tin/1") == (301, "/tin-tuc/")
    page = admin_client.post("/quan-tri/redirects/redirect/add/", sent).content.decode()
    assert "đã tồn tại" in page
    assert admin_client.get("/quan-tri/redirects/redirect/").status_code == 200


def test_an_address_of_nothing_costs_one_more_question(client, django_assert_num_queries):
    response = client.get("/khong-co/?a=1")
    with django_assert_num_queries(1):
        assert RedirectMiddleware(lambda request: response)(response.wsgi_request) is response
