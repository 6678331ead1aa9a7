"""Pictures that are pasted or dropped with text: uploaded and placed, or counted in a sentence."""

import re
from base64 import b64encode

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.admin import start_session
from tests.browser.editor import create_article, expect_body, get_editor, paste, wait_for_uploads
from tests.browser.pages import click_and_wait
from tests.helpers import wait_until
from tests.media.test_files import PDF

LOST = "hãy lưu ảnh ra máy rồi kéo thả vào bài."


def picture(number: int, format: str = "PNG") -> bytes:
    return factories.image_file((300 + number, 200), format, f"#{number:02}6699").getvalue()


def data_image(number: int) -> str:
    return f'<img width=300 src="data:image/png;base64,{b64encode(picture(number)).decode()}">'


def rtf(*pictures: bytes | None) -> str:
    """Return RTF as Word writes it: each picture with its fallback as WMF; None is a WMF only."""
    groups = [
        (
            r"{\*\shppict{\pict{\*\picprop\shplid1025}\picscalex80\pngblip\bliptag-12{\*\blipuid 00ff}"
            + content.hex(" ", 40)
            + "}}"
        )
        if content
        else r"{\*\shppict{\pict\emfblip 0100}}"
        for content in pictures
    ]
    return (
        r"{\rtf1{\*\listpicture{\pict\pngblip 00}}{\header{\pict\pngblip 00}}"
        + "".join(rf"\par Chữ {group}{{\nonshppict{{\pict\wmetafile8 0100}}}}" for group in groups)
        + "}"
    )


FILE_IMAGE = '<img src="file:///C:/Users/a/clip_image00.png" v:shapes="_x0000_i1025">'


@pytest.fixture
def article(strict_shared_page: Page, portal) -> Page:
    """Return a page with the form of a new draft, the caret in its editor."""
    create_article(strict_shared_page, portal, "Bài có ảnh dán")
    get_editor(strict_shared_page).click()
    return strict_shared_page


def photo_keys(page: Page, number: int) -> list[str]:
    """Return the keys of the photos in the order of their pixel widths, which differ by `picture`."""
    wait_for_uploads(page, number)
    images = page.locator("#photos-group img[data-photo]").all()
    assert len(images) == number
    return [image.get_attribute("data-photo") for image in images]


def rows(*keys: str) -> str:
    return "".join(f'<figure data-photos="{key}"></figure>' for key in keys)


def test_pasted_screenshot_is_placed_after_paragraph(article):
    article.keyboard.type("Một câu")
    for _ in range(4):
        article.keyboard.press("ArrowLeft")
    paste(article, {}, [("image.png", "image/png", picture(1))])
    [key] = photo_keys(article, 1)
    expect_body(article, f"<p>Một câu</p>{rows(key)}<p></p>")
    article.keyboard.press("Control+z")
    article.keyboard.press("Control+z")
    expect_body(article, re.compile("^(?!.*figure)"))
    article.keyboard.press("Control+y")
    article.keyboard.press("Control+y")
    expect_body(article, re.compile(f"^(?!.*pending).*{rows(key)}"))


def test_copied_picture_of_other_site_comes_as_file(article):
    html = '<meta charset="utf-8"><img src="https://other.example/a.png" alt="Ảnh">'
    paste(article, {"text/html": html}, [("image.png", "image/png", picture(1))])
    [key] = photo_keys(article, 1)
    expect_body(article, f"{rows(key)}<p></p>")
    expect(article.locator(".sv-paste-note")).to_have_count(0)


def test_picture_of_pasted_text_is_not_uploaded(article):
    """Excel and Word put a picture of what is copied onto the clipboard too."""
    html = "<table><tr><td>Một</td><td>Hai</td></tr></table>"
    paste(article, {"text/html": html}, [("image.png", "image/png", picture(1))])
    expect_body(article, re.compile("^<table>.*Hai"))
    expect(article.locator("#photos-group .sv-cards li")).to_have_count(0)


def test_pasted_document_is_uploaded(article):
    article.keyboard.type("Một câu")
    paste(article, {}, [("ke-hoach.pdf", "application/pdf", PDF), ("image.png", "image/png", picture(1))])
    [key] = photo_keys(article, 1)
    expect_body(article, f"<p>Một câu</p>{rows(key)}<p></p>")
    expect(article.locator("#attachments-group .sv-card").get_by_label("Tên tệp")).to_have_value("ke-hoach")


def test_data_pictures_are_placed_where_they_stand(article):
    html = (
        f"<p>Một {data_image(1)} hai</p><ul><li>Ba {data_image(2)}</li><li>Bốn</li></ul>"
        f"<p>{data_image(3)}</p><p>Năm<img src='https://e.example/1.gif' width=1 height=1></p>"
        '<p>Sáu <img alt="😀" src="https://e.example/smile.png"></p>'
    )
    paste(article, {"text/html": html})
    wait_for_uploads(article, 3)
    body = (
        r"^<p>Một hai</p><figure data-photos=\"(\d+)\"></figure><ul><li><p>Ba</p></li><li><p>Bốn</p></li></ul>"
        r"<figure data-photos=\"(\d+)\"></figure><figure data-photos=\"(\d+)\"></figure><p>Năm</p><p>Sáu 😀</p>$"
    )
    expect_body(article, re.compile(body))
    keys = re.match(body, article.locator("#id_body").input_value()).groups()
    sizes = [
        article.locator(f'#photos-group img[data-photo="{key}"]').evaluate(
            "async (image) => { image.loading = 'eager'; await image.decode(); return image.naturalWidth }"
        )
        for key in keys
    ]
    assert sizes == sorted(set(sizes))
    expect(article.locator(".sv-paste-note")).to_have_count(0)


