"""An article is written: text from elsewhere, many photos, rows among the paragraphs; by hand and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.test_desk import sign_in
from tests.browser.writing import describe, drop, editor, new_article, paste, phone_photos, put_row, stored, uploaded

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]--></head>
<body lang=VI style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='margin-left:0cm'><b><span style='font-size:16.0pt;color:red'>Lễ hội đầu xuân<o:p></o:p></span></b></h1>
<p class=MsoNormal style='text-align:justify' onclick="alert(1)"><span style='font-family:"Times New Roman"'>Sáng mùng
bảy, <b style='mso-bidi-font-weight:normal'>bà con</b> rước&nbsp;<i>kiệu</i> về đình.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span><![endif]>Rước nước</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o&nbsp;</span>Ở giếng
làng</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·</span>Dâng hương</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='height:1pt'><td width=200 valign=top
style='width:100pt'><p class=MsoNormal>Giờ</p></td><td colspan=1><p class=MsoNormal>Việc</p></td></tr></table>
<p class=MsoNormal>Diện tích 12 km<sup>2</sup>, <a href="https://example.vn/a" style='color:blue' target=_blank>xem
thêm</a>.</p><!--EndFragment--></body></html>"""

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


def test_eighteen_photos_of_twelve_megapixels_two_rows_and_the_rest_in_the_gallery(desk, portal):
    new_article(desk, portal, "Mười tám tấm ảnh")
    desk.evaluate(
        """() => {
            window.bars = 0
            new MutationObserver((changes) => {
                for (const change of changes) for (const node of change.addedNodes)
                    window.bars += node.querySelectorAll?.("progress").length ?? 0
            }).observe(document.querySelector("#photos-group .cards"), { childList: true })
        }"""
    )
    drop(desk, phone_photos(18), onto=".tiptap.ProseMirror")
    editor(desk).click()
    desk.keyboard.type("Đoạn một.")
    uploaded(desk, 18)
    assert desk.evaluate("window.bars") == 18
    assert [field.input_value() for field in desk.locator("#photos-group [name$='-order']").all()] == [
        str(number) for number in range(1, 19)
    ]
    describe(desk)
    editor(desk).click()
    desk.keyboard.press("Control+End")
    put_row(desk, 1, 2, 3)
    desk.keyboard.type("Đoạn hai.")
    put_row(desk, 5)
    desk.keyboard.type("Đoạn ba.")
    cards = [card.get_attribute("data-card") for card in desk.locator("#photos-group .card").all()]
    row, single = " ".join(cards[:3]), cards[4]
    assert stored(desk) == (
        f'<p>Đoạn một.</p><figure data-photos="{row}"></figure><p>Đoạn hai.</p>'
        f'<figure data-photos="{single}"></figure><p>Đoạn ba.</p>'
    )
    desk.locator("[name=_publish]").click()
    expect(desk.locator(".messagelist")).to_contain_text("Đã đăng")
    desk.goto(f"{portal.url}/tin-tuc/muoi-tam-tam-anh/")
    parts = desk.locator(".body > *").evaluate_all(
        "parts => parts.map((part) => part.querySelectorAll('img').length || part.textContent)"
    )
    assert parts == ["Đoạn một.", 3, "Đoạn hai.", 1, "Đoạn ba."]
    expect(desk.locator(".gallery img")).to_have_count(14)
    first = desk.locator(".body img").first
    assert first.get_attribute("alt") == "Bà con khu phố 1 rước kiệu qua cổng làng"
    content = desk.request.get(first.evaluate("image => image.closest('a').href")).body()
    assert content[:2] == b"\xff\xd8"
    assert b"MayAnhRieng" not in content


