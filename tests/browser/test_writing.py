"""Writing in the article form: pasting, photo rows, uploads, order and cover, the toolbar."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests import factories
from tests.browser.admin import query
from tests.browser.editor import (
    WORD,
    create_article,
    drop_files,
    expect_body,
    get_editor,
    insert_photo_row,
    open_details,
    paste_html,
    wait_for_uploads,
)
from tests.browser.pages import click_and_wait, get_page_width

GOOGLE = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1">'
    '<span style="font-size:11pt;font-weight:400">Một </span><span style="font-weight:700;color:#000">đậm</span>'
    '<span style="font-style:italic"> nghiêng</span></p><h4 dir="ltr" style="x"><span style="font-weight:400">Mục'
    '</span></h4><ul style="margin:0"><li dir="ltr" style="x" aria-level="1"><p dir="ltr" role="presentation"><span>Ý'
    "</span></p></li></ul></b>"
)
ZALO = (
    '<div class="msg" style="white-space:pre-wrap"><span>Dòng một</span></div><div><br></div><div>Dòng hai<br><br>'
    'Dòng ba</div><img src="https://zalo.example/x.png" onerror="alert(1)">'
)


@pytest.fixture
def staff_page(strict_shared_page):
    return strict_shared_page


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (
            WORD,
            "<h2>Lễ hội đầu xuân</h2><p>Sáng mùng bảy, <strong>bà con</strong> rước <em>kiệu</em> về đình.</p>"
            "<ul><li><p>Rước nước</p><ul><li><p>Ở giếng làng</p></li></ul></li><li><p>Dâng hương</p></li></ul>"
            "<table><tbody><tr><td><p>Giờ</p></td><td><p>Việc</p></td></tr></tbody></table>"
            '<p>Diện tích 12 km<sup>2</sup>, <a href="https://example.vn/a">xem thêm</a>.</p>',
        ),
        (
            GOOGLE,
            "<p>Một <strong>đậm</strong><em> nghiêng</em></p><h3>Mục</h3><ul><li><p>Ý</p></li></ul>",
        ),
        (ZALO, "<p>Dòng một</p><p>Dòng hai</p><p>Dòng ba</p>"),
    ],
    ids=["Word", "Google Docs", "Zalo"],
)
def test_paste_keeps_structure_and_drops_styles(empty_page, html, clean):
    paste_html(empty_page, html)
    pattern = re.escape(clean).replace(r"\ ", r"\s+")
    expect_body(empty_page, re.compile(rf"^{pattern}(<p></p>)*$"))


def test_photo_row_is_edited_and_moved_by_keyboard(staff_page, portal):
    create_article(staff_page, portal, "Hàng ảnh")
    staff_page.set_input_files("#id_new_photos", [make_upload("a.jpg"), make_upload("b.jpg")])
    wait_for_uploads(staff_page, 2)
    get_editor(staff_page).click()
    staff_page.keyboard.type("Một")
    insert_photo_row(staff_page, 2, 1)
    staff_page.keyboard.type("Hai")
    keys = [card.get_attribute("data-card") for card in staff_page.locator("#photos-group .sv-card").all()]
    row = f'<figure data-photos="{keys[1]} {keys[0]}"></figure>'
    expect_body(staff_page, f"<p>Một</p>{row}<p>Hai</p>")

    staff_page.keyboard.press("Home")
    staff_page.keyboard.press("Backspace")
    expect(staff_page.locator(".sv-photo-row.ProseMirror-selectednode")).to_have_count(1)
    staff_page.keyboard.type("vào ")
    # Text is typed after the selected row and does not replace it.
    expect_body(staff_page, f"<p>Một</p>{row}<p>vào Hai</p>")

    staff_page.locator(".sv-photo-row [data-action=up]").focus()
    staff_page.keyboard.press("Enter")
    expect_body(staff_page, f"{row}<p>Một</p><p>vào Hai</p>")
    staff_page.locator(".sv-photo-row [data-action=down]").press("Enter")
    staff_page.locator(".sv-photo-row [data-action=down]").press("Enter")
    expect_body(staff_page, re.compile(rf"^<p>Một</p><p>vào Hai</p>{row}"))

    staff_page.locator(".sv-photo-row [data-action=change]").press("Enter")
    staff_page.locator("dialog.sv-photo-picker input").first.uncheck()
    staff_page.get_by_role("button", name="Đưa vào bài", exact=True).click()
    expect_body(staff_page, re.compile(f'<figure data-photos="{keys[1]}"></figure>'))
    staff_page.locator(".sv-photo-row [data-action=remove]").press("Enter")
    expect(staff_page.locator("#id_body")).not_to_have_value(re.compile("figure"))
    staff_page.keyboard.press("Control+z")
    expect_body(staff_page, re.compile(f'<figure data-photos="{keys[1]}"></figure>'))


def make_upload(name: str, color: str = "#336699") -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": factories.image_file((900, 600), color=color).getvalue()}


def test_editor_adds_paragraph_after_last_photo_row(staff_page, portal):
    create_article(staff_page, portal, "Ảnh ở cuối")
    staff_page.set_input_files("#id_new_photos", [make_upload("a.jpg")])
    wait_for_uploads(staff_page, 1)
    key = staff_page.locator("#photos-group .sv-card").get_attribute("data-card")
    row = f'<figure data-photos="{key}"></figure>'
    article = "SELECT article_id FROM news_photo WHERE id = ?"
    query(portal, f"UPDATE news_article SET body = ? WHERE id = ({article})", f"<p>Một</p>{row}", key)
    staff_page.reload()
    expect(staff_page.locator(".sv-photo-row img")).to_have_count(1)
    expect(staff_page.locator(".tiptap > p")).to_have_count(2)  # one to type in after the row
    expect_body(staff_page, f"<p>Một</p>{row}")
    staff_page.locator(".tiptap > p").last.click()
    staff_page.keyboard.type("Hai")
    expect_body(staff_page, f"<p>Một</p>{row}<p>Hai</p>")


def test_photo_order_and_cover_set_by_keyboard_on_phone(staff_page, portal):
    staff_page.set_viewport_size({"width": 360, "height": 740})
    create_article(staff_page, portal, "Thứ tự ảnh")
    staff_page.set_input_files("#id_new_photos", [make_upload(f"{number}.jpg") for number in range(3)])
    wait_for_uploads(staff_page, 3)
    assert get_page_width(staff_page) == 360
    keys = [card.get_attribute("data-card") for card in staff_page.locator("#photos-group .sv-card").all()]
    third = open_details(staff_page.locator(f"[data-card='{keys[2]}']"))
    for _ in range(2):
        third.locator("[data-move='-1']").press("Enter")
    expect(third.locator("[data-move='-1']")).to_be_focused()
    expect(staff_page.locator("#photos-group .sv-upload-status")).to_have_text("Đã chuyển đến vị trí 1 trong 3.")
    third.get_by_label("Ảnh bìa").press("Space")
    staff_page.get_by_role("button", name="Nút khác").click()
    click_and_wait(staff_page.locator("[name=_save]").first)
    expect(staff_page.locator(".messagelist")).to_be_visible()
    staff_page.goto(f"{portal.url}/quan-tri/news/article/")
    click_and_wait(staff_page.get_by_role("link", name="Thứ tự ảnh", exact=True))
    expect_order(staff_page.locator("#photos-group .sv-card"), [keys[2], keys[0], keys[1]])
    expect(staff_page.locator(f"[data-card='{keys[2]}']").get_by_label("Ảnh bìa")).to_be_checked()


def expect_order(cards: Locator, keys: list[str]) -> None:
    expect(cards).to_have_count(len(keys))
    for index, key in enumerate(keys):
        expect(cards.nth(index)).to_have_attribute("data-card", key)


def drag(card: Locator, target: Locator) -> None:
    box = target.bounding_box()
    card.locator(".sv-card-photo").hover()
    card.page.mouse.down()
    card.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card.page.mouse.up()


def test_photo_order_set_by_dragging(staff_page, portal):
    staff_page.set_viewport_size({"width": 1280, "height": 2400})
    create_article(staff_page, portal, "Kéo ảnh")
    staff_page.set_input_files("#id_new_photos", [make_upload(f"{number}.jpg") for number in range(3)])
    wait_for_uploads(staff_page, 3)
    cards = staff_page.locator("#photos-group .sv-card")
    keys = [card.get_attribute("data-card") for card in cards.all()]
    first, third = (staff_page.locator(f"[data-card='{key}']") for key in (keys[0], keys[2]))
    drag(first, target=third)
    expect_order(cards, [keys[1], keys[2], keys[0]])
    drag(third, target=staff_page.locator(f"[data-card='{keys[1]}']"))
    dragged = [keys[2], keys[1], keys[0]]
    expect_order(cards, dragged)
    click_and_wait(staff_page.locator("[name=_save]").first)
    expect(staff_page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    expect_order(cards, dragged)


def test_upload_of_bad_photo_shows_error_and_continues(shared_page, portal):
    page = shared_page
    create_article(page, portal, "Ảnh hỏng")
    good = factories.image_file((900, 600)).getvalue()
    drop_files(page, [("một.jpg", good), ("giả.jpg", b"<html>"), ("hai.jpg", good)])
    failed = page.locator(".sv-upload.sv-failed")
    expect(failed).to_contain_text("giả.jpg")
    expect(failed.get_by_role("alert")).to_have_text("Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC.")
    expect(page.locator("#photos-group .sv-card")).to_have_count(2)
    failed.get_by_role("button", name="Bỏ qua").click()
    wait_for_uploads(page, 2)


def test_upload_resumes_after_a_lost_signal(shared_page, portal):
    """The form that is saved meanwhile waits for the photos, which are sent by themselves once there is a signal."""
    page = shared_page
    create_article(page, portal, "Mất mạng")
    page.context.set_offline(True)
    page.set_input_files("#id_new_photos", [make_upload("a.jpg"), make_upload("b.jpg"), make_upload("c.jpg")])
    expect(page.locator(".sv-upload")).to_contain_text(["Mất mạng, sẽ tự gửi tiếp."] * 3)
    page.get_by_role("button", name="Bỏ qua: b.jpg").click()
    page.locator("[name=_save]").first.click()
    expect(page.get_by_role("button", name="Bỏ ảnh chưa tải xong, lưu ngay")).to_be_visible()
    expect(page.locator("#photos-group .sv-upload-status")).to_contain_text("Mất mạng. Còn 2 ảnh")
    with page.expect_navigation():
        page.context.set_offline(False)
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#photos-group .sv-card")).to_have_count(2)


def test_upload_with_invalid_csrf_token_renews_it(shared_page, portal):
    """A sign-in in another tab invalidates the token of an open form."""
    page = shared_page
    create_article(page, portal, "Đăng nhập lại ở thẻ khác")
    tokens = page.locator("[name=csrfmiddlewaretoken]")
    tokens.evaluate_all("fields => fields.forEach((field) => { field.value = 'x'.repeat(64) })")
    page.set_input_files("#id_new_photos", [make_upload("a.jpg")])
    wait_for_uploads(page, 1)
    assert "x" * 64 not in tokens.evaluate_all("fields => fields.map((field) => field.value)")


def test_toolbar_is_vietnamese_and_sticky(staff_page, portal):
    staff_page.set_viewport_size({"width": 360, "height": 740})
    create_article(staff_page, portal, "Thanh công cụ")
    for button in staff_page.locator(".prose-menubar button").all():
        expect(button).to_have_attribute("title", re.compile("[^\x00-\x7f]"))
    get_editor(staff_page).click()
    for number in range(40):
        staff_page.keyboard.insert_text(f"Đoạn {number}")
        staff_page.keyboard.press("Enter")
    expect(staff_page.locator(".prose-menubar")).to_be_in_viewport()
    staff_page.get_by_role("button", name="Chèn bảng").click()
    dialog = staff_page.locator("dialog.prose-editor-dialog")
    expect(dialog).to_be_visible()
    labels = [
        "Bảng mới",
        "Số hàng",
        "Số cột",
        "Hàng đầu là tiêu đề",
        "Có",
        "Không",
        "Chèn bảng",
        "Hủy",
    ]
    expect(dialog.locator("label, h3, button, option")).to_have_text(labels)
    dialog.locator("select").select_option("Có")
    dialog.get_by_role("button", name="Chèn bảng").click()
    expect(dialog).to_be_hidden()
    expect_body(staff_page, re.compile("<th>.*<th>.*<th>", re.DOTALL))
    assert staff_page.locator("#id_body").input_value().count("<th>") == 3
