"""Hearing an article and copying its address, where the browser can; the search, with accents and without."""

import re

import pytest
from playwright.sync_api import expect

ARTICLE = "/tin-tuc/hon-mot-nghin-hoc-sinh-buoc-vao-nam-hoc-moi/"
# A browser that speaks as far as it is told to: `finish()` ends the piece that it says.
VOICES = """
window.said = []
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
const speech = new EventTarget()
speech.getVoices = () => LANGUAGES.map((lang) => ({ lang }))
speech.speak = (utterance) => { speech.current = utterance; said.push([utterance.lang, utterance.text.trim()]) }
speech.cancel = () => { speech.current = null }
window.finish = () => speech.current.onend()
Object.defineProperty(window, "speechSynthesis", { value: speech })
"""


@pytest.fixture
def speaking(quiet_page, portal):
    """The article in a browser whose voices speak these languages."""

    def open_article(*languages: str):
        quiet_page.add_init_script(VOICES.replace("LANGUAGES", str(list(languages))))
        quiet_page.goto(portal.url + ARTICLE)
        return quiet_page

    return open_article


@pytest.mark.parametrize("languages", [[], ["en-US", "th-TH"]])
def test_without_a_vietnamese_voice_nothing_is_offered(speaking, languages):
    page = speaking(*languages)
    expect(page.get_by_role("button", name="Sao chép liên kết")).to_be_visible()
    expect(page.locator("[data-listen]")).to_be_hidden()


def test_the_article_is_read_from_its_title_on_and_goes_on_where_it_stopped(speaking):
    page = speaking("en-US", "vi-VN")
    page.get_by_role("button", name="Nghe bài").click()
    assert page.evaluate("said") == [["vi-VN", page.locator("h1").inner_text()]]
    page.evaluate("finish()")
    first = page.evaluate("said[1][1]")
    assert page.locator(".lede").inner_text().startswith(first)
    page.get_by_role("button", name="Tạm dừng").click()
    assert page.evaluate("speechSynthesis.current") is None
    page.get_by_role("button", name="Nghe tiếp").click()
    assert page.evaluate("said.at(-1)[1]") == first
    for _ in range(200):
        if page.evaluate("speechSynthesis.current") is None:
            break
        page.evaluate("finish()")
    expect(page.get_by_role("button", name="Nghe bài")).to_be_visible()
    heard = " ".join(text for _, text in page.evaluate("said"))
    for paragraph in page.locator(".rich-text > p").all_inner_texts():
        assert re.sub(r"\W+", "", paragraph) in re.sub(r"\W+", "", heard)


def test_the_address_is_copied(speaking, portal):
    page = speaking()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Sao chép liên kết").click()
    expect(page.get_by_role("status")).to_have_text("Đã sao chép.")
    assert page.evaluate("navigator.clipboard.readText()") == portal.url + ARTICLE


def test_search_finds_the_same_with_and_without_accents(quiet_page, portal):
    found = set()
    for query in ("lễ hội đầu xuân", "le hoi dau xuan", "LE HOI ĐẦU XUÂN", "le\u0302\u0303 ho\u0323\u0302i đầu xuân"):
        quiet_page.goto(portal.url)
        quiet_page.locator(".site-header .search-form input").fill(query)
        with quiet_page.expect_navigation():
            quiet_page.keyboard.press("Enter")
        expect(quiet_page.get_by_role("status")).to_contain_text("kết quả")
        found.add(tuple(quiet_page.locator(".search-results h2").all_inner_texts()))
        assert quiet_page.locator(".search-results mark").first.inner_text() == "Lễ hội đầu xuân"
    (titles,) = found
    assert "Lễ hội đầu xuân: rước nước, cờ người và đêm hát dân ca" in titles
