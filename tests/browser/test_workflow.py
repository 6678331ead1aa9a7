"""An article from its author's first word to the public page, by two people in two browsers."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from saovang.accounts import roles
from tests import helpers
from tests.browser.admin import sign_in
from tests.browser.pages import complaints_of, follow
from tests.browser.writing import WORD, count_progress_bars, describe, drop, paste, phone_photos, put_row, uploaded

AUTHOR, EDITOR, PASSWORD = "lan", "hung", "mot-mat-khau-chi-de-thu"
LIST = "/quan-tri/news/article/"


@pytest.fixture(scope="module")
def desk(portal):
    """The portal with an account of an author and one of an editor."""
    for name, role, full in ((AUTHOR, roles.AUTHOR, "Lan"), (EDITOR, roles.EDITOR, "Hùng")):
        portal.manage(
            "shell",
            "--verbosity=0",
            "--command",
            "from django.contrib.auth.models import Group; from saovang.accounts.models import User;"
            f"user = User.objects.create_user('{name}', password='{PASSWORD}', first_name='{full}', is_staff=True);"
            f"user.groups.add(Group.objects.get(name='{role}'))",
        )
    return portal


@pytest.fixture
def signed_in(desk, browser, browser_context_args):
    """Gives pages, each in a browser of its own with an account signed in; a console message fails the test."""
    contexts, complaints = [], []

    def open_page(username: str, **screen):
        context = browser.new_context(**browser_context_args | screen)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(helpers.TIMEOUT * 1000)
        complaints.append(complaints_of(page))
        sign_in(page, desk, username, PASSWORD)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [complaint for page in complaints for complaint in page] == []


def begin(page, desk, title: str, text: str) -> str:
    """A new article with a text that is typed and not saved; gives the address of its form."""
    page.goto(f"{desk.url}{LIST}add/")
    page.fill("#id_title", title)
    page.select_option("#id_category", index=1)
    press(page, "Tiếp tục")
    write(page, text)
    return page.url


def write(page, text: str) -> None:
    page.locator(".tiptap.ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def press(page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True).first)


def kept(page) -> None:
    expect(page.locator("#autosave")).to_contain_text("Đã tự giữ chữ đang gõ")


@contextmanager
def phone(signed_in, username: str):
    page = signed_in(username, viewport={"width": 360, "height": 740})
    yield page
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360


def test_written_sent_returned_mended_published_and_read(desk, signed_in):
    author = signed_in(AUTHOR)
    address = begin(author, desk, "Ra quân làm sạch đường làng", "Sáng nay bà con ra quân.")
    press(author, "Gửi duyệt")
    expect(author.locator(".messagelist")).to_contain_text("Đã gửi duyệt “Ra quân làm sạch đường làng”.")
    author.goto(address)
    expect(author.locator(".preview-bar")).to_contain_text("Chờ duyệt")  # to read, no longer to change

    with phone(signed_in, EDITOR) as editor:
        editor.goto(f"{desk.url}{LIST}?tinh-trang=cho")
        assert editor.locator("#searchbar").bounding_box()["width"] >= 160  # room to type, beside the number of results
        follow(editor.get_by_role("link", name="Đọc và duyệt: Ra quân làm sạch đường làng"))
        expect(editor.locator("h1")).to_have_text("Ra quân làm sạch đường làng")
        follow(editor.get_by_role("link", name="Trả lại…").first)
        editor.fill("#id_reason", "Ghi rõ thôn nào.")
        press(editor, "Trả lại")
        expect(editor.locator(".messagelist")).to_contain_text("Đã trả lại")

        author.goto(address)
        expect(author.locator(".sv-note")).to_contain_text("Ghi rõ thôn nào.")
        write(author, " Thôn Một và thôn Hai.")
        press(author, "Gửi duyệt")

        editor.goto(f"{desk.url}{LIST}?tinh-trang=cho")
        follow(editor.get_by_role("link", name="Đọc và duyệt: Ra quân làm sạch đường làng"))
        press(editor, "Đăng")
        expect(editor.locator(".messagelist")).to_contain_text("Đã đăng “Ra quân làm sạch đường làng”.")

    author.goto(f"{desk.url}/tin-tuc/ra-quan-lam-sach-duong-lang/")
    expect(author.locator(".rich-text p")).to_have_text(["Sáng nay bà con ra quân. Thôn Một và thôn Hai."])
    expect(author.locator(".preview-bar")).to_have_count(0)


def test_eighteen_photos_and_a_page_of_word_on_their_way_to_the_public(desk, signed_in):
    author, title = signed_in(AUTHOR), "Lễ hội đầu xuân, mười tám tấm ảnh"
    address = begin(author, desk, title, "")
    count_progress_bars(author)
    drop(author, phone_photos(18), onto=".tiptap.ProseMirror")
    paste(author, WORD)
    uploaded(author, 18)
    assert author.evaluate("window.bars") == 18
    orders = author.locator("#photos-group [name$='-order']").all()
    assert [order.input_value() for order in orders] == [str(number) for number in range(1, 19)]
    author.locator(".tiptap.ProseMirror h2").click()
    author.keyboard.press("End")
    put_row(author, 1, 2, 3)
    author.locator(".tiptap.ProseMirror > p", has_text="Diện tích").click()
    author.keyboard.press("End")
    put_row(author, 5)
    press(author, "Gửi duyệt")
    expect(author.locator(".messagelist")).to_contain_text("Đã gửi duyệt")

    editor = signed_in(EDITOR)
    read = editor.get_by_role("link", name=f"Đọc và duyệt: {title}")
    editor.goto(f"{desk.url}{LIST}?tinh-trang=cho")
    follow(read)
    press(editor, "Đăng")
    expect(editor.locator(".messagelist")).to_contain_text("Ảnh 18 chưa có mô tả cho người không nhìn được ảnh.")
    editor.goto(f"{desk.url}{LIST}?tinh-trang=cho")
    follow(read)
    follow(editor.get_by_role("link", name="Trả lại…").first)
    editor.fill("#id_reason", "Ảnh chưa có mô tả.")
    press(editor, "Trả lại")

    author.goto(address)
    expect(author.locator(".tiptap .sv-photo-row img")).to_have_count(4)
    describe(author)
    press(author, "Gửi duyệt")
    editor.goto(f"{desk.url}{LIST}?tinh-trang=cho")
    follow(read)
    press(editor, "Đăng")
    expect(editor.locator(".messagelist")).to_contain_text("Đã đăng")

    author.goto(f"{desk.url}/tin-tuc/le-hoi-dau-xuan-muoi-tam-tam-anh/")
    parts = "parts => parts.map((part) => part.querySelectorAll('img').length || part.localName)"
    assert author.locator(".rich-text > *").evaluate_all(parts) == ["h2", 3, "p", "ul", "table", "p", 1]
    expect(author.locator(".gallery img")).to_have_count(14)
    first = author.locator(".rich-text img").first
    expect(first).to_have_attribute("alt", "Bà con khu phố 1 rước kiệu qua cổng làng")
    content = author.request.get(first.evaluate("image => image.closest('a').href")).body()
    assert content[:2] == b"\xff\xd8"
    assert b"MayAnhRieng" not in content


def test_what_was_typed_survives_a_closed_tab(desk, signed_in):
    page = signed_in(AUTHOR)
    address = begin(page, desk, "Chưa kịp lưu", "Chữ gõ trước khi mất điện.")
    kept(page)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".tiptap.ProseMirror")).to_have_text("")
    expect(page.get_by_role("alert")).to_contain_text("mà chưa lưu")
    follow(page.get_by_role("link", name="Lấy lại"))
    expect(page.locator(".tiptap.ProseMirror")).to_have_text("Chữ gõ trước khi mất điện.")
    press(page, "Lưu nháp")
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    expect(page.locator(".tiptap.ProseMirror")).to_have_text("Chữ gõ trước khi mất điện.")
    expect(page.get_by_role("link", name="Lấy lại")).to_have_count(0)


def test_an_expired_session_is_seen_and_costs_nothing(desk, signed_in):
    page = signed_in(AUTHOR)
    begin(page, desk, "Phiên hết hạn", "Một.")
    kept(page)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    write(page, " Hai.")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_role("alert")).to_contain_text("Phiên làm việc đã hết")
    expect(page.locator(".tiptap.ProseMirror")).to_have_text("Một. Hai.")
    assert [cookie["name"] for cookie in cookies if cookie["name"] == "sessionid"] == ["sessionid"]
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Đăng nhập trong thẻ mới").click()
    sign_in(opened.value, desk, AUTHOR, PASSWORD)  # with a new token, which makes the form's own worthless
    opened.value.close()
    page.bring_to_front()
    press(page, "Lưu nháp")
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    expect(page.locator(".tiptap.ProseMirror")).to_have_text("Một. Hai.")


def test_two_people_on_one_article(desk, signed_in):
    author, editor = signed_in(AUTHOR), signed_in(EDITOR)
    address = begin(author, desk, "Hai người cùng sửa", "Họp lúc bảy giờ.")
    press(author, "Lưu nháp")
    editor.goto(address)
    write(editor, " Tại nhà văn hóa.")
    kept(editor)
    author.reload()
    expect(author.locator(".sv-note")).to_contain_text("Hùng đang gõ trong bài này")
    write(author, " Mời đủ.")
    press(author, "Lưu nháp")
    press(editor, "Lưu nháp")
    expect(editor.locator(".errorlist.nonfield")).to_contain_text("Lan đã lưu bài này lúc")
    expect(editor.locator(".sv-diff del")).to_have_text(["Mời đủ.", "Mời đủ."])  # in the summary and in the text
    expect(editor.locator(".sv-diff ins").last).to_have_text("Tại nhà văn hóa.")
    expect(editor.locator(".tiptap.ProseMirror")).to_have_text("Họp lúc bảy giờ. Tại nhà văn hóa.")
    press(editor, "Lưu nháp")
    expect(editor.locator(".messagelist")).to_contain_text("Đã lưu lúc")

    follow(editor.get_by_role("link", name="Lịch sử"))
    expect(editor.locator(".sv-history li").nth(1)).to_contain_text("Lan")
    follow(editor.locator(".sv-history a").nth(1))
    press(editor, "Khôi phục bản này")
    expect(editor.locator(".messagelist")).to_contain_text("Đã khôi phục.")
    expect(editor.locator(".tiptap.ProseMirror")).to_have_text("Họp lúc bảy giờ. Mời đủ.")


def test_a_preview_shows_what_is_typed_and_a_link_lends_it_out(desk, signed_in, browser, browser_context_args):
    page = signed_in(AUTHOR)
    begin(page, desk, "Xem trước khi gửi", "Chưa lưu mà đã xem.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Xem trước").click()
    expect(opened.value.locator(".rich-text")).to_have_text("Chưa lưu mà đã xem.")
    expect(opened.value.locator(".preview-bar")).to_contain_text("gồm cả chữ chưa lưu")
    opened.value.close()
    press(page, "Lưu nháp")
    follow(page.get_by_role("link", name="Đường dẫn xem trước"))
    press(page, "Tạo đường dẫn")
    address = page.locator("#preview-link").input_value()
    context = browser.new_context(**browser_context_args)
    guest = context.new_page()
    guest.goto(address)
    expect(guest.locator(".rich-text")).to_have_text("Chưa lưu mà đã xem.")
    assert context.cookies() == []
    press(page, "Hủy đường dẫn")
    assert guest.goto(address).status == 404
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_s_pages_fit_a_phone(desk, signed_in, scheme):
    page = signed_in(EDITOR, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page.goto(desk.url + LIST)
    follow(page.locator("#result_list .field-title a").first)
    form = page.url
    pages = [desk.url + LIST, form, *(form.replace("change/", part) for part in ("history/", "duong-dan/", "go-bai/"))]
    for address in [*pages, f"{desk.url}{LIST}da-xoa/", f"{desk.url}{LIST}add/"]:
        assert page.goto(address).status == 200
        assert page.evaluate("() => document.documentElement.scrollWidth") == 360, address
