"""Pasting into the editor and links that it makes by itself: what the form submits."""

import pytest

from tests import factories
from tests.browser.editor import expect_html, get_editor, insert_photo_row, paste_html, wait_for_uploads

TARGET = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet.html?ma=1.004194"


def web_item(level: int, form: str, start: int = 1, list_style: str = "decimal") -> str:
    """Return a list item of Word for the web: each stands in a list of its own. The text is the form of its number."""
    return (
        f'<div class="ListContainerWrapper"><ol role="list" start="{start}" style="list-style-type:{list_style}">'
        f'<li data-aria-level="{level}" data-leveltext="{form}" style="display:block"><p class="Paragraph">'
        f'<span class="TextRun">mục {form}</span><span class="EOP">&nbsp;</span></p></li></ol></div>'
    )


def word_list(*items: tuple[int, str]) -> str:
    """Return list paragraphs of Word; `items` are levels and labels, and the text is that of the label."""
    return "".join(
        f"<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'><![if !supportLists]>"
        f"<span style='mso-list:Ignore'>{label}<span>&nbsp;&nbsp; </span></span><![endif]>mục {label}</p>"
        for level, label in items
    )


LINES = {
    "pre-wrap": (
        '<span style="color: red; white-space: pre-wrap; display: inline !important">📢 THÔNG BÁO\n\nKính gửi bà con\n'
        "- 7h00 họp\n- Mang CCCD\n\nTrân trọng!</span>",
        "<p>📢 THÔNG BÁO</p><p>Kính gửi bà con<br>- 7h00 họp<br>- Mang CCCD</p><p>Trân trọng!</p>",
    ),
    "pre-line": (
        '<div style="white-space:pre-line"><b>Một\nHai</b></div>',
        "<p><strong>Một</strong><br><strong>Hai</strong></p>",
    ),
    "break-spaces": ('<p style="WHITE-SPACE: break-spaces">Một\r\nHai</p>', "<p>Một<br>Hai</p>"),
    "white-space-collapse": ('<span style="white-space-collapse: preserve">Một\nHai</span>', "<p>Một<br>Hai</p>"),
    "pre": ("<pre>Một\nHai</pre>", "<p>Một<br>Hai</p>"),
    "class": ("<style>.m {white-space: pre-wrap}</style><span class='x m'>Một\nHai</span>", "<p>Một<br>Hai</p>"),
    "normal inside pre-wrap": (
        '<div style="white-space:pre-wrap"><p style="white-space:normal">Một\nHai</p></div>',
        "<p>Một Hai</p>",
    ),
    "wrapped source": ("<p>Một\nHai</p>", "<p>Một Hai</p>"),
    "Messenger": ('<span><div dir="auto">Một</div><div dir="auto">Hai</div></span>', "<p>Một</p><p>Hai</p>"),
    "Teams": (
        '<div>Một<div><span style="display:block">Hai</span><span style="display:block">Ba</span></div></div>',
        "<p>Một</p><p>Hai</p><p>Ba</p>",
    ),
    "other blocks": (
        "<section>Một</section>Hai<hr>Ba<dl><dt>Bốn</dt><dd>Năm</dd></dl>",
        "<p>Một</p><p>Hai</p><hr><p>Ba</p><p>Bốn</p><p>Năm</p>",
    ),
    "card in a link": (
        '<a href="https://a.vn/x"><div>Một</div><div>Hai</div></a>',
        '<p><a href="https://a.vn/x">Một</a></p><p><a href="https://a.vn/x">Hai</a></p>',
    ),
    "other line breaks": ("<p>Một\vHai\u2028Ba</p>", "<p>Một<br>Hai<br>Ba</p>"),
    "br": ("Một<br>Hai<br><br><br><span>Ba</span><br>", "<p>Một<br>Hai</p><p>Ba</p>"),
}

