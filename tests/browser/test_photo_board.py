"""The board of an article's photos, used by keyboard: texts, details, several photos at once, deletion and its undo."""

from playwright.sync_api import expect

from tests import factories
from tests.browser.editor import create_article, wait_for_uploads
from tests.browser.pages import get_violations


def test_photo_board_is_used_by_keyboard(strict_shared_page, shared_messages, portal):
    page, keyboard = strict_shared_page, strict_shared_page.keyboard
    create_article(page, portal, "Bảng ảnh")
    content = factories.image_file((900, 600)).getvalue()
    photos = [{"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": content} for number in range(3)]
    page.set_input_files("#id_new_photos", photos)
    wait_for_uploads(page, 3)
    missing = page.locator(".sv-board-missing [role=status]")
    expect(missing).to_have_text("Còn 3 ảnh chưa có mô tả.")
    page.get_by_role("link", name="Đến ảnh kế tiếp").press("Enter")
    for text in ("Cổng làng", "Rước kiệu", "Dâng hương"):
        keyboard.type(text)
        keyboard.press("Enter")
    expect(missing).to_have_text("Ảnh nào cũng có mô tả.")
    texts = [page.get_by_label(f"Mô tả ảnh {number}") for number in (1, 2, 3)]
    expect(texts[2]).to_be_focused()
    keyboard.press("Shift+Enter")
    expect(texts[1]).to_be_focused()
    keyboard.press("Shift+Tab")  # the tick or button of its photo
    keyboard.press("Enter")
    expect(page.get_by_label("Chú thích")).to_have_count(3)
    second = page.locator("#photos-group .sv-card").nth(1)  # whose form has the number of its upload
    expect(second.get_by_label("Chú thích")).to_be_visible()
    second.locator("[name$=-focus][value=top]").press("Space")
    expect(page.locator("[data-card] img").nth(1)).to_have_attribute("data-focus", "top")
    assert shared_messages == []
    assert get_violations(page) == []
    shared_messages.clear()  # the policy blocks inline styles of axe
    keyboard.press("Escape")
    keyboard.press("Control+ArrowLeft")
    expect(texts[0]).to_have_value("Rước kiệu")
    keyboard.press("Home")
    keyboard.press("Space")
    keyboard.press("End")
    keyboard.press("ArrowLeft")
    keyboard.press("Shift+Space")  # the range
    tools = page.get_by_role("group", name="Ảnh đã chọn")
    expect(tools).to_contain_text("Đã chọn 3 ảnh")
    tools.get_by_role("button", name="Xóa").press("Enter")
    deleted = page.locator("[name^=photos-][name$=-DELETE]:checked")
    expect(deleted).to_have_count(3)
    expect(page.get_by_role("button", name="Hoàn tác xóa", exact=True)).to_be_focused()
    keyboard.press("Enter")
    expect(deleted).to_have_count(0)
