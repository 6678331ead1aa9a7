"""Uploads in the article form: a lost answer, the order of photos and the cover, replaced documents, other scripts."""

import io
from base64 import b64decode

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from saovang.media.images import stored_size
from tests import factories
from tests.browser.admin import query
from tests.browser.editor import create_article, open_details, wait_for_uploads
from tests.browser.pages import click_and_wait, get_page_width
from tests.media.test_files import PDF, archive

ZIP = archive("bieu-mau.txt")


@pytest.fixture
def staff_page(shared_page):
    return shared_page


def photo(name: str, width: int = 900) -> dict:
    content = factories.image_file((width, 600)).getvalue()
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def document(name: str, content: bytes = PDF) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def get_key(page: Page) -> str:
    """Return the key of the article whose form is open."""
    return page.url.split("/article/")[1].split("/")[0]


def count_files(page: Page, portal, table: str) -> int:
    """Return how many photos or attachments of the article are stored."""
    [(number,)] = query(portal, f"SELECT COUNT(*) FROM {table} WHERE article_id = ?", get_key(page))
    return number


def read_widths(page: Page, portal) -> tuple[list[int], int]:
    """Return the widths of the photos of the article in their order, and of its cover."""
    rows = query(portal, 'SELECT id, width FROM news_photo WHERE article_id = ? ORDER BY "order"', get_key(page))
    [(cover,)] = query(portal, "SELECT cover_id FROM news_article WHERE id = ?", get_key(page))
    return [width for _, width in rows], dict(rows)[cover]


