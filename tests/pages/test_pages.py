"""Flat pages: as residents read them and as staff edit them."""

import re

import pytest
from django.db import IntegrityError, transaction

from saovang.core.templatetags.rich_text import join_phrases, render_blocks
from saovang.core.text import slugify
from saovang.demo.load import create_pages
from saovang.pages.models import Page
from saovang.search.models import Entry
from tests import factories
from tests.helpers import main_html
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db


def get_menu_links(client) -> list[str]:
    page = client.get("/").content.decode()
    return re.findall(r'href="(/trang/.*?)"', page.partition('class="menu-desktop"')[2].partition("</nav>")[0])


def get_footer_links(client) -> list[str]:
    return re.findall(r'href="(/trang/.*?)"', client.get("/").content.decode().partition("<footer")[2])


def test_page_body_is_sanitized(client):
    Page.objects.create(
        title="Giới & thiệu", slug="gioi-thieu", body="<h2>Xã</h2><script>x</script><p onclick=x>Một.</p>"
    )
    response = client.get("/trang/gioi-thieu/")
    assert response.status_code == 200
    assert "<h1>Giới &amp; thiệu</h1>" in response.content.decode()
    assert '<div class="rich-text"><h2>Xã</h2><p>Một.</p></div>' in response.content.decode()
    assert "/trang/gioi-thieu/" in client.get("/sitemap-flat_pages.xml").content.decode()


def test_tables_are_regions_with_a_label_each(client):
    table = "<table><tbody><tr><td><p>1</p></td></tr></tbody></table>"
    Page.objects.create(title="Trang", slug="trang", body=table + table)
    factories.article("Tin", body=table)
    for path, labels in [("/trang/trang/", ["Bảng 1", "Bảng 2"]), ("/tin-tuc/tin/", ["Bảng 1"])]:
        page = client.get(path).content.decode()
        region = r'<div class="table-scroll" role="region" aria-label="([^"]*)" tabindex="0"><table>'
        assert re.findall(region, page) == labels
        assert page.count("</table></div>") == len(labels)


def test_menu_and_footer_follow_position_and_order(client):
    for title, position, order in [("B", "menu", 2), ("A", "menu", 3), ("C", "menu", 1), ("D", "footer", 0)]:
        Page.objects.create(title=title, slug=title.lower(), position=position, order=order)
    assert get_menu_links(client) == ["/trang/c/", "/trang/b/", "/trang/a/"]
    assert get_footer_links(client) == ["/trang/d/"]
    Page.objects.get(title="A").delete()
    moved = Page.objects.get(title="D")
    moved.position = "menu"
    moved.save()
    assert get_menu_links(client) == ["/trang/d/", "/trang/c/", "/trang/b/"]
    assert get_footer_links(client) == []


def test_about_page_lists_pages_of_menu_and_footer(client):
    for title, position in [("Giới thiệu", "menu"), ("Quyền riêng tư", "footer")]:
        Page.objects.create(title=title, slug=slugify(title), position=position)
    main = main_html(client.get("/xa-ta/"))
    assert re.findall(r'<li><a href="(.*?)"', main) == [
        "/trang/gioi-thieu/",
        "/lien-he/",
        "/phan-anh-kien-nghi/",
        "/trang/quyen-rieng-tu/",
    ]


@pytest.mark.parametrize("path", ["khong-co/", "%00/", "a/b/", "%ff/", "x" * 3000 + "/", ""])
def test_page_unknown_slug_returns_404(client, path):
    response = client.get(f"/trang/{path}")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in text(response)


def test_search_lists_pages_before_articles(client):
    factories.article("Bộ máy mới của xã")
    Page.objects.create(title="Tổ chức bộ máy", slug="bo-may", body="<p>Ủy ban <strong>nhân dân</strong></p>")
    urls = [result.url for result in Entry.objects.search("bo may")[0:10]]
    assert urls == ["/trang/bo-may/", "/tin-tuc/bo-may-moi-cua-xa/"]
    assert [result.subtitle for result in Entry.objects.search("uy ban nhan dan")[0:10]] == ["Trang giới thiệu"]
    filtered = client.get("/tim-kiem/?q=bo+may&muc=trang")
    assert "Tìm thấy 1 kết quả" in text(filtered)


def test_page_admin_uses_rich_text_editor(admin_client, client):
    form = admin_client.get("/quan-tri/pages/page/add/").content.decode()
    assert "prose" in form
    assert '"importmap" nonce="' in form or 'nonce="' in form
    data = {
        "title": "Lịch tiếp dân",
        "slug": "lich-tiep-dan",
        "body": "<p>Thứ Năm.</p>",
        "position": "menu",
        "order": "5",
        "files-TOTAL_FORMS": "0",
        "files-INITIAL_FORMS": "0",
    }
    assert admin_client.post("/quan-tri/pages/page/add/", data).status_code == 302
    assert "Thứ Năm." in text(client.get("/trang/lich-tiep-dan/"))
    invalid = admin_client.post("/quan-tri/pages/page/add/", data | {"title": ""}).content.decode()
    assert "Thứ Năm." in invalid
    assert admin_client.get("/quan-tri/pages/page/").status_code == 200


def test_page_position_constraint():
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.create(title="A", slug="a", position="x")


def test_create_pages(client):
    create_pages()
    assert get_menu_links(client) == ["/trang/gioi-thieu/", "/trang/thu-tuc-o-co-quan-khac/"]
    assert get_footer_links(client) == ["/trang/quyen-rieng-tu/", "/trang/kha-nang-tiep-can/"]
    for page in Page.objects.all():
        stored, response = page.body, client.get(page.get_absolute_url())
        assert response.status_code == 200
        assert join_phrases(render_blocks(stored.strip())) in response.content.decode()
    privacy = text(client.get("/trang/quyen-rieng-tu/"))
    for part in ["quay lại sau 30 phút", "không lưu địa chỉ IP", "luot_truy_cap", "cán bộ đang đăng nhập", "thứ Hai"]:
        assert part in privacy
    factories.article("Chuyện cũ ở Thọ Lâm")
    assert [result.url for result in Entry.objects.search("xã sao vàng")[0:9]] == [
        "/tin-tuc/chuyen-cu-o-tho-lam/",
        "/trang/gioi-thieu/",
    ]
