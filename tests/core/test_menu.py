"""The menu: its branches, the current one, and room for six of them."""

import re

import pytest

from saovang.core.checks import check_menu
from saovang.core.menu import MAX_ITEMS, Menu, MenuItem
from saovang.pages.models import Page
from tests import factories

pytestmark = pytest.mark.django_db


def current_links(client, path: str) -> list[tuple[str, str]]:
    """Return the marked links of the menu with the value of aria-current."""
    menu = client.get(path).content.decode().partition('class="menu-desktop"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]*)" aria-current="(.*?)"', menu)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", []),
        ("/tin-tuc/", [("/tin-tuc/", "page")]),
        ("/tin-tuc/?page=1", [("/tin-tuc/", "page")]),
        ("/tin-tuc/tin/", [("/tin-tuc/", "true")]),
        ("/tin-tuc/nam/2023/11/", [("/tin-tuc/", "true")]),
        ("/chuyen-muc/muc/", [("/tin-tuc/", "true"), ("/chuyen-muc/muc/", "page")]),
        ("/thu-tuc-hanh-chinh/", [("/thu-tuc-hanh-chinh/", "page")]),
        ("/thu-tuc-hanh-chinh/danh-muc/", [("/thu-tuc-hanh-chinh/", "true")]),
        ("/xa-ta/", [("/xa-ta/", "page")]),
        ("/trang/gioi-thieu/", [("/xa-ta/", "true"), ("/trang/gioi-thieu/", "page")]),
        ("/trang/rieng-tu/", [("/xa-ta/", "true")]),
        ("/lien-he/", [("/lien-he/", "page")]),
        ("/phan-anh-kien-nghi/", [("/phan-anh-kien-nghi/", "page")]),
        ("/tim-kiem/?q=tin", []),
    ],
)
def test_menu_marks_the_current_branch(client, path, expected):
    factories.article("Tin", category=factories.category("Mục", slug="muc"))
    Page.objects.create(title="Giới thiệu", slug="gioi-thieu")
    Page.objects.create(title="Riêng tư", slug="rieng-tu", position="footer")
    assert current_links(client, path) == expected


def test_every_page_but_home_has_breadcrumbs(client):
    factories.article("Tin", category=factories.category("Mục", slug="muc"))
    factories.procedure()
    Page.objects.create(title="Giới thiệu", slug="gioi-thieu")

    def breadcrumbs(path: str) -> list[str]:
        html = client.get(path).content.decode().partition('<nav class="breadcrumbs')[2].partition("</nav>")[0]
        return re.findall(r'<a href="([^"]*)"', html)

    assert breadcrumbs("/") == []
    for path, branches in {
        "/tin-tuc/tin/": ["/tin-tuc/", "/chuyen-muc/muc/"],
        "/chuyen-muc/muc/": ["/tin-tuc/"],
        "/tin-tuc/": [],
        "/trang/gioi-thieu/": ["/xa-ta/"],
        "/thu-tuc-hanh-chinh/danh-muc/1.001193/": ["/thu-tuc-hanh-chinh/"],
        "/lien-he/": [],
        "/tim-kiem/": [],
        "/khong-co/": [],
    }.items():
        assert breadcrumbs(path) == ["/", *branches], path


@pytest.fixture
def full_menu(monkeypatch) -> Menu:
    """Replace the menu by one with as many branches as it has room for."""
    menu = Menu()
    names = ["news:latest", "procedures:index", "pages:about", "directory:index", "procedures:feedback", "news:home"]
    for order in range(MAX_ITEMS, 0, -1):
        menu.register(MenuItem(f"Mục {order}", names[order - 1], order=order))
    monkeypatch.setattr("saovang.core.checks.menu", menu)
    return menu


def test_menu_sorts_and_limits_its_items(full_menu):
    assert [link.title for link in full_menu.links("/x/")] == [f"Mục {order}" for order in range(1, MAX_ITEMS + 1)]
    assert check_menu(None) == []
    full_menu.register(MenuItem("Văn bản", "procedures:catalogue", order=9))
    (error,) = check_menu(None)
    assert error.msg.startswith("Menu đủ chỗ cho 6 nhánh, mà có 7: Mục 1, ")
    assert "inside" in error.hint


def test_item_inside_a_branch_takes_no_room(full_menu):
    full_menu.register(
        MenuItem("Văn bản", "procedures:catalogue", order=9, paths=["/van-ban/"], inside="news:latest"),
    )
    assert check_menu(None) == []
    news = full_menu.links("/van-ban/5/")[0]
    assert (news.title, news.current) == ("Mục 1", "true")
    assert [child.title for child in news.children] == ["Văn bản"]
    assert full_menu.links("/thu-tuc-hanh-chinh/danh-muc/")[0].children[0].current == "page"


def test_item_inside_no_branch_is_an_error(full_menu):
    full_menu.register(MenuItem("Lịch", "procedures:catalogue", order=9, inside="calendar:index"))
    (error,) = check_menu(None)
    assert error.msg == "Mục “Lịch” của menu đứng trong “calendar:index”, mà menu không có nhánh ấy."
