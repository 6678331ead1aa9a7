import re

import pytest

from saovang.core.fields import RichTextField


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
