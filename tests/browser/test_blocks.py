"""Callouts, folded parts, buttons and video cards in the editor."""

from tests.browser.editor import expect_html, paste_html
from tests.video_addresses import VIDEO_ADDRESSES

FIND = """async (texts) => {
    const { getVideo } = await import("saovang/videos")
    return texts.map((text) => getVideo(text)).map((video) => video && [video.platform, video.url])
}"""
URL = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def test_blocks_are_written_by_keyboard(empty_page):
    addresses = [text for text, _ in VIDEO_ADDRESSES]
    found = [tuple(video) if video else None for video in empty_page.evaluate(FIND, addresses)]
    assert list(zip(addresses, found, strict=True)) == VIDEO_ADDRESSES

    def insert(name: str) -> None:
        empty_page.locator(".prose-menubar [data-name=insert]").press("Enter")
        empty_page.locator(f".prose-menubar [data-name={name}]").press("Enter")

    def write(*lines: str) -> None:
        for line in lines:
            empty_page.keyboard.type(line)
            empty_page.keyboard.press("Enter")

    insert("callout")
    write("bản gốc", "")  # Enter in an empty paragraph leaves the callout, and the folded part
    insert("details")
    write("Hồ sơ", "Tờ khai", "")
    insert("buttonLink")
    empty_page.fill("#link-href", "/x")
    empty_page.keyboard.press("Enter")
    write("")
    paste_html(empty_page, "", "https://youtu.be/dQw4w9WgXcQ?si=x")
    write("Lễ hội")
    paste_html(empty_page, '<p>Một</p><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe><p>Hai</p>')
    expect_html(
        empty_page,
        "<aside><p><strong>Lưu ý:</strong> bản gốc</p></aside>"
        "<details><summary>Hồ sơ</summary><p>Tờ khai</p></details>"
        f'<p><a class="button" href="/x">Nộp hồ sơ</a></p><p class="video"><a href="{URL}">Lễ hội</a></p>'
        f'<p>Một</p><p class="video"><a href="{URL}"></a></p><p>Hai</p>',
    )
