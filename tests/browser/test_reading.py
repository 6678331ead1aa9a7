import re

import pytest

from tests import helpers
from tests.browser.pages import follow
from tests.portal import Visitor

PAGES = [
    "/",
    "/tin-tuc/",
    "/tin-tuc/?page=2",
    "/thu-tuc-hanh-chinh/",
    "/tim-kiem/?q=xa+sao+vang",
    "/tim-kiem/?q=khongcogica",
]


def seen_by_others(portal) -> set[int]:
    """The visits of today as told to whom nobody counts, on connections of their own, so that each process answers."""
    pages = [Visitor(portal.url, user_agent="curl/8").get("/")[1] for _ in range(8)]
    return {int(re.search(r"<dt>Hôm nay</dt><dd>([\d.]+)</dd>", page)[1].replace(".", "")) for page in pages}


def visits(page) -> dict[str, int]:
    names, figures = (page.locator(f".visits {part}").all_inner_texts() for part in ("dt", "dd"))
    return {name: int(figure.replace(".", "")) for name, figure in zip(names, figures, strict=True)}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_quietly_and_fits(quiet_page, portal, path, width):
    quiet_page.set_viewport_size({"width": width, "height": 740})
    response = quiet_page.goto(portal.url + path)
    assert response.status == 200
    assert quiet_page.evaluate("document.documentElement.scrollWidth") == width
    assert quiet_page.locator(".contact-card .phone-number").is_visible()
    assert quiet_page.locator("h1").count() == 1


def test_articles_and_categories_of_the_sample_open_quietly(quiet_page, portal):
    quiet_page.goto(portal.url)
    links = quiet_page.locator("main a, .menu-desktop a").evaluate_all("links => links.map(link => link.href)")
    addresses = [link for link in links if link.startswith(portal.url)]
    assert len(set(addresses)) > 15
    for address in sorted(set(addresses)):
        assert quiet_page.goto(address).status == 200
        quiet_page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
        quiet_page.wait_for_load_state("networkidle")
        broken = "[...document.images].filter(image => !image.complete || !image.naturalWidth).length"
        assert quiet_page.evaluate(broken) == 0


def test_a_fresh_browser_is_one_visit_and_its_second_page_none(browser, browser_context_args, portal):
    pages = [browser.new_context(**browser_context_args).new_page() for _ in range(2)]
    pages[0].goto(portal.url)
    before = visits(pages[0])
    helpers.wait_until(lambda: seen_by_others(portal) == {before["Hôm nay"]})
    pages[1].goto(portal.url)
    after = visits(pages[1])
    moved = {name: after[name] - before[name] for name in after}
    assert moved == {"Hôm nay": 1, "Hôm qua": 0, "Tuần này": 1, "Tháng này": 1, "Tất cả": 1}

    def second_page() -> dict[str, int]:
        pages[1].goto(f"{portal.url}/tin-tuc/")
        return visits(pages[1])

    helpers.wait_until(lambda: second_page() == after)  # another process knows of the visit within a second
    assert [cookie["name"] for cookie in pages[1].context.cookies()] == ["luot_truy_cap"]
    for page in pages:
        page.context.close()


def test_without_script_everything_works_and_the_menu_folds(browser, browser_context_args, portal):
    context = browser.new_context(
        **browser_context_args, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto(portal.url)
    assert page.locator(".hotline a[href^='tel:']").bounding_box()["y"] < 740
    menu = page.locator(".menu-mobile")
    assert not menu.get_by_role("link", name="Tin tức").is_visible()
    menu.get_by_text("Menu").click()
    follow(menu.get_by_role("link", name="Tin tức"))
    assert page.url == f"{portal.url}/tin-tuc/"
    page.locator(".search-form input").fill("xa sao vang")
    follow(page.locator(".search-form button"))
    assert re.search(r"Tìm thấy \d+ kết quả", page.get_by_role("status").inner_text())
    context.close()
