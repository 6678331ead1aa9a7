import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from saovang.core import links
from saovang.core.fields import LONG_HTML, RichTextField
from saovang.core.limits import TooComplexError


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<p>Hạn <s>31/12</s> 15/11</p>", None),
        ('<ol start="3"><li><p>ba</p></li></ol>', None),
        ('<ol type="a"><li><p>a</p></li></ol>', None),
        ('<p><s style="color:red" onclick="x()">a</s></p>', "<p><s>a</s></p>"),
        ('<ol onclick="x()"><li style="x"><p>a</p></li></ol>', "<ol><li><p>a</p></li></ol>"),
    ],
)
def test_rich_text_sanitizer_keeps_tags_of_editor(html, stored):
    assert RichTextField().sanitize(html) == (stored or html)


@pytest.mark.parametrize(
    ("attributes", "stored"),
    [
        ('colspan="2" rowspan="3"', ' colspan="2" rowspan="3"'),
        ('colspan="2000000000" rowspan="99999"', ' colspan="63" rowspan="999"'),
        (f'colspan="{"9" * 5000}"', ' colspan="63"'),
        ('colspan="-1" rowspan="0"', ""),
        ('colspan="٣" rowspan="1e9"', ""),
    ],
)
def test_cell_spans_no_more_than_a_table_has(attributes, stored):
    html = '<table><tbody><tr><td{}>Đo <s>colspan="2000000000"</s> ô</td></tr></tbody></table>'
    assert RichTextField().sanitize(html.format(f" {attributes}")) == html.format(stored)


@pytest.mark.parametrize(("start", "stored"), [("12", "12"), ("2000000000", "9999")])
def test_list_starts_at_a_number_that_fits(start, stored):
    html = '<ol start="{}"><li><p>ba</p></li></ol>'
    assert RichTextField().sanitize(html.format(start)) == html.format(stored)


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<p>Le\u0302\u0303 h\u00adội \u202exã</p>", "<p>Lễ hội xã</p>"),
        ("<p>L&#x1ec5; h&shy;ội&#x202e;</p>", "<p>Lễ hội</p>"),
        ("<p>Một\vhai\u2028ba</p>", "<p>Một<br>hai<br>ba</p>"),
        ("<p>10\u00a0km</p>", "<p>10&nbsp;km</p>"),
        ("<p>Cộng hо\u0430, Ðảng, 𝐱ã</p>", "<p>Cộng hoa, Đảng, xã</p>"),
        (
            '<p><a href="/tin\u200b-tuc/" rel="noopener noreferrer">tin</a></p>',
            '<p><a href="/tin-tuc/" rel="noopener noreferrer">tin</a></p>',
        ),
        ("<p>＜b＞ ＆amp; ＂</p>", '<p>&lt;b&gt; &amp;amp; "</p>'),
    ],
)
def test_rich_text_has_clean_characters(html, stored):
    field = RichTextField()
    assert field.sanitize(html) == stored
    assert field.sanitize(stored) == stored


@pytest.mark.parametrize(
    "html",
    [
        '<a href="java\u200bscript:alert(1)">a</a>',
        '<a href="ｊａｖａｓｃｒｉｐｔ：alert(1)">a</a>',
        "＜script＞alert(1)＜/script＞",
        '<a href="/" title="＂ onclick=alert(1)">a</a>',
        "<\u200bscript>alert(1)<\u200b/script>",
        "&\u200blt;script&\u200bgt;alert(1)",
        "𝐉avascript:<\ufeffimg src=x onerror=alert(1)>",
    ],
)
def test_rich_text_is_sanitized_after_cleaning(html):
    sanitized = RichTextField().sanitize(html)
    assert not re.search(r'<script|<img|javascript:alert|"\s*onclick', sanitized)
    assert RichTextField().sanitize(sanitized) == sanitized


HIDDEN = [
    '<p style="display:none" class="x" id="y" hidden>a</p>',
    '<p><span style="font-size:0;color:#fff">a</span></p>',
    '<p><font size="0" color="white">a</font></p>',
    '<div style="position:absolute;left:-9999px"><p>a</p></div>',
    '<p><a class="hidden" style="opacity:0" tabindex="-1" aria-hidden="true" width="0" href="/b">a</a></p>',
    '<table width="0" height="0" bgcolor="white"><tr><td style="width:0" class="h" width="0">a</td></tr></table>',
    "<details><p>a</p></details>",
    "<noscript><p>a</p></noscript><template>a</template><dialog>a</dialog><marquee>a</marquee>",
    '<style>p{display:none}</style><link rel="stylesheet" href="//b.vn/a.css"><p>a</p>',
    '<h2 align="right" style="text-indent:-999em">a</h2>',
    '<ul class="h"><li style="height:0">a</li></ul>',
    '<svg width="0"><text>a</text></svg>',
]


def rich_text_fields() -> list[RichTextField]:
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    return [field for field in fields if isinstance(field, RichTextField)]


def test_rich_text_fields_are_all_found():
    assert {str(field) for field in rich_text_fields()} == {"news.Article.body", "pages.Page.body"}


