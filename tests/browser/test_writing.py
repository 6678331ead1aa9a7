"""An article is written: text from elsewhere, many photos, rows among the paragraphs; by hand and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.admin import sign_in
from tests.browser.pages import follow
from tests.browser.writing import WORD, drop, editor, new_article, paste, put_row, stored, uploaded

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
def desk(quiet_page, portal):
    """A page of someone signed in, in the form of a new article; any complaint of the browser fails the test."""
    sign_in(quiet_page, portal)
    return quiet_page


def spaced(html: str) -> str:
    return re.sub(r"\s+", " ", html)


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
    ids=["word", "google", "zalo"],
)
def test_what_is_pasted_leaves_clean_structure_and_no_styles(desk, portal, html, clean):
    new_article(desk, portal, "Bài dán")
    paste(desk, html)
    assert spaced(re.sub(r"(<p></p>)+$", "", stored(desk))) == clean


def test_a_row_is_kept_from_slips_of_the_keyboard_and_moved_by_it(desk, portal):
    new_article(desk, portal, "Hàng ảnh")
    desk.set_input_files("#id_new_photos", [photo_file("a.jpg"), photo_file("b.jpg")])
    uploaded(desk, 2)
    editor(desk).click()
    desk.keyboard.type("Một")
    put_row(desk, 2, 1)
    desk.keyboard.type("Hai")
    keys = [card.get_attribute("data-card") for card in desk.locator("#photos-group .sv-card").all()]
    row = f'<figure data-photos="{keys[1]} {keys[0]}"></figure>'
    assert stored(desk) == f"<p>Một</p>{row}<p>Hai</p>"

    desk.keyboard.press("Home")
    desk.keyboard.press("Backspace")
    expect(desk.locator(".sv-photo-row.ProseMirror-selectednode")).to_have_count(1)
    desk.keyboard.type("vào ")
    assert stored(desk) == f"<p>Một</p>{row}<p>vào Hai</p>", "typed behind the row that was selected, not over it"

    desk.locator(".sv-photo-row [data-action=up]").focus()
    desk.keyboard.press("Enter")
    assert stored(desk) == f"{row}<p>Một</p><p>vào Hai</p>"
    desk.locator(".sv-photo-row [data-action=down]").press("Enter")
    desk.locator(".sv-photo-row [data-action=down]").press("Enter")
    assert stored(desk).startswith(f"<p>Một</p><p>vào Hai</p>{row}")

    desk.locator(".sv-photo-row [data-action=change]").press("Enter")
    desk.locator("dialog.sv-photo-picker input").first.uncheck()
    desk.get_by_role("button", name="Đưa vào bài", exact=True).click()
    assert f'<figure data-photos="{keys[1]}"></figure>' in stored(desk)
    desk.locator(".sv-photo-row [data-action=remove]").press("Enter")
    assert "figure" not in stored(desk)
    desk.keyboard.press("Control+z")
    assert f'<figure data-photos="{keys[1]}"></figure>' in stored(desk)


def photo_file(name: str, color: str = "#336699") -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": factories.image_file((900, 600), color=color).getvalue()}


def test_an_article_that_ends_in_a_row_is_opened_and_nothing_has_been_typed(desk, portal):
    new_article(desk, portal, "Ảnh ở cuối")
    desk.set_input_files("#id_new_photos", [photo_file("a.jpg")])
    uploaded(desk, 1)
    key = desk.locator("#photos-group .sv-card").get_attribute("data-card")
    code = f"from news.models import Article, Photo; a = Photo.objects.get(pk={key}).article;"
    row = f'<figure data-photos="{key}"></figure>'
    portal.manage("shell", "--verbosity=0", "--command", f"{code} a.body = '<p>Một</p>{row}'; a.save()")
    desk.reload()
    expect(desk.locator(".sv-photo-row img")).to_have_count(1)
    expect(desk.locator(".tiptap > p")).to_have_count(2)  # one to write on behind the row
    assert stored(desk) == f"<p>Một</p>{row}"
    desk.locator(".tiptap > p").last.click()
    desk.keyboard.type("Hai")
    assert stored(desk) == f"<p>Một</p>{row}<p>Hai</p>"


def test_order_and_cover_are_set_by_keyboard_on_a_phone(desk, portal):
    desk.set_viewport_size({"width": 360, "height": 740})
    new_article(desk, portal, "Thứ tự ảnh")
    desk.set_input_files("#id_new_photos", [photo_file(f"{number}.jpg") for number in range(3)])
    uploaded(desk, 3)
    assert desk.evaluate("document.documentElement.scrollWidth") == 360
    keys = [card.get_attribute("data-card") for card in desk.locator("#photos-group .sv-card").all()]
    third = desk.locator(f"[data-card='{keys[2]}']")
    for _ in range(2):
        third.locator("[data-move='-1']").press("Enter")
    expect(third.locator("[data-move='-1']")).to_be_focused()
    expect(desk.locator("#photos-group .sv-upload-status")).to_have_text("Đã chuyển đến vị trí 1 trong 3.")
    third.get_by_label("Ảnh bìa").press("Space")
    follow(desk.locator("[name=_save]").first)
    expect(desk.locator(".messagelist")).to_be_visible()
    desk.goto(f"{portal.url}/quan-tri/news/article/")
    follow(desk.get_by_role("link", name="Thứ tự ảnh", exact=True))
    cards = desk.locator("#photos-group .sv-card")
    expect(cards).to_have_count(3)
    assert [card.get_attribute("data-card") for card in cards.all()] == [keys[2], keys[0], keys[1]]
    expect(desk.locator(f"[data-card='{keys[2]}']").get_by_label("Ảnh bìa")).to_be_checked()


def drag(card, onto) -> None:
    card.locator(".sv-card-photo").hover()
    card.page.mouse.down()
    onto.hover()
    onto.hover(position={"x": 20, "y": 20})  # only the second movement is one over it
    card.page.mouse.up()


def test_photos_are_put_in_order_by_dragging(desk, portal):
    desk.set_viewport_size({"width": 1280, "height": 2400})
    new_article(desk, portal, "Kéo ảnh")
    desk.set_input_files("#id_new_photos", [photo_file(f"{number}.jpg") for number in range(3)])
    uploaded(desk, 3)
    cards = desk.locator("#photos-group .sv-card")
    keys = [card.get_attribute("data-card") for card in cards.all()]
    first, third = (desk.locator(f"[data-card='{key}']") for key in (keys[0], keys[2]))
    drag(first, onto=third)
    dragged = [keys[1], keys[2], keys[0]]
    assert [card.get_attribute("data-card") for card in cards.all()] == dragged
    drag(third, onto=desk.locator(f"[data-card='{keys[1]}']"))
    dragged = [keys[2], keys[1], keys[0]]
    follow(desk.locator("[name=_save]").first)
    expect(desk.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    assert [card.get_attribute("data-card") for card in cards.all()] == dragged


def test_a_bad_photo_is_told_at_its_name_and_the_rest_go_on(page, portal):
    sign_in(page, portal)
    new_article(page, portal, "Ảnh hỏng")
    good = factories.image_file((900, 600)).getvalue()
    drop(page, [("một.jpg", good), ("giả.jpg", b"<html>"), ("hai.jpg", good)])
    failed = page.locator(".sv-upload.sv-failed")
    expect(failed).to_contain_text("giả.jpg")
    expect(failed.get_by_role("alert")).to_have_text("Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC.")
    expect(page.locator("#photos-group .sv-card")).to_have_count(2)
    failed.get_by_role("button", name="Bỏ qua").click()
    uploaded(page, 2)


def test_a_lost_connection_is_told_at_its_photo_and_can_be_tried_again(page, portal):
    sign_in(page, portal)
    new_article(page, portal, "Mất mạng")
    page.route("**/anh/", lambda route: route.abort())
    page.set_input_files("#id_new_photos", [photo_file("a.jpg")])
    expect(page.locator(".sv-upload.sv-failed")).to_contain_text("Mất kết nối.")
    page.unroute("**/anh/")
    page.get_by_role("button", name="Thử lại").click()
    uploaded(page, 1)


def test_upload_with_invalid_csrf_token_renews_it(page, portal):
    """A sign-in in another tab invalidates the token of an open form."""
    sign_in(page, portal)
    new_article(page, portal, "Đăng nhập lại ở thẻ khác")
    tokens = page.locator("[name=csrfmiddlewaretoken]")
    tokens.evaluate_all("fields => fields.forEach((field) => { field.value = 'x'.repeat(64) })")
    page.set_input_files("#id_new_photos", [photo_file("a.jpg")])
    uploaded(page, 1)
    assert "x" * 64 not in tokens.evaluate_all("fields => fields.map((field) => field.value)")


def test_the_toolbar_speaks_vietnamese_and_stays_in_sight(desk, portal):
    desk.set_viewport_size({"width": 360, "height": 740})
    new_article(desk, portal, "Thanh công cụ")
    titles = desk.locator(".prose-menubar button").evaluate_all("buttons => buttons.map((button) => button.title)")
    assert [title for title in titles if title.isascii()] == []
    editor(desk).click()
    for number in range(40):
        desk.keyboard.insert_text(f"Đoạn {number}")
        desk.keyboard.press("Enter")
    expect(desk.locator(".prose-menubar")).to_be_in_viewport()
    desk.get_by_role("button", name="Chèn bảng").click()
    dialog = desk.locator("dialog.prose-editor-dialog")
    expect(dialog).to_be_visible()
    assert dialog.locator("label, h3, button, option").all_inner_texts() == [
        "Bảng mới",
        "Số hàng",
        "Số cột",
        "Hàng đầu là tiêu đề",
        "Có",
        "Không",
        "Chèn bảng",
        "Thôi",
    ]
    dialog.locator("select").select_option("Có")
    dialog.get_by_role("button", name="Chèn bảng").click()
    expect(dialog).to_be_hidden()
    assert stored(desk).count("<th>") == 3
