import re

import pytest

from saovang.core.blocks import render_blocks
from saovang.core.fields import LONG_HTML, RichTextField

URL = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
CARD = f'<p class="video"><a href="{URL}">Lễ hội &amp; chợ</a></p>'
UNNAMED_CARD = f'<p class="video"><a href="{URL}">Video trên YouTube</a></p>'


@pytest.mark.parametrize(
    "html",
    [
        "<aside><p><strong>Lưu ý:</strong> a</p><ul><li><p>b</p></li></ul></aside>",
        "<details><summary>Hồ sơ</summary><p>a</p><table><tbody><tr><td><p>b</p></td></tr></tbody></table></details>",
        f"<details><summary>Xem &lt;b&gt;</summary><aside><p>a</p></aside>{CARD}</details>",
        '<p><a href="/x" class="button">Nộp hồ sơ</a> hoặc <a href="/y">hỏi</a></p>',
        "<p>a</p><hr><p>b</p>",
        CARD,
    ],
)
def test_blocks_are_stored_as_written(html):
    assert RichTextField().sanitize(html) == html


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<details><p>a</p></details>", "<details><summary>Xem thêm</summary><p>a</p></details>"),
        ("<details open><summary> . </summary>a</details>", "<details><summary>Xem thêm</summary>a</details>"),
        (
            '<details><p>a</p><summary>T<a href="/x"><em>ê</em></a>n</summary></details>',
            "<details><summary>Tên</summary><p>a</p></details>",
        ),
        (
            "<details><summary>A</summary><summary>B</summary></details><summary>C</summary>",
            "<details><summary>A</summary><p>B</p></details><p>C</p>",
        ),
        (
            "<details><summary>A</summary><details><summary>B</summary><p>b</p></details></details>",
            "<details><summary>A</summary><p>B</p><p>b</p></details>",
        ),
        ("<ul><li><details><summary>A</summary>a</details></li></ul>", "<ul><li><p>A</p>a</li></ul>"),
        ("<aside><aside><p>a</p></aside></aside>", "<aside><p>a</p></aside>"),
        ("<blockquote><aside><p>a</p></aside></blockquote>", "<blockquote><p>a</p></blockquote>"),
        ('<aside class="x" hidden><p>a</p></aside><aside> <p></p></aside>', "<aside><p>a</p></aside>"),
        ("<aside><p>&nbsp;</p></aside>", ""),
        (f"<aside>{CARD}</aside>", f'<aside><p><a href="{URL}">Lễ hội &amp; chợ</a></p></aside>'),
        ('<p class="video"><a href="youtu.be/dQw4w9WgXcQ?si=x"></a></p>', UNNAMED_CARD),
        ('<p class="video"><a href="youtu.be/dQw4w9WgXcQ">.</a></p>', UNNAMED_CARD),
        ('<p class="video">a <a href="/x">b</a></p>', '<p>a <a href="/x">b</a></p>'),
        ('<p class="video hidden">a</p><p class="hidden">b</p>', "<p>a</p><p>b</p>"),
        (
            '<p><a class="button hidden" href="/x">a</a> <a class="button">b</a></p>',
            '<p><a href="/x">a</a> <a>b</a></p>',
        ),
    ],
)
def test_blocks_are_repaired(html, stored):
    sanitized = RichTextField().sanitize(html)
    assert sanitized == stored
    assert RichTextField().sanitize(str(sanitized) + " ") == stored + " "


@pytest.mark.parametrize("rest", ["", f"<p>{'a' * LONG_HTML}</p>"])
@pytest.mark.parametrize(
    "iframe",
    [
        '<iframe width="560" src="https://www.youtube.com/embed/dQw4w9WgXcQ?si=x" allowfullscreen></iframe>',
        '<p style="x"><IFRAME data-src=//www.youtube-nocookie.com/embed/dQw4w9WgXcQ src="about:blank"></IFRAME></p>',
    ],
)
def test_iframe_of_video_becomes_card(iframe, rest):
    assert RichTextField().sanitize(f"<p>a</p>{iframe}{rest}") == f"<p>a</p>{UNNAMED_CARD}{rest}"


def test_iframe_of_facebook_becomes_card_and_others_are_dropped():
    iframe = '<iframe src="https://www.facebook.com/plugins/video.php?href={}&amp;width=500"></iframe>'
    html = iframe.format("https%3A%2F%2Fwww.facebook.com%2Fxa%2Fvideos%2F123456%2F")
    card = '<p class="video"><a href="https://www.facebook.com/xa/videos/123456/">Video trên Facebook</a></p>'
    assert RichTextField().sanitize(html) == card
    assert RichTextField().sanitize('<p>a</p><iframe src="https://abc.vn/"></iframe>') == "<p>a</p>"


def test_render_blocks_adds_platform_roles_and_anchors():
    html = render_blocks(
        f"<aside><p>a</p></aside>{CARD}"
        "<details><summary>Hồ sơ</summary>b</details><details><summary>Hồ sơ</summary>c</details>"
    )
    assert '<aside class="callout" role="note"><p>a</p></aside>' in html
    assert f'<a href="{URL}"><b>Lễ hội &amp; chợ</b> <span>Mở trên YouTube</span></a>' in html
    assert re.findall(r'</summary><div id="([\w-]+)">\w</div></details>', html) == ["phan-ho-so", "phan-ho-so--2"]


def test_many_blocks_are_repaired_and_rendered_in_linear_time():
    html = "<details><summary>a</summary><p><em>b</em></p></details>" * 6000
    assert RichTextField().sanitize(html) == html
    assert '<div id="phan-a--6000">' in render_blocks(html)
