"""Every public page as those get it who see little, read by ear, zoom, print, or have the night's colours."""

from itertools import combinations, pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

ARTICLE = "/tin-tuc/hon-mot-nghin-hoc-sinh-buoc-vao-nam-hoc-moi/"
PAGES = {
    "home": "/",
    "the list": "/tin-tuc/",
    "a year": "/tin-tuc/nam/2026/",
    "a month": "/tin-tuc/nam/2026/11/",
    "a category": "/chuyen-muc/thong-bao/",
    "an article with photos": ARTICLE,
    "an article without photos": "/tin-tuc/cong-khai-tinh-hinh-thuc-hien-du-toan-ngan-sach-quy-iii-nam-2026/",
    "its print form": f"{ARTICLE}in/",
    "search": "/tim-kiem/?q=xa",
    "nothing found": "/tim-kiem/?q=khongcogica",
    "the notice": "/thu-tuc-hanh-chinh/",
    "the guide": "/thu-tuc-hanh-chinh/huong-dan/",
    "the catalogue": "/thu-tuc-hanh-chinh/danh-muc/",
    "no such page": "/khong-co/",
}
LEVELS = "[...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')].map(heading => Number(heading.tagName[1]))"
# Words, not addresses of mail and web, that stand on more than one line.
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
SCREENS = [("light", 360), ("light", 1280), ("dark", 360), ("dark", 1280)]


AXE = Axe()


def violations(page) -> list:
    """As `AXE.run` finds them, without its taking axe to each page again and bringing home what is well."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((results) => results.violations)")
    return [(rule["id"], node["target"], node.get("failureSummary")) for rule in found for node in rule["nodes"]]


@pytest.fixture
def window(browser, browser_context_args, portal):
    """Opens an address of the portal on a screen of its own."""
    contexts = []

    def open_window(path: str, **options):
        context = browser.new_context(**browser_context_args, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(portal.url + path)
        return page

    yield open_window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_by_day_and_by_night_small_and_large(window, name):
    page = window(PAGES[name])
    for scheme, width in SCREENS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == [], (scheme, width)
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.documentElement.lang") == "vi"
    levels = page.evaluate(LEVELS)
    assert [place for place, level in enumerate(levels) if level == 1] == [0]
    assert [(before, after) for before, after in pairwise(levels) if after > before + 1] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_the_viewer_is_open(window, scheme):
    page = window(ARTICLE, color_scheme=scheme, viewport={"width": 360, "height": 740})
    page.locator("a[data-photo]").first.click()
    page.locator(".viewer-stage img").wait_for()
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", ARTICLE, "/thu-tuc-hanh-chinh/", "/tim-kiem/?q=xa"])
def test_at_twice_the_size_nothing_runs_out_of_the_page(window, path):
    """As zooming to 200 % does on a phone: half the width, letters as large."""
    page = window(path, viewport={"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("path", ["/", "/tin-tuc/", ARTICLE, "/tim-kiem/?q=xa"])
def test_at_twice_the_size_words_and_figures_stay_whole_on_a_phone(window, path):
    page = window(path, viewport={"width": 360, "height": 740})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(BROKEN_WORDS) == []


def test_at_twice_the_size_each_choice_of_the_search_has_its_room(window):
    page = window("/tim-kiem/?q=xa", viewport={"width": 360, "height": 740})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    boxes = [field.bounding_box() for field in page.locator(".search-filters :is(select, button)").all()]
    assert [box for box in boxes if box["width"] < 80] == []
    for one, other in combinations(boxes, 2):
        beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        assert beside or one["y"] + one["height"] <= other["y"]


def test_by_night_the_ground_is_dark_and_by_day_light(window):
    page = window("/", color_scheme="dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(ground) == "rgb(20, 23, 26)"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) == "rgb(255, 254, 251)"


def test_every_stop_of_the_tab_key_is_seen(window):
    page = window("/", viewport={"width": 1280, "height": 800})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    outlines = []
    for _ in range(25):
        page.keyboard.press("Tab")
        outlines.append(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
    assert outlines == ["solid"] * 25


def test_on_paper_only_the_article_is_left(window):
    page = window(ARTICLE, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for gone in [
        ".search-form",
        ".menu",
        ".sidebar",
        ".site-footer",
        ".page-actions",
        ".previous-next",
        ".breadcrumbs",
        ".article-meta button",
    ]:
        assert not page.locator(gone).first.is_visible(), gone
    for left in ["h1", ".article-meta", ".rich-text p", ".rich-text figure img", ".gallery img"]:
        assert page.locator(left).first.is_visible(), left
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 254, 251)"
    page.goto(page.url + "in/")
    assert page.locator("h1").is_visible()
    assert not page.locator(".screen-only").first.is_visible()
