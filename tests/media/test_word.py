import pytest
from django.core.exceptions import ValidationError

from saovang.media.word import Picture, read_picture, read_word
from saovang.media.word.document import format_number
from tests.word_files import cell, link, paragraph, picture, row, run, table, word_file


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
