"""Read aloud, copy link, and the search with and without accents."""

import re

import pytest
from playwright.sync_api import expect

ARTICLE = "/tin-tuc/hon-mot-nghin-hoc-sinh-buoc-vao-nam-hoc-moi/"
# A fake speech synthesis. `finish()` ends the current utterance.
FAKE_SPEECH = """
window.spoken = []
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
const speech = new EventTarget()
speech.getVoices = () => LANGUAGES.map((lang) => ({ lang }))
speech.speak = (utterance) => { speech.current = utterance; spoken.push([utterance.lang, utterance.text.trim()]) }
speech.cancel = () => { speech.current = null }
window.finish = () => speech.current.onend()
Object.defineProperty(window, "speechSynthesis", { value: speech })
"""


@pytest.fixture
def open_article(strict_page, portal):
    """Return a function that opens the article in a browser with voices of these languages."""

    def open_page(*languages: str):
        strict_page.add_init_script(FAKE_SPEECH.replace("LANGUAGES", str(list(languages))))
        strict_page.goto(portal.url + ARTICLE)
        return strict_page

    return open_page


@pytest.mark.parametrize("languages", [[], ["en-US", "th-TH"]])
def test_read_aloud_without_vietnamese_voice_is_hidden(open_article, languages):
    page = open_article(*languages)
    expect(page.get_by_role("button", name="Sao chép liên kết")).to_be_visible()
    expect(page.locator("[data-listen]")).to_be_hidden()


def test_read_aloud_pauses_and_resumes(open_article):
    page = open_article("en-US", "vi-VN")
    page.get_by_role("button", name="Nghe bài").click()
    assert page.evaluate("spoken") == [["vi-VN", page.locator("h1").inner_text()]]
    page.evaluate("finish()")
    first = page.evaluate("spoken[1][1]")
    assert page.locator(".lede").inner_text().startswith(first)
    page.get_by_role("button", name="Tạm dừng").click()
    assert page.evaluate("speechSynthesis.current") is None
    page.get_by_role("button", name="Nghe tiếp").click()
    assert page.evaluate("spoken.at(-1)[1]") == first
    for _ in range(200):
        if page.evaluate("speechSynthesis.current") is None:
            break
        page.evaluate("finish()")
    expect(page.get_by_role("button", name="Nghe bài")).to_be_visible()
    spoken = " ".join(text for _, text in page.evaluate("spoken"))
    for paragraph in page.locator(".rich-text > p").all_inner_texts():
        assert re.sub(r"\W+", "", paragraph) in re.sub(r"\W+", "", spoken)


def test_copy_link(open_article, portal):
    page = open_article()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Sao chép liên kết").click()
    expect(page.locator("main").get_by_role("status")).to_have_text("Đã sao chép.")
    assert page.evaluate("navigator.clipboard.readText()") == portal.url + ARTICLE


def test_search_ignores_accents(public_page, portal):
    results = set()
    for query in ("lễ hội đầu xuân", "le hoi dau xuan", "LE HOI ĐẦU XUÂN", "le\u0302\u0303 ho\u0323\u0302i đầu xuân"):
        public_page.goto(portal.url)
        public_page.locator(".search-form input").fill(query)
        with public_page.expect_navigation():
            public_page.keyboard.press("Enter")
        expect(public_page.locator("main p.text-muted[role=status]")).to_contain_text("kết quả")
        results.add(tuple(public_page.locator(".search-results h2").all_inner_texts()))
        assert public_page.locator(".search-results mark").first.inner_text() == "Lễ hội đầu xuân"
    (titles,) = results
    assert "Lễ hội đầu xuân: rước nước, cờ người và đêm hát dân ca" in titles
