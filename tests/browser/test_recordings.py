"""Recordings from the article's form to the players of its page, under the policy that a page really has."""

from playwright.sync_api import expect

from tests.browser.editor import create_article
from tests.browser.pages import click_and_wait, get_page_width, get_violations
from tests.media.recordings import VIDEO, mp3
from tests.media.test_captions import SRT

LOAD = """async (element) => {
  await new Promise((resolve, reject) => {
    element.onloadedmetadata = resolve
    element.onerror = () => reject(element.error)
    element.preload = "metadata"
    element.load()
  })
  return Math.round(element.duration)
}"""
READ_CAPTIONS = """async (track) => {
  track.track.mode = "showing"
  if (track.readyState < 2) await new Promise((resolve) => (track.onload = resolve))
  return track.track.cues[0].text
}"""


def test_recordings_are_uploaded_and_played(shared_page, shared_messages, portal):
    page = shared_page
    create_article(page, portal, "Bản tin truyền thanh")
    files = [("Bản tin số 12.mp3", mp3(30)), ("Ra quân.mp4", VIDEO)]
    uploads = [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    page.set_input_files("#id_new_attachments", uploads)
    cards = page.locator("#attachments-group .sv-card")
    expect(cards.nth(0).locator("[data-file]")).to_contain_text("30 giây, MP3")
    captions = {"name": "a.srt", "mimeType": "text/plain", "buffer": SRT.encode()}
    cards.nth(1).locator("[name^=captions-]").set_input_files([captions])
    expect(cards.nth(1).locator("[data-file]")).to_contain_text("có phụ đề")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert get_page_width(page) == width
    click_and_wait(page.locator("[name=_save]").first)
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu lúc")

    shared_messages.clear()  # of the form
    page.goto(page.url.replace("/change/", "/xem-truoc/"))
    assert page.locator("audio").evaluate(LOAD) == 30
    page.locator("video").evaluate(LOAD)
    assert page.locator("track").evaluate(READ_CAPTIONS) == "Xin chào bà con."
    assert get_violations(page) == []
    assert shared_messages == []