@pytest.mark.parametrize("field", rich_text_fields(), ids=str)
@pytest.mark.parametrize("html", HIDDEN)
def test_rich_text_stores_nothing_that_hides(field, html):
    stored = field.sanitize(html)
    attributes = set(re.findall(r'([\w-]+)="', stored))
    tags = set(re.findall(r"<(\w+)", stored))
    assert attributes <= {"href", "rel"}
    assert tags <= {"a", "details", "h2", "li", "p", "summary", "table", "tbody", "td", "tr", "ul"}
    assert stored.count("<details>") == len(re.findall(r"<details><summary>\w", stored))


@pytest.mark.parametrize("field", rich_text_fields(), ids=str)
@pytest.mark.parametrize(
    "content",
    ["", " ", "&nbsp;", ".", "…", "\u200b", "\u2800", "\u00ad", "<br>", "<sub>.</sub>", "<strong> </strong>", " | "],
)
def test_link_that_nobody_sees_is_not_stored(field, content):
    stored = field.sanitize(f'<p>Tin <a href="https://abc.com/">{content}</a> xã</p>')
    assert "abc.com" not in stored
    assert "<a" not in stored
    assert field.sanitize(stored) == stored


@pytest.mark.parametrize("content", ["a", "1", "đây", "👉", "→", "<strong>Tải về</strong>"])
def test_visible_link_is_stored(content):
    html = f'<p><a href="https://abc.com/" rel="noopener noreferrer">{content}</a></p>'
    assert RichTextField().sanitize(html) == html


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<p>x<sub>3<sup>4</sup></sub></p>", None),
        (f"<p>{'<sub>' * 40}a{'</sub>' * 40}</p>", "<p><sub><sub>a</sub></sub></p>"),
        (f"<p>{'<sup><sub>' * 20}a{'</sub></sup>' * 20}</p>", "<p><sup><sub>a</sub></sup></p>"),
        ("<blockquote>" * 60 + "<p>a</p>" + "</blockquote>" * 60, f"{'<blockquote>' * 3}<p>a</p>{'</blockquote>' * 3}"),
        (f"{'<ul><li>' * 6}a{'</li></ul>' * 6}", None),
        ("<ul><li>" * 7 + "a" + "</li></ul>" * 7, f"{'<ul><li>' * 6}</li><li>a{'</li></ul>' * 6}"),
    ],
)
def test_deep_nesting_that_shrinks_or_indents_is_not_stored(html, stored):
    assert RichTextField().sanitize(html) == (stored or html)


def test_many_links_are_cleaned_in_linear_time():
    html = "<p>" + '<a href="https://abc.com/">.</a>' * 10_000 + "</p>"
    assert RichTextField().sanitize(html) == f"<p>{'.' * 10_000}</p>"


def test_rich_text_is_sanitized_once_by_the_same_field():
    field, other = RichTextField(), RichTextField(extensions={"Bold": True})
    sanitized = field.sanitize("<p><em>a</em><script>b</script></p>")
    assert field.sanitize(sanitized) is sanitized
    assert other.sanitize(sanitized) == "<p>a</p>"
    assert field.sanitize(sanitized + "<script>b</script>") == sanitized


@pytest.mark.parametrize("tag", ["strong", "em"])
def test_rich_text_bounds_depth(tag):
    assert RichTextField().sanitize(f"<{tag}>" * 99 + "a").startswith(f"<{tag}>")
    for html in (f"<{tag}>" * 101 + "a", f"<{tag}>" * 9000 + "a"):
        with pytest.raises(TooComplexError):
            RichTextField().sanitize(html)


@pytest.mark.parametrize("tag", ["ul", "blockquote"])
def test_rich_text_of_long_nested_blocks_is_refused(tag):
    with pytest.raises(TooComplexError):
        RichTextField().sanitize(f"<{tag}>" * 9000)


def test_rich_text_bounds_length_before_and_after():
    for html in ("a" * 400_001, "&" * 100_000):
        with pytest.raises(ValidationError, match="ký tự kể cả mã trình bày, nhiều nhất"):
            RichTextField().sanitize(html)
    long = "<p>Có <em>chữ</em> &amp; số.</p>" * 10_000
    assert RichTextField().sanitize(long) == long


@pytest.mark.parametrize("text", ["a", "a" * LONG_HTML])
def test_rich_text_refuses_link_without_target(text):
    """Although the sanitizer would drop it silently, from a short text and from a long one."""
    for href in ("javascript:alert(1)", "bao-cao.docx"):
        html = f'<p><a href="/">a</a> <a href="{href}">{text}</a></p>'
        for clean in (RichTextField().formfield().clean, lambda html: RichTextField().clean(html, None)):
            with pytest.raises(ValidationError, match=f"“{re.escape(href)}” không phải là địa chỉ để dẫn tới"):
                clean(html)


def test_rich_text_of_links_checks_length_first(monkeypatch):
    monkeypatch.setattr(links, "find_hrefs", lambda html: pytest.fail("too long to be parsed"))
    with pytest.raises(ValidationError, match=r"nhiều nhất 400\.000"):
        RichTextField().clean("<br" * 140_000, None)
