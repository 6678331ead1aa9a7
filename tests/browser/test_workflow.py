"""An article from draft to the public page, with an author and an editor in two browsers."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin import AUTHOR, EDITOR, PASSWORD, sign_in, start_session
from tests.browser.editor import (
    WORD,
    count_progress_bars,
    drop_files,
    fill_alt_texts,
    get_editor,
    insert_photo_row,
    open_details,
    paste_html,
    phone_photos,
    wait_for_uploads,
)
from tests.browser.pages import click_and_wait, collect_messages, get_page_width
from tests.helpers import TIMEOUT
from tests.portal import Portal

ARTICLES = "/quan-tri/news/article/"


@pytest.fixture(scope="module")
def contexts(browser, browser_context_args):
    """Return the browser contexts of an author and an editor."""
    contexts = {username: browser.new_context(**browser_context_args) for username in (AUTHOR, EDITOR)}
    for context in contexts.values():
        context.set_default_timeout(TIMEOUT * 1000)
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def open_staff_page(contexts, portal):
    """Return a function that opens a page in the browser of an account. Any console message fails the test."""
    messages = []

    def open_page(username: str, width: int = 1280) -> Page:
        page = contexts[username].new_page()
        page.set_viewport_size({"width": width, "height": 740})
        messages.append(collect_messages(page))
        start_session(page, portal, username, PASSWORD)
        return page

    yield open_page
    for context in contexts.values():
        for page in context.pages:
            page.close()
    assert [message for page_messages in messages for message in page_messages] == []


FILL = """(field) => {
  field.value = "ế".repeat(900_000) // 2.7 MB
  field.dispatchEvent(new Event("input", { bubbles: true }))
}"""


def start_article(page: Page, portal: Portal, title: str, text: str) -> str:
    """Create a draft, type a text without saving it, and return the URL of the form."""
    page.goto(f"{portal.url}{ARTICLES}add/")
    page.fill("#id_title", title)
    page.select_option("#id_category", index=1)
    click_button(page, "Tiếp tục")
    type_text(page, text)
    return page.url


def type_text(page: Page, text: str) -> None:
    get_editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def click_button(page: Page, name: str) -> None:
    click_and_wait(page.get_by_role("button", name=name, exact=True).first)


def wait_for_autosave(page: Page) -> None:
    expect(page.locator("#autosave")).to_contain_text("Đã tự giữ lúc")
    expect(page.locator("#autosave [role=status]")).to_have_text("Đã tự giữ")  # without the time, read out once


@contextmanager
def open_phone(open_staff_page, username: str):
    """Open a page on a phone and assert at the end that it does not scroll horizontally."""
    page = open_staff_page(username, width=360)
    yield page
    assert get_page_width(page) == 360


def test_article_submitted_returned_and_published(portal, open_staff_page):
    author = open_staff_page(AUTHOR)
    url = start_article(author, portal, "Ra quân làm sạch đường làng", "Sáng nay bà con ra quân.")
    click_button(author, "Gửi duyệt")
    expect(author.locator(".messagelist")).to_contain_text("Đã gửi duyệt “Ra quân làm sạch đường làng”.")
    author.goto(url)
    expect(author.locator(".preview-bar")).to_contain_text("Chờ duyệt")  # read-only now

    with open_phone(open_staff_page, EDITOR) as editor:
        editor.goto(f"{portal.url}{ARTICLES}?tinh-trang=cho")
        assert editor.locator("#searchbar").bounding_box()["width"] >= 160  # room to type next to the number of results
        click_and_wait(editor.get_by_role("link", name="Đọc và duyệt: Ra quân làm sạch đường làng"))
        expect(editor.locator("h1")).to_have_text("Ra quân làm sạch đường làng")
        click_and_wait(editor.get_by_role("link", name="Trả lại…").first)
        editor.fill("#id_reason", "Ghi rõ thôn nào.")
        click_button(editor, "Trả lại")
        expect(editor.locator(".messagelist")).to_contain_text("Đã trả lại")

        author.goto(url)
        expect(author.locator(".sv-note")).to_contain_text("Ghi rõ thôn nào.")
        type_text(author, " Thôn Một và thôn Hai.")
        click_button(author, "Gửi duyệt")

        editor.goto(f"{portal.url}{ARTICLES}?tinh-trang=cho")
        click_and_wait(editor.get_by_role("link", name="Đọc và duyệt: Ra quân làm sạch đường làng"))
        click_button(editor, "Đăng ngay")
        expect(editor.locator(".messagelist")).to_contain_text("Đã đăng “Ra quân làm sạch đường làng”.")

    author.goto(f"{portal.url}/tin-tuc/ra-quan-lam-sach-duong-lang/")
    expect(author.locator(".rich-text p")).to_have_text(["Sáng nay bà con ra quân. Thôn Một và thôn Hai."])
    expect(author.locator(".preview-bar")).to_have_count(0)


def test_article_with_18_photos_and_word_text_is_published(portal, open_staff_page):
    author, title = open_staff_page(AUTHOR), "Lễ hội đầu xuân, mười tám tấm ảnh"
    url = start_article(author, portal, title, "")
    count_progress_bars(author)
    drop_files(author, phone_photos(18), target=".tiptap.ProseMirror")
    paste_html(author, WORD)
    wait_for_uploads(author, 18)
    assert author.evaluate("window.progressBars") == 18
    orders = author.locator("#photos-group [name$='-order']").all()
    assert [order.input_value() for order in orders] == [str(number) for number in range(1, 19)]
    author.locator(".tiptap.ProseMirror h2").click()
    author.keyboard.press("End")
    insert_photo_row(author, 1, 2, 3)
    author.locator(".tiptap.ProseMirror > p", has_text="Diện tích").click()
    author.keyboard.press("End")
    insert_photo_row(author, 5)
    author.get_by_role("button", name="Gửi duyệt", exact=True).click()
    expect(author.get_by_role("dialog")).to_contain_text("Ảnh 18 chưa có mô tả cho người không nhìn được ảnh.")
    click_button(author, "Vẫn gửi")
    expect(author.locator(".messagelist")).to_contain_text("Đã gửi duyệt")

    editor = open_staff_page(EDITOR)
    read = editor.get_by_role("link", name=f"Đọc và duyệt: {title}")
    editor.goto(f"{portal.url}{ARTICLES}?tinh-trang=cho")
    click_and_wait(read)
    click_button(editor, "Đăng ngay")
    expect(editor.locator(".messagelist")).to_contain_text("Ảnh 18 chưa có mô tả cho người không nhìn được ảnh.")
    editor.goto(f"{portal.url}{ARTICLES}?tinh-trang=cho")
    click_and_wait(read)
    click_and_wait(editor.get_by_role("link", name="Trả lại…").first)
    editor.fill("#id_reason", "Ảnh chưa có mô tả.")
    click_button(editor, "Trả lại")

    author.goto(url)
    expect(author.locator(".tiptap .sv-photo-row img")).to_have_count(4)
    fill_alt_texts(author)
    click_button(author, "Gửi duyệt")
    editor.goto(f"{portal.url}{ARTICLES}?tinh-trang=cho")
    click_and_wait(read)
    click_button(editor, "Đăng ngay")
    expect(editor.locator(".messagelist")).to_contain_text("Đã đăng")

    author.goto(f"{portal.url}/tin-tuc/le-hoi-dau-xuan-muoi-tam-tam-anh/")
    parts = "parts => parts.map((part) => part.querySelectorAll('img').length || part.localName)"
    # The table is in a scrollable region; the gallery of the other photos comes last.
    assert author.locator(".rich-text > *").evaluate_all(parts) == ["h2", 3, "p", "ul", "div", "p", 1, 14]
    expect(author.locator(".rich-text .table-scroll table")).to_have_count(1)
    expect(author.locator(".gallery img")).to_have_count(14)
    first = author.locator(".rich-text img").first
    expect(first).to_have_attribute("alt", "Bà con khu phố 1 rước kiệu qua cổng làng")
    content = author.request.get(first.evaluate("image => image.closest('a').href")).body()
    assert content[:2] == b"\xff\xd8"
    assert b"MayAnhRieng" not in content


def test_autosave_restores_text_after_closed_tab(portal, open_staff_page):
    page = open_staff_page(AUTHOR)
    url = start_article(page, portal, "Chưa kịp lưu", "Chữ gõ trước khi mất điện.")
    wait_for_autosave(page)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(url)
    expect(get_editor(page)).to_have_text("")
    expect(page.get_by_role("alert")).to_contain_text("mà chưa lưu")
    click_and_wait(page.get_by_role("link", name="Khôi phục"))
    expect(get_editor(page)).to_have_text("Chữ gõ trước khi mất điện.")
    click_button(page, "Lưu nháp")
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    expect(get_editor(page)).to_have_text("Chữ gõ trước khi mất điện.")
    expect(page.get_by_role("link", name="Khôi phục")).to_have_count(0)


def test_text_too_long_for_the_server_is_not_lost(portal, shared_page):
    page = shared_page
    start_article(page, portal, "Bài rất dài", "Chữ cuối cùng.")
    # Over DATA_UPLOAD_MAX_MEMORY_SIZE, in a folded part: laying out the lines of this text would take seconds.
    page.locator("#id_slug").evaluate(FILL)
    expect(page.locator("#autosave [role=alert]")).to_contain_text("Hãy chia thành nhiều phần")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_role("heading", name="Biểu mẫu quá lớn")).to_be_visible()
    page.go_back()
    expect(get_editor(page)).to_have_text("Chữ cuối cùng.")


def test_two_tabs_of_one_person_lose_no_text(portal, open_staff_page):
    first = open_staff_page(AUTHOR)
    url = start_article(first, portal, "Hai thẻ", "Thẻ một.")
    wait_for_autosave(first)
    second = first.context.new_page()
    second.goto(url)
    expect(second.locator("[role=note]")).to_contain_text("Bạn cũng sửa bài này ở một thẻ khác")
    expect(second.locator("#autosave-offers")).to_contain_text("Khác bản đã lưu ở: nội dung.")
    copy_hidden_fields(first, second)
    type_text(second, "Thẻ hai.")
    wait_for_autosave(second)
    type_text(first, " Gõ tiếp.")
    expect(first.locator("[role=note]")).to_contain_text("Bạn cũng sửa bài này ở một thẻ khác")
    second.close()
    first.close()

    page = second.context.new_page()
    page.goto(url)
    expect(page.get_by_role("link", name="Khôi phục")).to_have_count(2)
    click_and_wait(page.get_by_role("link", name="Khôi phục").last)
    expect(get_editor(page)).to_have_text("Thẻ hai.")
    click_button(page, "Lưu nháp")
    expect(page.get_by_role("link", name="Khôi phục")).to_have_count(1)
    type_text(page, " Viết thêm.")
    page.get_by_role("button", name="Bỏ đi").click()
    expect(page.locator("#autosave-offers")).to_have_count(0)
    expect(page.locator("#content-start")).to_be_focused()
    expect(get_editor(page)).to_have_text("Thẻ hai. Viết thêm.")
    click_button(page, "Lưu nháp")
    expect(get_editor(page)).to_have_text("Thẻ hai. Viết thêm.")
    expect(page.locator("#autosave-offers")).to_have_count(0)


def copy_hidden_fields(source: Page, target: Page) -> None:
    """Give the target the hidden fields of the source, as some browsers do when a tab is duplicated or reloaded."""
    for name in ("form_key", "includes_autosave", "base_version"):
        value = source.locator(f"[name={name}]").input_value()
        target.locator(f"[name={name}]").evaluate("(field, value) => { field.value = value }", value)


def test_expired_session_loses_no_text(portal, open_staff_page):
    page = open_staff_page(AUTHOR)
    start_article(page, portal, "Phiên hết hạn", "Một.")
    wait_for_autosave(page)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    type_text(page, " Hai.")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_role("alert")).to_contain_text("Phiên làm việc đã hết")
    expect(get_editor(page)).to_have_text("Một. Hai.")
    assert [cookie["name"] for cookie in cookies if cookie["name"] == "sessionid"] == ["sessionid"]
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Đăng nhập trong thẻ mới").click()
    sign_in(opened.value, portal, AUTHOR, PASSWORD)  # invalidates the CSRF token of the open form
    opened.value.close()
    page.bring_to_front()
    click_button(page, "Lưu nháp")
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    expect(get_editor(page)).to_have_text("Một. Hai.")


def test_concurrent_edit_shows_conflict_and_can_be_undone(portal, open_staff_page):
    author, editor = open_staff_page(AUTHOR), open_staff_page(EDITOR)
    url = start_article(author, portal, "Hai người cùng sửa", "Họp lúc bảy giờ.")
    click_button(author, "Lưu nháp")
    editor.goto(url)
    type_text(editor, " Tại nhà văn hóa.")
    wait_for_autosave(editor)
    author.reload()
    expect(author.locator(".sv-note")).to_contain_text("Hùng đang gõ trong bài này")
    type_text(author, " Mời đủ.")
    click_button(author, "Lưu nháp")
    click_button(editor, "Lưu nháp")
    expect(editor.locator(".errorlist.nonfield")).to_contain_text("Lan đã lưu bài này lúc")
    deleted = ["Mời đủ.", "Mời đủ."]  # in the list of changes and in the text
    expect(editor.locator(".sv-diff del")).to_have_text(deleted)
    expect(editor.locator(".sv-diff ins").last).to_have_text("Tại nhà văn hóa.")
    expect(get_editor(editor)).to_have_text("Họp lúc bảy giờ. Tại nhà văn hóa.")
    click_button(editor, "Lưu nháp")
    expect(editor.locator(".messagelist")).to_contain_text("Đã lưu lúc")

    click_and_wait(editor.get_by_role("link", name="Lịch sử"))
    expect(editor.locator(".sv-history li").nth(1)).to_contain_text("Lan")
    click_and_wait(editor.locator(".sv-history a").nth(1))
    click_button(editor, "Khôi phục bản này")
    expect(editor.locator(".messagelist")).to_contain_text("Đã khôi phục.")
    expect(get_editor(editor)).to_have_text("Họp lúc bảy giờ. Mời đủ.")


def test_conflict_over_photos_shows_what_would_be_lost(portal, open_staff_page):
    author, editor = open_staff_page(AUTHOR), open_staff_page(EDITOR)
    url = start_article(author, portal, "Hai người sửa ảnh", "Ảnh của thôn.")
    drop_files(author, phone_photos(3)[1:])
    wait_for_uploads(author, 2)
    fill_alt_texts(author)
    click_button(author, "Lưu nháp")
    editor.goto(url)
    open_details(editor.locator(".sv-photo").nth(0)).locator("[name=photos-0-caption]").fill("Chú thích của Hùng")
    author.locator("[name=photos-0-alt_text]").fill("Lan tả ảnh lại")
    open_details(author.locator(".sv-photo").nth(1)).locator("[name=photos-1-DELETE]").check()
    click_button(author, "Lưu nháp")
    expect(author.locator("#photos-group .sv-card")).to_have_count(1)

    click_button(editor, "Lưu nháp")
    box = editor.locator(".sv-diff-box")
    expect(box).to_contain_text("chú thích: Chú thích của Hùng")
    expect(box.locator("del")).to_have_text("Lan tả ảnh lại")
    expect(box).to_contain_text("Bản kia đã bỏ ảnh")
    wait_for_autosave(editor)  # the page with the conflict is not saved yet
    click_button(editor, "Lưu nháp")
    expect(editor.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    expect(editor.locator("#photos-group .sv-card")).to_have_count(1)
    expect(editor.locator("[name=photos-0-caption]")).to_have_value("Chú thích của Hùng")
    expect(editor.locator("#autosave-offers")).to_have_count(0)


def test_preview_of_unsaved_text_and_preview_link(portal, open_staff_page, new_context):
    page = open_staff_page(AUTHOR)
    start_article(page, portal, "Xem trước khi gửi", "Chưa lưu mà đã xem.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Xem trước").click()
    expect(opened.value.locator(".rich-text")).to_have_text("Chưa lưu mà đã xem.")
    expect(opened.value.locator(".preview-bar")).to_contain_text("gồm cả chữ chưa lưu")
    opened.value.close()
    click_button(page, "Lưu nháp")
    click_and_wait(page.get_by_role("link", name="Liên kết xem trước"))
    click_button(page, "Tạo liên kết")
    url = page.locator("#preview-link").input_value()
    context = new_context()
    guest = context.new_page()
    guest.goto(url)
    expect(guest.locator(".rich-text")).to_have_text("Chưa lưu mà đã xem.")
    assert {cookie["path"] for cookie in context.cookies()} == {"/media/"}  # for the photos; no session
    click_button(page, "Hủy liên kết")
    assert guest.goto(url).status == 404
