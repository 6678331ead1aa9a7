import io
import zipfile
from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from saovang.media.word import Picture, read_picture, read_word
from saovang.media.word.document import MC, format_number
from saovang.media.word.html import HtmlReader
from tests import bombs
from tests.word_files import NAMESPACES, cell, level, link, paragraph, picture, row, run, table, word_file


def read(*blocks, **options):
    return read_word(word_file(*blocks, **options))


def test_title_headings_and_marks_are_kept():
    text = read(
        paragraph("Tin của xã", style="Title"),
        paragraph("Một", style="Heading1"),
        paragraph("Hai", style="Heading2"),
        paragraph(
            "Chữ ", run("đậm", "<w:b/>"), run(" nghiêng", "<w:i/>"), run("2", '<w:vertAlign w:val="superscript"/>')
        ),
        paragraph(link("trang", "trang này")),
        links={"trang": "https://example.vn/?a=1&amp;b=2"},
    )
    assert text.title == "Tin của xã"
    assert text.html == (
        "<h2>Một</h2><h2>Hai</h2><p>Chữ <strong>đậm</strong><em> nghiêng</em><sup>2</sup></p>"
        '<p><a href="https://example.vn/?a=1&amp;b=2">trang này</a></p>'
    )


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ([paragraph("Một", style="Heading1"), paragraph("Chữ")], "Một"),
        ([paragraph(run("THÔNG BÁO", "<w:b/>")), paragraph("Chữ")], "THÔNG BÁO"),
        ([paragraph("Chữ"), paragraph(run("Đậm", "<w:b/>"))], ""),
        ([paragraph(run("a" * 201, "<w:b/>"))], ""),
        ([], ""),
    ],
)
def test_title_without_its_style(blocks, title):
    assert read(*blocks).title == title


def test_numbers_of_lists_are_kept():
    text = read(
        paragraph("Một", numbering=(1, 0)),
        paragraph("Nhỏ", numbering=(1, 1)),
        paragraph("Hai", numbering=(1, 0)),
        paragraph("Giữa"),
        paragraph("Ba", numbering=(1, 0)),
        paragraph("Bảy", numbering=(5, 0)),
        paragraph("Chấm", numbering=(3, 0)),
        paragraph("Phần", numbering=(4, 0)),
    )
    assert text.html == (
        '<ol><li><p>Một</p></li></ol><p>a) Nhỏ</p><ol start="2"><li><p>Hai</p></li></ol><p>Giữa</p>'
        '<ol start="3"><li><p>Ba</p></li></ol><ol start="7"><li><p>Bảy</p></li></ol>'
        "<ul><li><p>Chấm</p></li></ul><p>I. Phần</p>"
    )


def test_list_styles_of_word_are_nested():
    text = read(
        paragraph("Một", style="ListNumber"),
        paragraph("Nhỏ", style="ListNumber2"),
        paragraph("Chấm", style="ListBullet3"),
        paragraph("Nhỏ nữa", style="ListNumber2"),
        paragraph("Hai", style="ListNumber"),
    )
    assert text.html == (
        "<ol><li><p>Một</p><ol><li><p>Nhỏ</p><ul><li><p>Chấm</p></li></ul></li><li><p>Nhỏ nữa</p></li></ol></li>"
        "<li><p>Hai</p></li></ol>"
    )


def test_list_style_without_a_list_around_it():
    text = read(paragraph("Mở đầu"), paragraph("Chấm", style="ListBullet3"), paragraph("Chấm", style="ListBullet3"))
    assert text.html == "<p>Mở đầu</p><ul><li><p>Chấm</p></li><li><p>Chấm</p></li></ul>"


def test_articles_of_law_are_numbered_in_words():
    text = read(
        paragraph("Phạm vi", style="Dieu"),
        paragraph("Khoản", numbering=(2, 1)),
        paragraph("Đối tượng", style="Dieu"),
        paragraph("Khoản", numbering=(2, 1)),
    )
    assert text.html == "<p>Điều 1. Phạm vi</p><p>1.1. Khoản</p><p>Điều 2. Đối tượng</p><p>2.1. Khoản</p>"


@pytest.mark.parametrize(
    ("number", "format", "text"),
    [
        (3, "lowerLetter", "c"),
        (28, "upperLetter", "BB"),
        (14, "lowerRoman", "xiv"),
        (4, "decimalZero", "04"),
        (4, "thai", "4"),
    ],
)
def test_format_number(number, format, text):
    assert format_number(number, format) == text