def test_pictures_that_cannot_come_are_counted(article):
    html = (
        f'<p>Một<img src="https://other.example/a.png"><img src="cid:1"><img src="blob:https://other.example/1">'
        f'<img src="data:image/svg+xml;base64,PHN2Zy8+">{FILE_IMAGE}<img src="data:image/png;base64,@@">'
        f'<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="></p>{data_image(1)}'
    )
    paste(article, {"text/html": html})
    [key] = photo_keys(article, 1)
    expect_body(article, f"<p>Một</p>{rows(key)}<p></p>")
    expect(article.locator(".sv-paste-note")).to_contain_text(f"Có 7 ảnh không dán vào được: {LOST}")
    paste(article, {"text/html": "<p>Hai</p>"})
    expect(article.locator(".sv-paste-note")).to_have_count(0)


def test_pictures_of_word_come_from_its_rtf(article):
    html = f"<p class=MsoNormal>Một</p><p>{FILE_IMAGE}</p><p>Hai</p><p>{FILE_IMAGE}</p><p>{FILE_IMAGE}</p>"
    paste(article, {"text/html": html, "text/rtf": rtf(picture(1), None, picture(2))})
    first, second = photo_keys(article, 2)
    expect_body(article, re.compile(f"^<p>Một</p>{rows(first)}<p>Hai</p>{rows(second)}(<p></p>)?$"))
    expect(article.locator(".sv-paste-note")).to_contain_text(f"Có 1 ảnh không dán vào được: {LOST}")


def test_pictures_of_rtf_without_known_place_come_last(article):
    html = f"<p>Một {FILE_IMAGE}</p><p>Hai</p>"
    paste(article, {"text/html": html, "text/rtf": rtf(picture(1), picture(2))})
    expect_body(article, re.compile(f"^<p>Một</p><p>Hai</p>{rows(*photo_keys(article, 2))}(<p></p>)?$"))


def test_dropped_html_with_pictures_is_uploaded(article):
    paste(article, {"text/html": f"<p>Một {data_image(1)}</p>"}, event="drop")
    [key] = photo_keys(article, 1)
    expect_body(article, re.compile(rf"<p>Một\s*</p>{rows(key)}"))


def test_failed_upload_of_picture_is_said(article, shared_messages):
    article.route("**/anh/", lambda route: route.fulfill(status=422, content_type="text/plain", body="Ảnh hỏng."))
    paste(article, {"text/html": f"<p>Một {data_image(1)}</p>"})
    expect(article.locator(".sv-paste-note")).to_contain_text("Có ảnh dán vào chưa tải lên được")
    expect(article.locator("#photos-group .sv-failed")).to_contain_text("Ảnh hỏng.")
    expect_body(article, re.compile(r"^<p>Một</p>(<p></p>)?$"))
    shared_messages.clear()  # the browser reports the answer 422


def test_save_waits_for_pasted_picture(article, portal):
    """The placeholder is never stored; the photo is."""
    held = []
    article.route("**/anh/", lambda route: held.append(route))
    paste(article, {"text/html": f"<p>Một {data_image(1)}</p>"})
    expect(article.locator(".tiptap .sv-photo-row")).to_contain_text("Đang tải ảnh lên")
    article.locator("[name=_save]").first.click()
    expect(article.locator("#photos-group .sv-upload-status")).to_contain_text("Bài sẽ được lưu ngay khi tải xong")

    def is_held() -> bool:
        article.evaluate("0")  # Playwright calls the handler of the route meanwhile
        return bool(held)

    wait_until(is_held)  # the picture is made smaller before it is sent
    with article.expect_navigation():
        held[0].continue_()
    expect_body(article, re.compile(r'^<p>Một</p><figure data-photos="\d+"></figure>(<p></p>)?$'))


def test_page_takes_pictures_once_it_is_saved(strict_page, portal):
    start_session(strict_page, portal)
    strict_page.goto(f"{portal.url}/quan-tri/pages/page/add/")
    get_editor(strict_page).click()
    paste(strict_page, {"text/html": f"<p>Một {data_image(1)}</p>"})
    expect_body(strict_page, "<p>Một</p>")
    note = strict_page.locator(".sv-paste-note")
    expect(note).to_contain_text("Có 1 ảnh không dán vào được: hãy lưu trang trước, rồi dán lại.")
    paste(strict_page, {}, [("image.png", "image/png", picture(1)), ("b.png", "image/png", picture(2))])
    expect(note).to_contain_text("Có 2 ảnh không dán vào được")
    expect_body(strict_page, "<p>Một</p>")
    paste(strict_page, {}, [("a.pdf", "application/pdf", PDF)])
    expect(note).to_contain_text("Có 1 tệp không dán vào được: ô này chỉ nhận chữ.")

    strict_page.fill("#id_title", "Di tích")
    click_and_wait(strict_page.get_by_role("button", name="Lưu và tiếp tục chỉnh sửa"))
    get_editor(strict_page).click()
    paste(strict_page, {"text/html": data_image(1)})
    expect_body(strict_page, re.compile(r'<figure data-photos="\d+"></figure>'))
    strict_page.locator("#photos-group [name$=-alt_text]").fill("Cổng đình")
    click_and_wait(strict_page.get_by_role("button", name="Lưu", exact=True))
    strict_page.goto(f"{portal.url}/trang/di-tich/")
    expect(strict_page.get_by_role("img", name="Cổng đình")).to_be_visible()
