"""Uploaded SVG drawings: what is stored, what is left out and what is refused."""

import io

import pytest
from django.core.exceptions import ValidationError

from saovang.media.svg import MAX_BYTES, clean_svg


def svg(content: str = "", attributes: str = 'viewBox="0 0 120 8"', head: str = "") -> io.BytesIO:
    return io.BytesIO(f'{head}<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{content}</svg>'.encode())


def test_clean_svg_keeps_shapes_and_colors():
    shapes = '<g fill="#b3151b" transform="translate(1, 2)"><path d="M0 0h120v8z" /><circle cx="1" cy="2" r="3" /></g>'
    cleaned = clean_svg(svg(shapes))
    assert cleaned == (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 8" width="120" height="8">{shapes}</svg>'
    )
    assert clean_svg(io.BytesIO(cleaned.encode())) == cleaned


def test_clean_svg_leaves_out_what_programs_add():
    cleaned = clean_svg(
        svg(
            "<!-- Inkscape --><title>Đồi</title><metadata/><defs><filter/></defs><i:grid/>"
            '<path id="a" class="b" i:label="c" style="fill:red;-inkscape-font:x;stroke-width:2" d="M0 0"/>',
            'viewBox="0 0 1 1" xmlns:i="http://www.inkscape.org/" width="9cm"',
            '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">',
        )
    )
    assert cleaned.partition(">")[2] == '<path d="M0 0" fill="red" stroke-width="2" /></svg>'


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        '<image href="https://example.com/a.png"/>',
        '<use href="#a"/>',
        '<a href="/"><path d="M0 0"/></a>',
        "<foreignObject/>",
        "<style>path{fill:url(https://example.com)}</style>",
        "<text>Xã</text>",
        '<animate attributeName="d"/>',
        '<path onload="alert(1)" d="M0 0"/>',
        '<path d="M0 0" fill="url(#a)"/>',
        '<path d="M0 0" style="fill:URL(https://example.com/a)"/>',
        '<path d="M0 0" fill="&quot;&gt;&lt;script&gt;"/>',
        '<path xmlns:x="http://www.w3.org/1999/xlink" x:href="#a"/>',
        "<g>" * 500 + "</g>" * 500,
    ],
)
def test_clean_svg_refuses_what_loads_or_runs(content):
    with pytest.raises(ValidationError, match="mà trang không nhận"):
        clean_svg(svg(content))


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (io.BytesIO(b""), "broken"),
        (io.BytesIO(b"GIF89a"), "broken"),
        (io.BytesIO(b'<?xml version="1.0" encoding="x"?><svg/>'), "broken"),
        (svg("&a;", head='<!DOCTYPE svg [<!ENTITY a "b">]>'), "broken"),
        (io.BytesIO(b"<html/>"), "not_svg"),
        (svg("<path/>", ""), "view_box"),
        (svg("<path/>", 'viewBox="0 0 0 nan"'), "view_box"),
        (svg(" " * MAX_BYTES), "too_heavy"),
    ],
)
def test_clean_svg_refuses_other_files(upload, code):
    with pytest.raises(ValidationError) as error:
        clean_svg(upload)
    assert error.value.code == code