def test_table_keeps_header_and_spans():
    text = read(
        table(
            row(cell(paragraph("TT")), cell(paragraph("Việc"), properties='<w:gridSpan w:val="2"/>'), is_header=True),
            row(cell(paragraph("1")), cell(paragraph("Một"), paragraph("Hai")), cell()),
        )
    )
    assert text.html == (
        '<table><tbody><tr><th><p>TT</p></th><th colspan="2"><p>Việc</p></th></tr>'
        "<tr><td><p>1</p></td><td><p>Một</p><p>Hai</p></td><td><p></p></td></tr></tbody></table>"
    )


@pytest.mark.parametrize(("second", "tag"), [("Việc", "th"), ("Độc lập - Tự do - Hạnh phúc", "td")])
def test_bold_first_row_is_the_header(second, tag):
    bold = [cell(paragraph(run(text, "<w:b/>"))) for text in ("TT", second)]
    html = read(table(row(*bold), row(cell(paragraph("1")), cell(paragraph("Một"))))).html
    assert html.startswith(f"<table><tbody><tr><{tag}>")


def test_pictures_stand_where_they_stood_with_captions():
    text = read(
        paragraph("Trước"),
        paragraph(picture(1, "Bà con đi chợ"), picture(2, "Ảnh 2")),
        paragraph("Ảnh: chợ phiên"),
        paragraph("Giữa ", picture(3)),
        paragraph("Chú thích", style="Caption"),
        paragraph("Sau"),
        pictures={1: "jpg", 2: "jpg", 3: "jpg"},
    )
    assert text.html == (
        '<p>Trước</p><figure data-photos="0 1"></figure><p>Giữa</p><figure data-photos="2"></figure><p>Sau</p>'
    )
    assert text.pictures == [
        Picture("word/media/image1.jpg", "Bà con đi chợ"),
        Picture("word/media/image2.jpg", "", "Ảnh: chợ phiên"),
        Picture("word/media/image3.jpg", "", "Chú thích"),
    ]


def test_picture_used_again_stands_once_and_is_said():
    text = read(paragraph(picture(1)), paragraph("Giữa"), paragraph(picture(1)), pictures={1: "jpg"})
    assert text.html == '<figure data-photos="0"></figure><p>Giữa</p>'
    assert text.lost == {"ảnh lặp lại": 1}


def test_table_that_arranges_pictures_becomes_rows():
    text = read(
        table(
            row(cell(paragraph(picture(1))), cell(paragraph(picture(2)))),
            row(cell(paragraph("Cổng làng")), cell(paragraph("Sân đình"))),
        ),
        pictures={1: "jpg", 2: "jpg"},
    )
    assert text.html == '<figure data-photos="0 1"></figure>'
    assert [each.caption for each in text.pictures] == ["Cổng làng", "Sân đình"]


def test_what_cannot_come_is_counted():
    text = read(
        paragraph(picture(1), picture(2, size=100_000), "Chữ"),
        paragraph("<w:r><c:chart/></w:r>", "<m:oMath><m:r/></m:oMath>"),
        paragraph("Mục lục", style="TOC1"),
        pictures={1: "emf", 2: "jpg"},
    )
    assert text.html == "<p>Chữ</p>"
    assert text.lost == {"ảnh": 1, "biểu đồ": 1, "công thức": 1}


def test_footnotes_stand_at_the_end():
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Nguồn</w:t></w:r></w:p></w:footnote>'
    text = read(paragraph("Chữ", '<w:r><w:footnoteReference w:id="2"/></w:r>'), footnotes=note)
    assert text.html == "<p>Chữ<sup>[1]</sup></p><p>[1] Nguồn</p>"


def test_footnote_mark_is_raised_once():
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Nguồn</w:t></w:r></w:p></w:footnote>'
    assert read(paragraph("Chữ", mark), footnotes=note).html == "<p>Chữ<sup>[1]</sup></p><p>[1] Nguồn</p>"


def test_old_fonts_become_unicode():
    old = run("Céng hßa x· héi chñ nghÜa", '<w:rFonts w:ascii=".VnTime"/>')
    assert (
        read(paragraph(old), paragraph("§éc lËp", style="Cu")).html == "<p>Cộng hòa xã hội chủ nghĩa</p><p>Độc lập</p>"
    )