def lose_first_answer(page: Page, pattern: str) -> list[int]:
    """Let the server handle the first request, and cut the connection before its answer arrives.

    The status of the answer is added to the returned list.
    """
    lost: list[int] = []

    def handle(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route(pattern, handle, times=1)
    return lost


@pytest.mark.parametrize(
    ("panel", "pattern", "upload", "table"),
    [
        ("photos", "**/anh/", photo("a.jpg"), "news_photo"),
        ("attachments", "**/tep/", document("a.pdf"), "news_attachment"),
    ],
    ids=["photo", "document"],
)
def test_lost_answer_is_sent_again_and_stored_once(staff_page, portal, panel, pattern, upload, table):
    create_article(staff_page, portal, "Mất câu trả lời")
    lost = lose_first_answer(staff_page, pattern)
    staff_page.set_input_files(f"#id_new_{panel}", [upload])
    expect(staff_page.locator(f"#{panel}-group .sv-card")).to_have_count(1)
    expect(staff_page.locator(".sv-upload")).to_have_count(0)
    assert lost == [200]
    click_and_wait(staff_page.locator("[name=_save]").first)
    expect(staff_page.locator(f"#{panel}-group .sv-card")).to_have_count(1)
    assert count_files(staff_page, portal, table) == 1


def test_answer_of_another_server_is_a_lost_network(staff_page, portal):
    """A public wireless network answers with its own page; the photo is sent again, and the form can be saved."""
    create_article(staff_page, portal, "Mạng đòi đăng nhập")
    staff_page.route("**/anh/", lambda route: route.fulfill(content_type="text/html", body="<p>Wi-Fi</p>"), times=1)
    staff_page.set_input_files("#id_new_photos", [photo("a.jpg")])
    wait_for_uploads(staff_page, 1)
    click_and_wait(staff_page.locator("[name=_save]").first)
    assert count_files(staff_page, portal, "news_photo") == 1


COLLECT_SENT_FILES = """() => {
  window.sentFiles = []
  const { send } = XMLHttpRequest.prototype
  XMLHttpRequest.prototype.send = function (body) {
    window.sentFiles.push(body.get("file"))
    return send.call(this, body)
  }
}"""
READ_SENT_FILES = """async () => {
  const buffers = await Promise.all(window.sentFiles.map((file) => file.arrayBuffer()))
  return buffers.map((buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("")))
}"""


def test_photo_is_shrunk_before_it_is_sent(staff_page, portal):
    """What leaves the browser has the size that the server stores, is upright and says no place."""
    large = {"name": "1.jpg", "mimeType": "image/jpeg", "buffer": factories.rotated_photo(6, (4000, 3000)).getvalue()}
    long = {"name": "2.jpg", "mimeType": "image/jpeg", "buffer": factories.image_file((1000, 9000)).getvalue()}
    broken = {"name": "3.jpg", "mimeType": "image/jpeg", "buffer": large["buffer"][:100_000]}
    create_article(staff_page, portal, "Thu nhỏ ảnh")
    staff_page.evaluate(COLLECT_SENT_FILES)
    staff_page.set_input_files("#id_new_photos", [large, long, broken])
    expect(staff_page.locator("#photos-group .sv-card")).to_have_count(2)
    expect(staff_page.locator(".sv-upload.sv-failed")).to_contain_text("3.jpg")
    contents = [b64decode(content) for content in staff_page.evaluate(READ_SENT_FILES)]
    photos = [Image.open(io.BytesIO(content)) for content in contents[:2]]
    assert [(image.format, image.size) for image in photos] == [
        ("JPEG", (2560, 1920)),
        ("JPEG", stored_size(1000, 9000)),
    ]
    assert [bool(image.getexif()) for image in photos] == [False, False]
    upper_left, lower_right = photos[0].getpixel((100, 100)), photos[0].getpixel((2460, 1820))
    assert upper_left[0] > 200 > 50 > upper_left[2]
    assert lower_right[2] > 200 > 50 > lower_right[0]
    assert contents[2] == broken["buffer"]  # whose end the server misses


def test_photos_and_cover_follow_order_of_choice(staff_page, portal):
    create_article(staff_page, portal, "Ảnh đầu lên sau")
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    staff_page.route("**/anh/", hold_first)
    staff_page.set_input_files("#id_new_photos", [photo("1.jpg", 901), photo("2.jpg", 902), photo("3.jpg", 903)])
    expect(staff_page.locator("#photos-group .sv-card")).to_have_count(2)
    assert read_widths(staff_page, portal)[1] == 902
    held[0].continue_()
    wait_for_uploads(staff_page, 3)
    assert read_widths(staff_page, portal) == ([901, 902, 903], 901)
    expect(staff_page.get_by_label("Ảnh bìa là ảnh đứng đầu")).to_be_checked()
    for index in (2, 1):
        card = open_details(staff_page.locator("#photos-group .sv-card").nth(index))
        card.locator("[data-move='-1']").press("Enter")
    click_and_wait(staff_page.locator("[name=_save]").first)
    assert read_widths(staff_page, portal) == ([903, 901, 902], 903)
    open_details(staff_page.locator("#photos-group .sv-card").nth(2)).get_by_label("Ảnh bìa").check()
    click_and_wait(staff_page.locator("[name=_save]").first)
    assert read_widths(staff_page, portal)[1] == 902


def test_replace_document_keeps_its_url(staff_page, portal):
    create_article(staff_page, portal, "Thay tệp")
    staff_page.set_input_files("#id_new_attachments", [document("ke-hoach.pdf")])
    card = staff_page.locator("#attachments-group .sv-card")
    link = card.locator("[data-file] a")
    expect(link).to_contain_text("PDF")
    url = link.get_attribute("href")
    card.get_by_label("Tên tệp").fill("Kế hoạch đã sửa")
    with staff_page.expect_file_chooser() as chooser:
        card.get_by_text("Thay tệp").click()
    chooser.value.set_files([document("moi.zip", ZIP)])
    expect(link).to_contain_text("ZIP")
    expect(staff_page.locator(".sv-upload")).to_have_count(0)
    expect(card.get_by_label("Tên tệp")).to_have_value("Kế hoạch đã sửa")
    for width in (360, 1280):
        staff_page.set_viewport_size({"width": width, "height": 740})
        assert get_page_width(staff_page) == width
    click_and_wait(staff_page.locator("[name=_save]").first)
    expect(staff_page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    expect(card.get_by_label("Tên tệp")).to_have_value("Kế hoạch đã sửa")
    assert staff_page.request.get(portal.url + url).body() == ZIP


def test_replace_two_documents_at_once(staff_page, portal):
    create_article(staff_page, portal, "Thay hai tệp")
    staff_page.set_input_files("#id_new_attachments", [document("a.pdf"), document("b.pdf")])
    cards = staff_page.locator("#attachments-group .sv-card")
    expect(cards).to_have_count(2)
    inputs = staff_page.locator("[data-replace]")
    for index in range(2):
        inputs.nth(index).set_input_files([document("c.zip", ZIP)])
    expect(staff_page.locator("[data-file]")).to_contain_text(["ZIP", "ZIP"])
    click_and_wait(staff_page.locator("[name=_save]").first)
    expect(staff_page.locator(".messagelist")).to_contain_text("Đã lưu lúc")  # and no conflict


def test_replace_document_error_keeps_old_file(staff_page, portal):
    create_article(staff_page, portal, "Thay hỏng")
    staff_page.set_input_files("#id_new_attachments", [document("a.pdf")])
    card = staff_page.locator("#attachments-group .sv-card")
    card.locator("[data-replace]").set_input_files([document("b.pdf", b"<html>")])
    failed = staff_page.locator(".sv-upload.sv-failed")
    expect(failed.get_by_role("alert")).to_have_text("Tệp này không phải PDF, DOCX, XLSX, ODT, ZIP, MP3, M4A hay MP4.")
    failed.get_by_role("button", name="Bỏ qua").click()
    expect(card.locator("[data-file]")).to_contain_text("PDF")
    lost = lose_first_answer(staff_page, "**/tep/*/")
    card.locator("[data-replace]").set_input_files([document("c.zip", ZIP)])
    expect(card.locator("[data-file]")).to_contain_text("ZIP")
    assert lost == [200]
    assert count_files(staff_page, portal, "news_attachment") == 1


def test_other_scripts_add_photos_in_order(staff_page, portal):
    create_article(staff_page, portal, "Ảnh dán")
    results = staff_page.evaluate(
        """async () => {
            const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 })
            const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"))
            const files = [blob, "<html>", blob].map((part) => new File([part], "dan.png", { type: "image/png" }))
            return new Promise((done) => {
                const event = new CustomEvent("upload-panel:add", { detail: { files, done } })
                document.getElementById("photos-group").dispatchEvent(event)
            })
        }"""
    )
    cards = staff_page.locator("#photos-group .sv-card")
    expect(cards).to_have_count(2)
    keys = [card.get_attribute("data-card") for card in cards.all()]
    assert results == [{"id": keys[0], "alt": ""}, None, {"id": keys[1], "alt": ""}]
    expect(staff_page.locator(".sv-upload.sv-failed")).to_have_count(1)
