"""Pages that stand for good, as residents read and staff edit them."""

import re

import pytest
from django.db import IntegrityError, transaction

from saovang.demo.load import create_pages
from saovang.pages.models import Page
from saovang.search.models import Entry
from tests import factories
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db


def menu(client) -> list[str]:
    page = client.get("/").content.decode()
    return re.findall(r'href="(/trang/.*?)"', page.partition('class="menu-desktop"')[2].partition("</nav>")[0])


def foot(client) -> list[str]:
    return re.findall(r'href="(/trang/.*?)"', client.get("/").content.decode().partition("<footer")[2])


def test_a_page_shows_what_staff_wrote_and_nothing_dangerous(client):
    Page.objects.create(
        title="Giới & thiệu", slug="gioi-thieu", body="<h2>Xã</h2><script>x</script><p onclick=x>Một.</p>"
    )
    response = client.get("/trang/gioi-thieu/")
    assert response.status_code == 200
    assert "<h1>Giới &amp; thiệu</h1>" in response.content.decode()
    assert '<div class="rich-text"><h2>Xã</h2><p>Một.</p></div>' in response.content.decode()
    assert "/trang/gioi-thieu/" in client.get("/sitemap-flat_pages.xml").content.decode()


def test_the_menu_and_the_foot_follow_the_order_that_staff_set(client):
    for title, place, order in [("B", "menu", 2), ("A", "menu", 3), ("C", "menu", 1), ("D", "foot", 0)]:
        Page.objects.create(title=title, slug=title.lower(), place=place, order=order)
    assert menu(client) == ["/trang/c/", "/trang/b/", "/trang/a/"]
    assert foot(client) == ["/trang/d/"]
    Page.objects.get(title="A").delete()
    moved = Page.objects.get(title="D")
    moved.place = "menu"
    moved.save()
    assert menu(client) == ["/trang/d/", "/trang/c/", "/trang/b/"]
    assert foot(client) == []


def test_the_page_one_is_on_is_marked_in_the_menu(client):
    Page.objects.create(title="A", slug="a")
    assert '<a href="/trang/a/" aria-current="page">A</a>' in client.get("/trang/a/").content.decode()


@pytest.mark.parametrize("path", ["khong-co/", "%00/", "a/b/", "%ff/", "x" * 3000 + "/", ""])
def test_a_page_that_is_none_is_a_calm_404(client, path):
    response = client.get(f"/trang/{path}")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in text(response)


def test_pages_are_found_with_articles_and_go_first_among_equals(client):
    factories.article("Bộ máy mới của xã")
    Page.objects.create(title="Tổ chức bộ máy", slug="bo-may", body="<p>Ủy ban <strong>nhân dân</strong></p>")
    found = [hit.url for hit in Entry.objects.search("bo may")[0:10]]
    assert found == ["/trang/bo-may/", "/tin-tuc/bo-may-moi-cua-xa/"]
    assert [hit.note for hit in Entry.objects.search("uy ban nhan dan")[0:10]] == ["Trang giới thiệu"]
    only = client.get("/tim-kiem/?q=bo+may&muc=trang")
    assert "Tìm thấy 1 kết quả" in text(only)


def test_staff_write_a_page_with_the_desk_s_editor(admin_client, client):
    form = admin_client.get("/quan-tri/pages/page/add/").content.decode()
    assert "prose" in form
    assert '"importmap" nonce="' in form or 'nonce="' in form
    sent = {"title": "Lịch tiếp dân", "slug": "lich-tiep-dan", "body": "<p>Thứ Năm.</p>", "place": "menu", "order": "5"}
    assert admin_client.post("/quan-tri/pages/page/add/", sent).status_code == 302
    assert "Thứ Năm." in text(client.get("/trang/lich-tiep-dan/"))
    refused = admin_client.post("/quan-tri/pages/page/add/", sent | {"title": ""}).content.decode()
    assert "Thứ Năm." in refused
    assert admin_client.get("/quan-tri/pages/page/").status_code == 200


def test_the_database_knows_the_places():
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.create(title="A", slug="a", place="x")


def test_a_portal_starts_with_four_pages_and_its_old_names(client):
    create_pages()
    assert menu(client) == ["/trang/gioi-thieu/", "/trang/to-chuc-bo-may/"]
    assert foot(client) == ["/trang/quyen-rieng-tu/", "/trang/kha-nang-tiep-can/"]
    for page in Page.objects.all():
        stored, response = page.body, client.get(page.get_absolute_url())
        assert response.status_code == 200
        assert stored.strip() in response.content.decode()
    privacy = text(client.get("/trang/quyen-rieng-tu/"))
    for said in ["quay lại sau 30 phút", "không lưu địa chỉ IP", "luot_truy_cap", "cán bộ đang đăng nhập", "thứ Hai"]:
        assert said in privacy
    factories.article("Chuyện cũ ở Thọ Lâm")
    assert [hit.url for hit in Entry.objects.search("xã sao vàng")[0:9]] == [
        "/trang/gioi-thieu/",
        "/tin-tuc/chuyen-cu-o-tho-lam/",
    ]
