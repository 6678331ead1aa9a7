"""Photos of other articles in the dialog of the article's form."""

from playwright.sync_api import expect

from tests.browser.editor import create_article
from tests.browser.pages import click_and_wait, get_page_width


def test_photos_are_chosen_in_a_dialog_by_keyboard(shared_page, portal):
    page = shared_page
    page.set_viewport_size({"width": 360, "height": 740})
    create_article(page, portal, "Dùng lại ảnh")
    page.get_by_role("link", name="Dùng lại ảnh đã có").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Dùng lại ảnh đã có")
    # A photo of the sample: those of other tests may have no text.
    dialog.get_by_role("searchbox").fill("buoc vao nam hoc moi")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("có đủ các chữ ấy")
    photo = dialog.locator("label", has=page.get_by_role("checkbox")).first
    photo.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    chosen, text = photo.get_by_role("checkbox").input_value(), photo.locator("> span").first.inner_text()
    dialog.get_by_role("searchbox").fill("khong co anh nao nhu the")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("Không có ảnh nào có đủ các chữ ấy.")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    expect(dialog.locator("input:checked")).to_have_value(chosen)
    assert get_page_width(page) == 360
    dialog.get_by_role("button", name="Thêm vào bài").press("Enter")
    expect(dialog).to_have_count(0)
    alt_text = page.locator("#photos-group .sv-card [name$='-alt_text']")
    expect(alt_text).to_have_value(text)
    page.set_viewport_size({"width": 1280, "height": 900})
    click_and_wait(page.locator("[name=_save]"))
    expect(alt_text).to_have_value(text)