def test_read_picture_returns_the_bytes_of_one():
    file = word_file(paragraph(picture(1)), pictures={1: "jpg"})
    assert read_picture(file, "word/media/image1.jpg").startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("document", [b"<a", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"", b"<a/>"])
def test_damaged_document_is_refused(document):
    with pytest.raises(ValidationError) as caught:
        read(**{"word/document.xml": document})
    assert caught.value.code == "broken"


def test_markup_in_text_stays_text():
    text = read(paragraph("1 &lt; 2 &amp;amp; &lt;script&gt;", link("xau", "x")), links={"xau": "javascript:alert(1)"})
    assert "<script>" not in text.html
    assert "&lt;script&gt;" in text.html


def shape(*content: str) -> str:
    """Return a run with a shape, as programs write it that keep nothing for old versions of Word."""
    return (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>'
        '<w:drawing><wp:anchor><a:graphic><a:graphicData><shape xmlns="a">'
        f"{''.join(content)}</shape></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        "</mc:AlternateContent></w:r>"
    )


CONTENTS = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'


def wrapped(name: str, *content: str) -> str:
    return f"<w:{name}>{''.join(content)}</w:{name}>"


@pytest.mark.parametrize(
    ("blocks", "html"),
    [
        ([paragraph(run("Thấy"), run("ẩn", "<w:vanish/>"))], "<p>Thấy</p>"),
        ([paragraph(run("\uf0fe", '<w:rFonts w:ascii="Wingdings"/>'), run(" Có"))], "<p>🗹 Có</p>"),
        ([paragraph("Thân", shape(wrapped("txbxContent", paragraph("Khung"))))], "<p>Thân</p><p>Khung</p>"),
        ([paragraph(wrapped("bdo", run("chữ ")), wrapped("dir", run("viết")))], "<p>chữ viết</p>"),
        ([paragraph("a"), paragraph("Mở đầu", style="Heading2", numbering=(1, 0))], "<p>a</p><h2>1. Mở đầu</h2>"),
        ([paragraph(wrapped("moveFrom", run("cũ")), numbering=(1, 0)), paragraph("mới", numbering=(1, 0))],
         "<ol><li><p>mới</p></li></ol>"),
        ([table(row(cell(paragraph("a"), table(row(cell(paragraph("b")), cell(paragraph("c")))))), row(cell()))],
         "<table><tbody><tr><td><p>a</p><p>b | c</p></td></tr><tr><td><p></p></td></tr></tbody></table>"),
        ([wrapped("sdt", CONTENTS,
                  wrapped("sdtContent", paragraph("Mục lục"))), paragraph("a")], "<p>a</p>"),
    ],
)  # fmt: skip
def test_text_is_kept_as_word_shows_it(blocks, html):
    assert read(*blocks).html == html


def test_cell_spans_no_more_than_a_table_has():
    wide = cell(paragraph("a"), properties='<w:gridSpan w:val="2000000000"/>')
    assert '<td colspan="63">' in read(table(row(wide), row(cell(paragraph("b"))))).html


def test_level_that_is_left_out_makes_no_empty_item():
    text = HtmlReader(Counter()).read("<ul><li>a<ul><li><ul><li>b</li></ul></li></ul></li></ul>")
    assert text.html == "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>"


def test_text_box_is_converted_once():
    old = paragraph("Céng hßa x· héi chñ nghÜa ViÖt Nam", style="Cu", numbering=(2, 0))
    boxes = paragraph("a", shape(wrapped("txbxContent", old)), style="Cu")
    assert read(boxes).html == "<p>a</p><p>Điều 1. Cộng hòa xã hội chủ nghĩa Việt Nam</p>"


def test_parts_that_are_missing_do_not_stop_the_rest():
    text = read(paragraph("a", picture(7), link("mat", "b"), '<w:r><w:footnoteReference w:id="9"/></w:r>'))
    assert (text.html, text.lost) == ("<p>ab</p>", {"ảnh": 1})


def test_pictures_of_a_group_come():
    part = picture(1)
    group = shape(part[part.index("<pic:pic>") : part.index("</a:graphicData>")])
    assert len(read(paragraph(group), pictures={1: "jpg"}).pictures) == 1


def test_text_below_several_pictures_of_a_table_is_kept():
    pictures = row(cell(paragraph(picture(1))), cell(paragraph(picture(2))))
    text = read(table(pictures, row(cell(paragraph("Chợ quê")))), pictures={1: "jpg", 2: "jpg"})
    assert [each.caption for each in text.pictures] == ["", "Chợ quê"]


