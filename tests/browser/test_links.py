"""The link dialog of the editor: what is typed becomes what it means, and words find pages of the portal."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin import AdminPage
from tests.browser.editor import expect_html, get_editor, paste_html
from tests.browser.pages import get_page_width
from tests.link_targets import LINK_TARGETS, OWN_HOST, SENTENCE

INPUT, OPTIONS = ".sv-link-dialog [role=combobox]", ".sv-link-dialog [role=option]"


def open_dialog(page: Page, text: str = "Xem") -> None:
    """Type text into the empty editor, select it and open the link dialog."""
    page.keyboard.type(text)
    page.keyboard.press("Control+a")
    page.locator(".prose-menubar [data-name=link]").click()
    expect(page.locator(INPUT)).to_be_focused()


def test_href_rules_are_those_of_the_server(article_page):
    script = """async ([texts, host]) => {
        const { normalizeHref } = await import("saovang/hrefs")
        return texts.map((text) => normalizeHref(text, [host]))
    }"""
    texts = [text for text, _ in LINK_TARGETS]
    hrefs = article_page.evaluate(script, [texts, OWN_HOST])
    assert dict(zip(texts, hrefs, strict=True)) == dict(LINK_TARGETS)


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("thanhhoa.gov.vn", "https://thanhhoa.gov.vn"),
        ("ubnd@xa.gov.vn", "mailto:ubnd@xa.gov.vn"),
        ("0237 383 5076", "tel:02373835076"),
        ("/thu-tuc-hanh-chinh/", "/thu-tuc-hanh-chinh/"),
    ],
)
def test_link_dialog_stores_what_is_meant(empty_page, typed, href):
    open_dialog(empty_page)
    empty_page.fill(INPUT, typed)
    empty_page.keyboard.press("Enter")
    expect(empty_page.locator("dialog.sv-link-dialog")).to_have_count(0)
    expect_html(empty_page, f'<p><a href="{href}">Xem</a></p>')


def test_link_dialog_makes_path_of_own_url(empty_page, portal):
    open_dialog(empty_page)
    empty_page.fill(INPUT, f"{portal.url}/tin-tuc/?page=2")
    empty_page.keyboard.press("Enter")
    expect_html(empty_page, '<p><a href="/tin-tuc/?page=2">Xem</a></p>')


@pytest.mark.parametrize("typed", ["xem ở đây", "javascript:alert(1)", "file:///C:/a.docx", "C:\\a.docx", "a b.vn"])
def test_link_dialog_refuses_other_text(empty_page, typed):
    open_dialog(empty_page)
    empty_page.fill(INPUT, typed)
    empty_page.get_by_role("button", name="Xong").click()
    dialog = empty_page.locator(".sv-link-dialog")
    expect(dialog.get_by_role("alert")).to_contain_text(f"“{typed}” {SENTENCE}")
    expect(empty_page.locator(INPUT)).to_have_value(typed)
    dialog.get_by_role("button", name="Hủy").click()
    expect_html(empty_page, "<p>Xem</p>")


def test_link_dialog_changes_link(empty_page):
    paste_html(empty_page, '<p><a href="https://a.vn/" title="Chú">Xem</a></p>')
    get_editor(empty_page).locator("a").click()
    empty_page.locator(".prose-menubar [data-name=link]").click()
    expect(empty_page.locator(INPUT)).to_have_value("https://a.vn/")
    expect(empty_page.get_by_label("Lời chú")).to_have_value("Chú")
    empty_page.fill(INPUT, "b.vn")
    empty_page.keyboard.press("Enter")
    expect_html(empty_page, '<p><a href="https://b.vn" title="Chú">Xem</a></p>')


def test_link_dialog_finds_page_by_keyboard(empty_page):
    open_dialog(empty_page)
    empty_page.keyboard.type("gioi thieu")
    options = empty_page.locator(OPTIONS)
    expect(options.first).to_be_visible()
    url = options.first.get_attribute("data-url")
    assert url.startswith("/")
    empty_page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(empty_page.locator(INPUT)).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    empty_page.keyboard.press("Enter")
    expect(empty_page.locator(INPUT)).to_have_value(url)
    empty_page.keyboard.press("Enter")
    expect_html(empty_page, f'<p><a href="{url}">Xem</a></p>')


def test_link_dialog_finds_page_by_mouse(empty_page):
    open_dialog(empty_page)
    empty_page.keyboard.type("le hoi")
    option = empty_page.locator(OPTIONS).last
    url = option.get_attribute("data-url")
    option.click()
    empty_page.get_by_role("button", name="Xong").click()
    expect_html(empty_page, f'<p><a href="{url}">Xem</a></p>')


def test_link_dialog_says_that_nothing_was_found(empty_page):
    open_dialog(empty_page)
    empty_page.keyboard.type("zzz qqq")
    expect(empty_page.locator(".sv-link-dialog [role=status]")).to_contain_text("Không tìm thấy")
    empty_page.keyboard.press("Escape")


def test_link_dialog_in_page_form_fits_phone(shared_page, portal):
    page, admin_page = shared_page, AdminPage(shared_page, portal)
    admin_page.open("/quan-tri/pages/page/add/")
    page.set_viewport_size({"width": 360, "height": 740})
    get_editor(page).click()
    open_dialog(page)
    page.keyboard.type("thu tuc")
    expect(page.locator(OPTIONS).first).to_be_visible()
    assert get_page_width(page) == 360
    box = page.locator(".sv-link-dialog").bounding_box()
    assert 0 <= box["x"] <= 360 - box["width"]
    admin_page.check()


@pytest.mark.parametrize(
    ("href", "stored"),
    [
        ("thanhhoa.gov.vn", '<a href="https://thanhhoa.gov.vn">x</a>'),
        ("0237 383 5076", '<a href="tel:02373835076">x</a>'),
        ("/tin-tuc/", '<a href="/tin-tuc/">x</a>'),
        ("xem ở đây", "x"),
        ("file:///C:/a.docx", "x"),
    ],
)
def test_paste_stores_what_links_mean(empty_page, href, stored):
    paste_html(empty_page, f'<p>Một <a href="{href}">x</a></p>')
    expect_html(empty_page, f"<p>Một {stored}</p>")


def test_paste_of_own_text_stores_what_links_mean(empty_page):
    paste_html(empty_page, '<p data-pm-slice="1 1 []">Một&nbsp;hai <a href="b.vn">x</a> <a href="#z">y</a></p>')
    expect_html(empty_page, '<p>Một&nbsp;hai <a href="https://b.vn">x</a> <a href="#z">y</a></p>')