def test_a_row_is_kept_from_slips_of_the_keyboard_and_moved_by_it(desk, portal):
    new_article(desk, portal, "Hàng ảnh")
    desk.set_input_files("#id_new_photos", [photo_file("a.jpg"), photo_file("b.jpg")])
    uploaded(desk, 2)
    editor(desk).click()
    desk.keyboard.type("Một")
    put_row(desk, 2, 1)
    desk.keyboard.type("Hai")
    keys = [card.get_attribute("data-card") for card in desk.locator("#photos-group .card").all()]
    row = f'<figure data-photos="{keys[1]} {keys[0]}"></figure>'
    assert stored(desk) == f"<p>Một</p>{row}<p>Hai</p>"

    desk.keyboard.press("Home")
    desk.keyboard.press("Backspace")
    expect(desk.locator(".photo-row.ProseMirror-selectednode")).to_have_count(1)
    desk.keyboard.type("vào ")
    assert stored(desk) == f"<p>Một</p>{row}<p>vào Hai</p>", "typed behind the row that was selected, not over it"

    desk.locator(".photo-row [data-act=up]").focus()
    desk.keyboard.press("Enter")
    assert stored(desk) == f"{row}<p>Một</p><p>vào Hai</p>"
    desk.locator(".photo-row [data-act=down]").press("Enter")
    desk.locator(".photo-row [data-act=down]").press("Enter")
    assert stored(desk).startswith(f"<p>Một</p><p>vào Hai</p>{row}")

    desk.locator(".photo-row [data-act=change]").press("Enter")
    desk.locator("dialog.photo-picker input").first.uncheck()
    desk.get_by_role("button", name="Đưa vào bài", exact=True).click()
    assert f'<figure data-photos="{keys[1]}"></figure>' in stored(desk)
    desk.locator(".photo-row [data-act=remove]").press("Enter")
    assert "figure" not in stored(desk)
    desk.keyboard.press("Control+z")
    assert f'<figure data-photos="{keys[1]}"></figure>' in stored(desk)


def photo_file(name: str, color: str = "#336699") -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": make.image_file((900, 600), color=color).getvalue()}


def test_order_and_cover_are_set_by_keyboard_on_a_phone(desk, portal):
    desk.set_viewport_size({"width": 360, "height": 740})
    new_article(desk, portal, "Thứ tự ảnh")
    desk.set_input_files("#id_new_photos", [photo_file(f"{number}.jpg") for number in range(3)])
    uploaded(desk, 3)
    assert desk.evaluate("document.documentElement.scrollWidth") == 360
    keys = [card.get_attribute("data-card") for card in desk.locator("#photos-group .card").all()]
    third = desk.locator(f"[data-card='{keys[2]}']")
    for _ in range(2):
        third.locator("[data-move='-1']").press("Enter")
    expect(third.locator("[data-move='-1']")).to_be_focused()
    expect(desk.locator("#photos-group .upload-status")).to_have_text("Đã chuyển đến vị trí 1 trong 3.")
    third.get_by_label("Ảnh bìa").press("Space")
    desk.locator("[name=_save]").first.click()
    expect(desk.locator(".messagelist")).to_be_visible()
    desk.goto(f"{portal.url}/quan-tri/news/article/")
    desk.get_by_role("link", name="Thứ tự ảnh", exact=True).click()
    cards = desk.locator("#photos-group .card")
    expect(cards).to_have_count(3)
    assert [card.get_attribute("data-card") for card in cards.all()] == [keys[2], keys[0], keys[1]]
    expect(desk.locator(f"[data-card='{keys[2]}']").get_by_label("Ảnh bìa")).to_be_checked()


def test_a_bad_photo_is_told_at_its_name_and_the_rest_go_on(page, portal):
    sign_in(page, portal)
    new_article(page, portal, "Ảnh hỏng")
    good = make.image_file((900, 600)).getvalue()
    drop(page, [("một.jpg", good), ("giả.jpg", b"<html>"), ("hai.jpg", good)])
    failed = page.locator(".upload.failed")
    expect(failed).to_contain_text("giả.jpg")
    expect(failed.get_by_role("alert")).to_have_text("Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC.")
    expect(page.locator("#photos-group .card")).to_have_count(2)
    failed.get_by_role("button", name="Bỏ qua").click()
    uploaded(page, 2)


def test_a_lost_connection_is_told_at_its_photo_and_can_be_tried_again(page, portal):
    sign_in(page, portal)
    new_article(page, portal, "Mất mạng")
    page.route("**/anh/", lambda route: route.abort())
    page.set_input_files("#id_new_photos", [photo_file("a.jpg")])
    expect(page.locator(".upload.failed")).to_contain_text("Mất kết nối.")
    page.unroute("**/anh/")
    page.get_by_role("button", name="Thử lại").click()
    uploaded(page, 1)


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
    assert stored(desk).count("<th>") == 3