LINKS = {
    "target": (f'<p>Xem <a href="{TARGET}">dichvucong.gov.vn</a></p>',) * 2,
    "other target": ('<p><a href="https://a.vn/x">https://b.vn</a></p>',) * 2,
    "mail target": ('<p><a href="mailto:a@b.vn">a@c.vn</a></p>',) * 2,
    "missing spaces": ("<p>Kết thúc.Do vậy. Họp xong.To chức. 3.Cam kết. danh-sach.zip, bao-cao.docx.</p>",) * 2,
    "host": ("<p>Xem thanhhoa.gov.vn.</p>", '<p>Xem <a href="https://thanhhoa.gov.vn">thanhhoa.gov.vn</a>.</p>'),
    "www": ("<p>(www.xa.example/a)</p>", '<p>(<a href="https://www.xa.example/a">www.xa.example/a</a>)</p>'),
    "https": ("<p>https://a.do/b?c=1.</p>", '<p><a href="https://a.do/b?c=1">https://a.do/b?c=1</a>.</p>'),
    "mail": ("<p>ubnd@xa.gov.vn</p>", '<p><a href="mailto:ubnd@xa.gov.vn">ubnd@xa.gov.vn</a></p>'),
}

MARKS = {
    "s, strike, del": (
        "<p>Hạn <s>31/12</s> <strike>1/1</strike> <del>15/11</del> <ins>20/12</ins></p>",
        "<p>Hạn <s>31/12</s> <s>1/1</s> <s>15/11</s> 20/12</p>",
    ),
    "line-through": (
        '<p>Hạn <span style="text-decoration: line-through red">31/12</span> 15/11</p>',
        "<p>Hạn <s>31/12</s> 15/11</p>",
    ),
    "not struck out": ('<p><s style="text-decoration:none">Hạn</s></p>', "<p>Hạn</p>"),
    "normal by style": (
        '<p><b style="font-weight:normal">một</b> <strong>hai <span style="font-weight:400">ba</span></strong> '
        '<i style="font-style:normal">bốn</i></p>',
        "<p>một <strong>hai </strong>ba bốn</p>",
    ),
    "font shorthand": (
        '<p style="font:bold 12px Arial">một <span style="font:italic 12px Arial">hai</span></p>',
        "<p><strong>một </strong><em>hai</em></p>",
    ),
    "bold by style": (
        '<p style="font-weight:700">một <b style="font-weight:inherit">hai</b></p>',
        "<p><strong>một hai</strong></p>",
    ),
    "Excel": (
        "<style><!--\n.xl65\n{mso-style-parent:style0;\nfont-weight:700;}\n--></style><table><tr><td>1</td>"
        "<td class=xl65>Đậm</td></tr></table>",
        "<table><tbody><tr><td><p>1</p></td><td><p><strong>Đậm</strong></p></td></tr></tbody></table>",
    ),
    "bold head of a letter": (
        "<table><tr><td><b>UBND XÃ</b></td><td><b>Độc lập - Tự do - Hạnh phúc</b></td></tr>"
        "<tr><td>Số</td><td>Ngày</td></tr></table>",
        "<table><tbody><tr><td><p><strong>UBND XÃ</strong></p></td><td><p><strong>Độc lập - Tự do - Hạnh phúc</strong>"
        "</p></td></tr><tr><td><p>Số</p></td><td><p>Ngày</p></td></tr></tbody></table>",
    ),
    "header row": (
        "<table class=MsoTableGrid><tr><td><p><b>Giờ</b></p></td><td><p><b>Việc</b> <b>làm</b></p></td></tr>"
        "<tr><td><p>7h</p></td><td><p><b>Họp</b></p></td></tr></table>",
        "<table><tbody><tr><th><p>Giờ</p></th><th><p>Việc làm</p></th></tr>"
        "<tr><td><p>7h</p></td><td><p><strong>Họp</strong></p></td></tr></tbody></table>",
    ),
}

