"""Reading the portal: links, visits, the menu and the search without JavaScript."""

import re
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import Page

from tests.browser.pages import LOAD_IMAGES, click_and_wait
from tests.helpers import wait_until
from tests.portal import Portal, Visitor


def get_totals(portal: Portal) -> set[int]:
    """Return the visits of today that the processes show. Concurrent requests of bots reach all of them."""
    with ThreadPoolExecutor(16) as pool:
        pages = pool.map(lambda _: Visitor(portal.url, user_agent="curl/8").get("/")[1], range(16))
        return {int(re.search(r"<dt>Hôm nay</dt><dd>([\d.]+)</dd>", page)[1].replace(".", "")) for page in pages}


def read_visits(page: Page) -> dict[str, int]:
    names, numbers = (page.locator(f".visits {part}").all_inner_texts() for part in ("dt", "dd"))
    return {name: int(number.replace(".", "")) for name, number in zip(names, numbers, strict=True)}


def test_linked_pages_load_without_messages(public_page, portal):
    page = public_page
    page.goto(portal.url)
    links = page.locator("main a, .menu-desktop a").evaluate_all("links => links.map(link => link.href)")
    urls = sorted({link for link in links if link.startswith(portal.url)})
    assert len(urls) > 15
    for url in urls:
        assert page.goto(url).status == 200
        page.evaluate(LOAD_IMAGES)  # raises an error for an image that cannot be decoded


def test_new_browser_counts_one_visit(new_context, portal):
    wait_until(lambda: len(get_totals(portal)) == 1)  # no visit of an earlier test is pending
    pages = [new_context().new_page() for _ in range(2)]
    pages[0].goto(portal.url)
    before = read_visits(pages[0])
    wait_until(lambda: get_totals(portal) == {before["Hôm nay"]})
    pages[1].goto(portal.url)
    after = read_visits(pages[1])
    difference = {name: after[name] - before[name] for name in after}
    assert difference == {"Hôm nay": 1, "Hôm qua": 0, "Tuần này": 1, "Tháng này": 1, "Tất cả": 1}

    def read_second_page() -> dict[str, int]:
        pages[1].goto(f"{portal.url}/tin-tuc/")
        return read_visits(pages[1])

    wait_until(lambda: read_second_page() == after)  # another process learns of the visit within a second
    assert [cookie["name"] for cookie in pages[1].context.cookies()] == ["luot_truy_cap"]


def test_menu_and_search_without_javascript(phone, portal):
    page = phone
    for path in ("/tin-tuc/", "/"):
        page.goto(portal.url + path)
        assert page.locator(".site-header").bounding_box()["height"] <= 170
    assert page.locator(".site-header a[href^='tel:']").is_visible()
    menu = page.locator(".menu-mobile")
    assert not menu.get_by_role("link", name="Tin tức").is_visible()
    menu.get_by_text("Menu").click()
    click_and_wait(menu.get_by_role("link", name="Tin tức"))
    assert page.url == f"{portal.url}/tin-tuc/"
    page.locator(".search-form input").fill("xa sao vang")
    click_and_wait(page.locator(".search-form button"))
    assert re.search(r"Tìm thấy \d+ kết quả", page.get_by_role("status").inner_text())


def test_photos_keep_their_shape_beside_the_sidebar(open_page):
    page = open_page("/tin-tuc/hon-mot-nghin-hoc-sinh-buoc-vao-nam-hoc-moi/", viewport={"width": 1280, "height": 800})
    page.evaluate(LOAD_IMAGES)
    photos = page.locator(".rich-text img").evaluate_all(
        """photos => photos.map((photo) => {
          const { right, width, height } = photo.getBoundingClientRect()
          return { right, shown: width / height, file: photo.naturalWidth / photo.naturalHeight }
        })"""
    )
    assert len(photos) >= 5
    assert [photo for photo in photos if abs(photo["shown"] / photo["file"] - 1) > 0.02] == []
    text, sidebar = (page.locator(part).first.bounding_box() for part in (".rich-text p", ".sidebar"))
    assert text["x"] + text["width"] + 100 < max(photo["right"] for photo in photos) < sidebar["x"]
