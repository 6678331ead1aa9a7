"""Find and replace, full screen, number of words, capitals as a sentence, and masked numbers in the article's form."""

from playwright.sync_api import expect

from tests.browser.admin import start_session
from tests.browser.editor import create_article, expect_html, get_editor, paste_html
from tests.browser.pages import click_and_wait, get_page_width

HTML = "<h2>KẾT QUẢ CỦA UBND XÃ</h2><p>Xã <strong>ta</strong> có xã viên, hoà thuận.</p><p>CCCD 038185001234.</p>"


def test_writing_aids(strict_shared_page, portal):
    page = strict_shared_page
    create_article(page, portal, "HỘI NGHỊ CỦA UBND NĂM 2026")
    page.get_by_role("button", name="Đổi thành: Hội nghị của UBND năm 2026").click()
    expect(page.locator("#id_title")).to_have_value("Hội nghị của UBND năm 2026")
    paste_html(page, HTML)
    expect(page.locator(".sv-word-count")).to_have_text("14 chữ, đọc khoảng 1 phút")

    page.keyboard.press("Control+h")
    panel = page.get_by_role("group", name="Tìm và thay")
    panel.get_by_label("Tìm", exact=True).fill("xã")
    expect(panel.get_by_role("status")).to_contain_text("/3")
    panel.get_by_label("Phân biệt HOA, thường").check()
    expect(panel.get_by_role("status")).to_have_text("1/1")
    panel.get_by_label("Thay bằng").fill("đoàn")
    panel.get_by_label("Phân biệt HOA, thường").uncheck()
    panel.get_by_role("button", name="Thay hết").click()
    expect(panel.get_by_role("status")).to_have_text("Đã thay 3 chỗ")
    expect_html(page, HTML.replace("XÃ", "đoàn").replace("Xã", "đoàn").replace("xã", "đoàn"))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect_html(page, HTML)

    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("button", name="Toàn màn hình").click()
    expect(page.locator(".prose-editor.fullscreen")).to_be_visible()
    assert get_page_width(page) == 360
    page.keyboard.press("Escape")
    expect(page.locator(".prose-editor.fullscreen")).to_have_count(0)
    expect(get_editor(page)).to_be_focused()

    get_editor(page).locator("h2").click()
    page.get_by_role("button", name="Đổi chữ HOA thành chữ thường").click()
    expect_html(page, HTML.replace("KẾT QUẢ CỦA UBND XÃ", "Kết quả của UBND xã"))
    click_and_wait(page.locator("[name=_publish]"))
    page.get_by_role("button", name="Che các số này trong bài").click()
    expect(page.get_by_text("Đã che 1 chỗ. Hãy xem lại rồi lưu.")).to_be_visible()
    expect_html(
        page, HTML.replace("KẾT QUẢ CỦA UBND XÃ", "Kết quả của UBND xã").replace("038185001234", "0381******34")
    )


def test_keyboard_leaves_a_table_and_tools_load_again(page, portal):
    """In a page of its own, whose cache does not have the script of the tools."""
    start_session(page, portal)
    create_article(page, portal, "Chỉ dùng bàn phím")
    paste_html(page, "<table><tr><th>Khu phố</th><th>Người</th></tr><tr><td>1</td><td>25</td></tr></table>")
    page.keyboard.press("Tab")
    expect(get_editor(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Dùng lại ảnh đã có")).to_be_focused()

    page.keyboard.press("Shift+Tab")
    page.context.set_offline(True)
    page.keyboard.press("Control+h")
    expect(page.get_by_role("alert").filter(has_text="Chưa mở được")).to_be_visible()
    page.context.set_offline(False)
    page.keyboard.press("Control+h")
    expect(page.get_by_label("Tìm", exact=True)).to_be_focused()
    expect(page.get_by_text("Chưa mở được")).to_have_count(0)