PARTS = {
    "comments of Word": (
        '<p>Một<span class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">[A1]</a></span> hai</p>'
        "<div style='mso-element:comment-list'><div class=msocomtxt><p>Sửa chỗ này</p></div></div>",
        "<p>Một hai</p>",
    ),
    "rows without a table": (
        '<meta charset="utf-8"><tr><td>1</td><td>2</td></tr>',
        "<table><tbody><tr><td><p>1</p></td><td><p>2</p></td></tr></tbody></table>",
    ),
    "items without a list": (
        "<li>một</li><li>hai</li><p>Ba</p>",
        "<ul><li><p>một</p></li><li><p>hai</p></li></ul><p>Ba</p>",
    ),
    "second form of lazy pictures": ('<p>Một<noscript><img src="https://a.vn/b.jpg">Ảnh</noscript></p>', "<p>Một</p>"),
    "checklist of Google Docs": (
        '<ul><li role="checkbox"><img alt="checked" aria-roledescription="checkbox" src="data:image/png;base64,AA==">'
        '<p>một</p></li><li><img alt="unchecked" aria-roledescription="checkbox" src="data:,"><p>hai</p></li></ul>',
        "<ul><li><p>☑ một</p></li><li><p>☐ hai</p></li></ul>",
    ),
}

LISTS = {
    "numbers from 0": (
        word_list((1, "0."), (1, "1.")),
        '<ol data-type="decimal" start="0"><li><p>mục 0.</p></li><li><p>mục 1.</p></li></ol>',
    ),
    "numbers with a zero": (word_list((1, "01."), (1, "02.")), "<p>01. mục 01.</p><p>02. mục 02.</p>"),
    "numbers of items": (
        "<ol><li value=3>ba</li><li>bốn</li><li></li><li>sáu</li><li value=9>chín</li></ol><ol reversed><li>hai</li>"
        "<li>một</li></ol>",
        '<ol data-type="decimal" start="3"><li><p>ba</p></li><li><p>bốn</p></li></ol>'
        '<ol data-type="decimal" start="6"><li><p>sáu</p></li></ol>'
        '<ol data-type="decimal" start="9"><li><p>chín</p></li></ol>'
        '<ol data-type="decimal" start="2"><li><p>hai</p></li></ol><ol data-type="decimal"><li><p>một</p></li></ol>',
    ),
    "numbers in the text": (
        "<ol style='list-style-type:none'><li>a) một</li><li>đ) hai</li></ol>",
        "<p>a) một</p><p>đ) hai</p>",
    ),
    "Word for the web": (
        web_item(1, "%1.") + web_item(2, "%2.") + web_item(2, "%2.", 2) + web_item(1, "%1.", 2),
        '<ol data-type="decimal"><li><p>mục %1.</p><ol data-type="decimal"><li><p>mục %2.</p></li><li><p>mục %2.</p>'
        "</li></ol></li><li><p>mục %1.</p></li></ol>",
    ),
    "law in Word for the web": (
        web_item(1, "Điều %1.", 4)
        + web_item(2, "%1.%2.", 2)
        + web_item(3, "%3)", 4, "lower-alpha")
        + web_item(1, "%1.", 14, "upper-roman"),
        "<p>Điều 4. mục Điều %1.</p><p>4.2. mục %1.%2.</p><p>d) mục %3)</p><p>XIV. mục %1.</p>",
    ),
    "letters of symbol fonts": (
        "".join(
            f"<p style='mso-list:l0 level1 lfo1'><span style='font-family:Wingdings'><span style='mso-list:Ignore'>"
            f"{label}<span>&nbsp; </span></span></span>mục {label}</p>"
            for label in "un"
        ),
        "<ul><li><p>mục u</p></li><li><p>mục n</p></li></ul>",
    ),
    "bullet without text": ("<p>•</p><p>Một</p>", "<p>Một</p>"),
    "law": (
        word_list((1, "Điều 1."), (1, "1."))
        + "<p class=MsoNormal>Hồ sơ gồm:</p>"
        + word_list((2, "a)"), (2, "đ)"), (1, "2."), (1, "I."), (2, "1.1."), (3, "-")),
        "<p>Điều 1. mục Điều 1.</p><p>1. mục 1.</p><p>Hồ sơ gồm:</p><p>a) mục a)</p><p>đ) mục đ)</p><p>2. mục 2.</p>"
        "<p>I. mục I.</p><p>1.1. mục 1.1.</p><ul><li><p>mục -</p></li></ul>",
    ),
    "plain numbers": (
        word_list((1, "3."), (1, "4."), (2, "·")) + "<p>Xen giữa</p>" + word_list((1, "5."), (1, "1.")),
        '<ol data-type="decimal" start="3"><li><p>mục 3.</p></li><li><p>mục 4.</p><ul><li><p>mục ·</p></li></ul></li>'
        '</ol><p>Xen giữa</p><ol data-type="decimal" start="5"><li><p>mục 5.</p></li></ol>'
        '<ol data-type="decimal"><li><p>mục 1.</p></li></ol>',
    ),
    "deep item first": (
        word_list((2, "1."), (2, "2.")),
        '<ol data-type="decimal"><li><p>mục 1.</p></li><li><p>mục 2.</p></li></ol>',
    ),
    "start and letters": (
        '<ol start="3"><li>ba</li></ol><ol><li style="list-style-type:lower-alpha">a</li></ol>',
        '<ol data-type="decimal" start="3"><li><p>ba</p></li></ol>'
        '<ol data-type="lower-alpha" type="a"><li><p>a</p></li></ol>',
    ),
    "list in a list": (
        "<ul><li>một</li><ul><li>hai</li></ul><li></li><li><ul><li>ba</li></ul></li><li><h3>bốn</h3></li></ul>",
        "<ul><li><p>một</p><ul><li><p>hai</p></li></ul></li><li><p>ba</p></li><li><p>bốn</p></li></ul>",
    ),
    "bullet characters": (
        '<p>Gồm:<br>• một</p><p>·&nbsp;&nbsp; hai</p><p><span style="font-family:Wingdings">ü<span>&nbsp; </span>'
        "</span>ba</p><p>- bốn</p>",
        "<p>Gồm:</p><ul><li><p>một</p></li><li><p>hai</p></li><li><p>ba</p></li></ul><p>- bốn</p>",
    ),
}


