"""The sidebar: the same blocks in the same order on home, fewer on other pages."""

import re

import pytest

from saovang.core.sidebar import Sidebar, SidebarBlock
from saovang.pages.models import ServiceLink
from tests import factories

pytestmark = pytest.mark.django_db


def get_headings(client, path: str) -> list[str]:
    sidebar = client.get(path).content.decode().partition("<aside")[2].partition("</aside>")[0]
    return re.findall(r"<h2>(.*?)</h2>", sidebar)


def test_sidebar_has_services_on_home_only(client):
    factories.article("Tin")
    ServiceLink.objects.create(name="Cổng", url="https://dichvucong.gov.vn/")
    complaints = "Phản ánh, kiến nghị về giải quyết thủ tục hành chính"
    assert get_headings(client, "/") == [complaints, "Dịch vụ công", "Truy cập"]
    for path in ("/tin-tuc/tin/", "/thu-tuc-hanh-chinh/", "/khong-co/"):
        assert get_headings(client, path) == [complaints, "Truy cập"]


def test_sidebar_leaves_out_blocks_without_content():
    sidebar = Sidebar()
    sidebar.register(SidebarBlock("b.html", 2, on_every_page=True), SidebarBlock("a.html", 1, lambda: {"a": 1}))
    sidebar.register(SidebarBlock("c.html", 3, lambda: None, on_every_page=True))
    assert sidebar.blocks(is_home=True) == [("a.html", {"a": 1}), ("b.html", {})]
    assert sidebar.blocks(is_home=False) == [("b.html", {})]
