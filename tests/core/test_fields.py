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