CASES = LINES | LINKS | MARKS | PARTS | LISTS


@pytest.mark.parametrize(("html", "stored"), CASES.values(), ids=CASES)
def test_paste(empty_page, html, stored):
    paste_html(empty_page, html)
    expect_html(empty_page, stored)


def test_paste_of_plain_text_keeps_lines(empty_page):
    paste_html(empty_page, "", text="Một\nHai xong.Do vậy\n\nxa.gov.vn")
    expect_html(empty_page, '<p>Một</p><p>Hai xong.Do vậy</p><p><a href="https://xa.gov.vn">xa.gov.vn</a></p>')


@pytest.mark.parametrize(
    ("html", "href"),
    [("https://a.vn/b", "https://a.vn/b"), (f'<a href="{TARGET}">dichvucong.gov.vn</a>', TARGET)],
)
def test_paste_of_address_over_selection_links_it(empty_page, html, href):
    empty_page.keyboard.type("Xem")
    empty_page.keyboard.press("Control+a")
    paste_html(empty_page, html)
    expect_html(empty_page, f'<p><a href="{href}">Xem</a></p>')


@pytest.mark.parametrize("text", ["thúc.Do ", "3.Cam ", "danh-sach.zip ", "xong.to "])
def test_typing_makes_no_link_of_other_text(empty_page, text):
    empty_page.keyboard.type(f"{text}vậy")
    expect_html(empty_page, f"<p>{text}vậy</p>")


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("xa.gov.vn", "https://xa.gov.vn"),
        ("www.xa.vn", "https://www.xa.vn"),
        ("http://a.do/b", "http://a.do/b"),
        ("a@xa.gov.vn", "mailto:a@xa.gov.vn"),
    ],
)
def test_typing_makes_link_of_address(empty_page, text, href):
    empty_page.keyboard.type(f"{text} vậy")
    expect_html(empty_page, f'<p><a href="{href}">{text}</a> vậy</p>')


def test_photo_row_goes_after_paragraph_of_caret(empty_page):
    photo = factories.image_file((900, 600)).getvalue()
    empty_page.set_input_files("#id_new_photos", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo}])
    wait_for_uploads(empty_page, 1)
    key = empty_page.locator("#photos-group .sv-card").get_attribute("data-card")
    get_editor(empty_page).click()
    empty_page.keyboard.type("Một câu")
    for _ in range(4):
        empty_page.keyboard.press("ArrowLeft")
    insert_photo_row(empty_page, 1)
    expect_html(empty_page, f'<p>Một câu</p><figure data-photos="{key}"></figure>')
