"""Public pages: axe, zoom, keyboard, dark mode, print, screen sizes, and console messages."""

from itertools import combinations, pairwise

import pytest
from playwright.sync_api import Page

from tests.browser.pages import get_page_width, get_violations

ARTICLE = "/tin-tuc/hon-mot-nghin-hoc-sinh-buoc-vao-nam-hoc-moi/"
PROCEDURES = "/thu-tuc-hanh-chinh/"
FEEDBACK = "/phan-anh-kien-nghi/"
PAGES = {  # one of each kind
    "home": "/",
    "second page of list": "/tin-tuc/?page=2",
    "year": "/tin-tuc/nam/2026/",
    "category": "/chuyen-muc/thong-bao/",
    "about": "/xa-ta/",
    "article": ARTICLE,
    "print page": f"{ARTICLE}in/",
    "contacts": "/lien-he/",
    "body": "/lien-he/uy-ban-nhan-dan/",
    "search": "/tim-kiem/?q=xa+sao+vang",
    "search without results": "/tim-kiem/?q=khongcogica",
    "feedback addresses": FEEDBACK,
    "guide": f"{FEEDBACK}huong-dan/",
    "guide answer": f"{FEEDBACK}huong-dan/khieu-nai/",
    "letter": f"{FEEDBACK}huong-dan/khieu-nai/mau-don/",
    "procedures": PROCEDURES,
    "life event": f"{PROCEDURES}viec/sinh-con/",
    "catalogue": f"{PROCEDURES}danh-muc/",
    "catalogue without results": f"{PROCEDURES}danh-muc/?q=khongcogica",
    "procedure": f"{PROCEDURES}danh-muc/MAU-01/",
    "poster": f"{FEEDBACK}ap-phich/van-in/",
    "not found": "/khong-co/",
}
WITHOUT_CONTACT_CARD = {"print page", "poster", "letter"}
SCREENS = [(360, "light"), (1280, "dark")]
HOME_SCREENS = [*SCREENS, (360, "dark"), (1280, "light")]  # header and footer are the same on all pages
HOME_HEIGHTS = {360: 3800, 1280: 2000}  # pixels, at most
HEADING_LEVELS = (
    "[...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')].map(heading => Number(heading.tagName[1]))"
)
# Words on more than one line, without e-mail addresses and URLs.
BROKEN_WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), broken = []
  while (walker.nextNode()) for (const word of walker.currentNode.data.matchAll(/(?<!\\S)[^\\s@:–-]{2,14}(?!\\S)/g)) {
    const range = document.createRange()
    range.setStart(walker.currentNode, word.index)
    range.setEnd(walker.currentNode, word.index + word[0].length)
    if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) broken.push(word[0])
  }
  return broken
}"""
# Links and buttons lower than a thumb needs, without links inside a sentence.
LOW_TARGETS = """() => [...document.querySelectorAll("a[href], button, summary, select")]
  .filter((target) => target.checkVisibility() && !target.closest(".rich-text"))
  .filter((target) => [...target.parentElement.childNodes].every((node) => node.nodeType !== 3 || !node.data.trim()))
  .filter((target) => target.offsetHeight && target.offsetHeight < 44)
  .map((target) => `${target.textContent.trim()}: ${target.offsetHeight}`)"""
A4_HEIGHT = 297 / 25.4 * 96  # CSS pixels
DOUBLE_TEXT_SIZE = "document.documentElement.style.fontSize = '200%'"


@pytest.fixture
def open_public(public_page, portal):
    """Return a function that opens a path of the portal at a width, as a visitor."""

    def open_path(path: str, width: int, color_scheme: str = "light") -> Page:
        public_page.set_viewport_size({"width": width, "height": 740})
        public_page.emulate_media(color_scheme=color_scheme)
        public_page.goto(portal.url + path)
        return public_page

    return open_path


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(public_page, public_messages, portal, name):
    page = public_page
    status = page.goto(portal.url + PAGES[name]).status
    assert status == (404 if name == "not found" else 200)
    for width, scheme in HOME_SCREENS if name == "home" else SCREENS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 740})
        assert get_violations(page) == [], (width, scheme)
        assert get_page_width(page) == width
        assert page.locator(".contact-card .phone-number").is_visible() == (name not in WITHOUT_CONTACT_CARD)
        if width == 360:
            assert page.evaluate(LOW_TARGETS) == []
        if name == "home":
            assert page.evaluate("document.documentElement.scrollHeight") <= HOME_HEIGHTS[width]
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert page.locator("h1").count() == 1
    levels = page.evaluate(HEADING_LEVELS)
    assert [index for index, level in enumerate(levels) if level == 1] == [0]
    assert [(before, after) for before, after in pairwise(levels) if after > before + 1] == []
    if status == 404:
        public_messages.clear()  # Chromium logs the status


def test_open_viewer_is_accessible(open_public):
    page = open_public(ARTICLE, 360)
    page.locator("a[data-photo]").first.click()
    page.locator(".viewer-stage img").wait_for()
    for width, scheme in HOME_SCREENS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 740})
        assert get_violations(page) == [], (width, scheme)


@pytest.mark.parametrize("path", ["/", "/tin-tuc/", ARTICLE, PROCEDURES, "/tim-kiem/?q=xa"])
def test_page_fits_at_double_text_size(open_public, path):
    """Zooming to 200 % on a phone halves the width."""
    page = open_public(path, 320)
    page.evaluate(DOUBLE_TEXT_SIZE)
    assert get_page_width(page) == 320
    if path != PROCEDURES:
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate(BROKEN_WORDS) == []


def test_search_filters_do_not_overlap_at_double_text_size(open_public):
    page = open_public("/tim-kiem/?q=xa", 360)
    page.evaluate(DOUBLE_TEXT_SIZE)
    boxes = [field.bounding_box() for field in page.locator(".search-filters :is(select, button)").all()]
    assert [box for box in boxes if box["width"] < 80] == []
    for one, other in combinations(boxes, 2):
        side_by_side = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        assert side_by_side or one["y"] + one["height"] <= other["y"]


def test_background_follows_color_scheme(open_public):
    page = open_public("/", 1280, color_scheme="dark")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(background) == "rgb(20, 23, 26)"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(background) == "rgb(255, 254, 251)"


def test_tab_key_shows_focus_at_each_stop(open_public):
    page = open_public("/", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    outlines = []
    for _ in range(25):
        page.keyboard.press("Tab")
        outlines.append(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
    assert outlines == ["solid"] * 25


def test_print_shows_only_the_article(open_public):
    page = open_public(ARTICLE, 1280, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in [
        ".search-form",
        ".menu",
        ".sidebar",
        ".site-footer",
        ".page-actions",
        ".previous-next",
        ".breadcrumbs",
        ".article-meta button",
    ]:
        assert not page.locator(hidden).first.is_visible(), hidden
    for visible in [
        "h1",
        ".article-meta",
        ".rich-text p",
        ".rich-text figure img",
        ".gallery img",
        ".print-source svg",
    ]:
        assert page.locator(visible).first.is_visible(), visible
    heights = page.locator(".rich-text img").evaluate_all("photos => photos.map((photo) => photo.clientHeight)")
    assert max(heights) < A4_HEIGHT / 3  # a higher one would leave a gap at the end of a sheet