@pytest.mark.parametrize(
    ("text", "caption"), [("Ảnh: Lan Anh", "Ảnh: Lan Anh"), ("Hình thức: trực tuyến", ""), ("Ảnh hưởng của bão", "")]
)
def test_caption_in_the_paragraph_of_the_picture(text, caption):
    assert read(paragraph(picture(1), run(text)), pictures={1: "jpg"}).pictures[0].caption == caption


def test_main_part_of_any_name_is_read():
    source = zipfile.ZipFile(word_file(paragraph("Một", numbering=(1, 0)), paragraph("Hai", style="Dieu")))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name).replace(b"word/document.xml", b"word/document2.xml")
            target.writestr(name.replace("word/document.xml", "word/document2.xml").replace(
                "word/_rels/document.xml", "word/_rels/document2.xml"), content)  # fmt: skip
    assert read_word(file).html == "<ol><li><p>Một</p></li></ol><p>Điều 1. Hai</p>"


@pytest.mark.parametrize(
    ("value", "html"), [("", "<p>A. a</p>"), ("x", "<p>A. a</p>"), ("9" * 9, f"<p>{'9' * 9}. a</p>")]
)
def test_first_number_of_any_value(value, html):
    numbering = (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">'
        f'{level(0, "upperLetter", "%1.", value)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        "</w:num></w:numbering>"
    )
    assert read(paragraph("a", numbering=(1, 0)), **{"word/numbering.xml": numbering}).html == html


@pytest.mark.parametrize("bomb", bombs.WORD)
def test_bomb_is_refused_with_a_reason(bomb):
    with pytest.raises(ValidationError) as caught:
        read(bombs.WORD[bomb])
    assert caught.value.code in ("too_large", "too_deep")


def field(instruction, text):
    runs = ("begin", f"<w:instrText>{instruction}</w:instrText>", "separate", run(text), "end")
    return (
        "".join(part if part.startswith("<") else f'<w:r><w:fldChar w:fldCharType="{part}"/></w:r>' for part in runs)
        .replace("<w:instrText>", "<w:r><w:instrText>")
        .replace("</w:instrText>", "</w:instrText></w:r>")
    )


def test_fields_keep_numbers_of_captions_and_links():
    text = read(
        paragraph(picture(1)),
        paragraph("Hình ", f'<w:fldSimple w:instr=" SEQ Hình ">{run("1")}</w:fldSimple>', ". Chợ", style="Caption"),
        paragraph(
            f"""<w:fldSimple w:instr='HYPERLINK "https://a.vn/x" \\l "y"'>{run("Một")}</w:fldSimple>""",
            field(' HYPERLINK "https://b.vn/" \\o "Mách" \\t "_blank" ', "hai"),
        ),
        pictures={1: "jpg"},
    )
    assert text.pictures[0].caption == "Hình 1. Chợ"
    assert text.html.endswith('<p><a href="https://a.vn/x#y">Một</a><a href="https://b.vn/">hai</a></p>')


def test_large_first_letter_stands_in_its_word():
    frame = '<w:p><w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>'
    assert read(f"{frame}{run('T')}</w:p>", paragraph("rong buổi lễ")).html == "<p>Trong buổi lễ</p>"


def test_picture_that_word_crops_is_said():
    crop = '<a:srcRect l="25000"/></pic:blipFill>'
    text = read(
        paragraph(picture(1).replace("</pic:blipFill>", crop)), paragraph(picture(2)), pictures={1: "jpg", 2: "jpg"}
    )
    assert len(text.pictures) == 2
    assert text.lost == {"chỗ cắt hoặc xoay ảnh": 1}


def test_line_and_tab_of_other_elements_part_words():
    assert read(paragraph("a", "<w:r><w:cr/></w:r>", "b", "<w:r><w:ptab/></w:r>", "c")).html == "<p>a<br>b\tc</p>"


def test_alternative_without_content_gives_way():
    choices = f"<mc:Choice>{run('chữ')}</mc:Choice><mc:Fallback/>"
    alternatives = f'<mc:AlternateContent xmlns:mc="{MC[1:-1]}">{choices}</mc:AlternateContent>'
    assert read(paragraph(alternatives)).html == "<p>chữ</p>"
