"""Publishing on purpose: Enter, "Đăng ngay", "Hẹn giờ", bad times and double clicks in the article form."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from saovang.core.datetimes import WEEKDAYS
from tests import factories
from tests.browser.admin import start_session
from tests.browser.editor import create_article, fill_alt_texts, get_editor, open_details, wait_for_uploads
from tests.browser.pages import click_and_wait, get_page_width, get_violations
from tests.portal import Portal

ARTICLES = "/quan-tri/news/article/"
FUTURE = datetime.now() + timedelta(days=40)
WORDS = f"{WEEKDAYS[FUTURE.weekday()]} {FUTURE.day}/{FUTURE.month}/{FUTURE.year}, 8:05"
FIELDS = ["title", "author", "source", "slug", "published_at_0", "published_at_1", "alert_until_0", "alert_until_1"]
BUTTONS = ["Đăng ngay", "Hẹn giờ", "Lưu nháp"]
BAD_DATE = "Không có ngày này. Hãy sửa lại, hoặc xóa trống."


@pytest.fixture
def staff_page(strict_shared_page):
    return strict_shared_page


def start(page: Page, portal: Portal, title: str) -> None:
    create_article(page, portal, title)
    get_editor(page).click()
    page.keyboard.type("Một câu.")
    expect(page.locator("#id_body")).to_have_value("<p>Một câu.</p>")
    open_times(page)


def open_times(page: Page) -> None:
    """Unfold the fields of publication, which nobody has filled in yet."""
    page.get_by_text("Hẹn giờ, tin khẩn, địa chỉ").click()
    expect(page.locator("#id_published_at_0")).to_be_visible()


def press(page: Page, name: str) -> None:
    click_and_wait(page.get_by_role("button", name=name, exact=True))


def get_status(page: Page, portal: Portal, title: str) -> str:
    """Return the status of the article in the list, which must have it once."""
    page.goto(f"{portal.url}{ARTICLES}")
    return page.locator("#result_list tr", has_text=title).locator(".sv-status").inner_text()


def type_impossible_date(page: Page) -> None:
    """Type 31/02/2127 in the order of the browser's language."""
    date = page.locator("#id_published_at_0")
    for digits in ("31022127", "02312127"):
        date.fill("")
        date.press_sequentially(digits)
        if date.evaluate("input => input.validity.badInput"):
            return
    raise AssertionError("the browser takes it for a date")


def test_enter_in_a_field_does_nothing(staff_page, portal):
    page = staff_page
    start(page, portal, "Bấm xuống dòng")
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": factories.image_file((900, 600)).getvalue()}
    page.set_input_files("#id_new_photos", [photo])
    wait_for_uploads(page, 1)
    fill_alt_texts(page)
    open_details(page.locator(".sv-photo"))
    page.evaluate("() => { window.sent = 0; addEventListener('submit', () => { window.sent += 1 }) }")
    for name in [*FIELDS, "photos-0-caption", "photos-0-alt_text", "photos-0-order", "photos-0-decorative", "cover"]:
        page.locator(f"[name='{name}']").last.press("Enter")
    assert page.evaluate("window.sent") == 0
    assert get_status(page, portal, "Bấm xuống dòng") == "Bản nháp"


def test_bar_stays_in_view_and_leads_to_what_is_missing(staff_page, portal):
    page = staff_page
    start(page, portal, "Còn thiếu tiêu đề")
    page.fill("#id_title", "")
    expect(page.locator(".sv-bar-count")).to_have_text("1")
    page.set_viewport_size({"width": 360, "height": 740})
    box = page.locator(".sv-bar").bounding_box()
    assert (box["y"] + box["height"], box["height"] <= 64) == (740, True)
    page.get_by_role("button", name="Cần xem").click()
    page.get_by_role("link", name="Hãy ghi tiêu đề.").click()
    expect(page.locator("#id_title")).to_be_focused()
    page.keyboard.type("Đã có tiêu đề")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#id_title")).to_have_value("Đã có tiêu đề")
    expect(get_editor(page)).to_have_text("Một câu.")


def test_date_without_time_is_refused_by_each_button(staff_page, portal):
    page = staff_page
    start(page, portal, "Thiếu giờ")
    page.fill("#id_published_at_0", f"{FUTURE:%Y-%m-%d}")
    expect(page.locator(".field-published_at output")).to_have_text("")
    for button in BUTTONS:
        press(page, button)
        expect(page.locator(".field-published_at .errorlist"), button).to_contain_text("Có ngày mà thiếu giờ.")
        expect(page.locator("#id_published_at_0"), button).to_have_value(f"{FUTURE:%Y-%m-%d}")
        expect(get_editor(page), button).to_have_text("Một câu.")
    assert get_status(page, portal, "Thiếu giờ") == "Bản nháp"


def test_impossible_date_is_not_sent_by_any_button(staff_page, portal):
    page = staff_page
    start(page, portal, "Ngày 31/02")
    type_impossible_date(page)
    page.fill("#id_published_at_1", "08:05")
    url, posts = page.url, []
    page.on("request", lambda request: posts.append(request.url) if request.url == url else None)
    for button in BUTTONS:
        page.fill("#id_title", "Ngày 31/02")  # takes the focus from the date
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(".field-published_at output"), button).to_have_text(BAD_DATE)
        expect(page.locator("#id_published_at_0"), button).to_be_focused()
    assert posts == []
    assert get_status(page, portal, "Ngày 31/02") == "Bản nháp"


def test_form_without_scripts_refuses_enter_and_bad_date(phone, portal):
    start_session(phone, portal)
    phone.goto(f"{portal.url}{ARTICLES}add/")
    phone.fill("#id_title", "Không có mã lệnh")
    phone.select_option("#id_category", index=1)
    press(phone, "Tiếp tục")
    phone.fill("#id_body", "<p>Một câu.</p>")
    open_times(phone)
    requests = []
    phone.on("request", lambda request: requests.append(request.url))
    for name in FIELDS:
        phone.locator(f"[name='{name}']").press("Enter")
    assert requests == []
    phone.fill("#id_published_at_0", "31/02/2127")
    press(phone, "Đăng ngay")
    expect(phone.locator(".field-published_at .errorlist")).to_contain_text("Không có ngày này.")
    expect(phone.locator("#id_published_at_0")).to_have_value("31/02/2127")
    phone.fill("#id_published_at_0", f"{FUTURE:%d/%m/%Y}")
    phone.fill("#id_published_at_1", "8h05")
    phone.get_by_role("button", name="Nút khác").click()
    press(phone, "Hẹn giờ")
    expect(phone.locator(".messagelist")).to_contain_text(WORDS)
    assert get_page_width(phone) == 360


def test_schedule_shows_the_time_in_words(staff_page, portal, shared_messages):
    page = staff_page
    start(page, portal, "Hẹn giờ đọc lại")
    page.fill("#id_published_at_0", f"{FUTURE:%Y-%m-%d}")
    page.fill("#id_published_at_1", "08:05")
    expect(page.locator(".field-published_at output")).to_have_text(WORDS)
    page.set_viewport_size({"width": 360, "height": 740})
    assert get_page_width(page) == 360
    assert get_violations(page) == []
    shared_messages.clear()  # the policy blocks inline styles of axe
    page.get_by_role("button", name="Nút khác").click()
    press(page, "Hẹn giờ")
    expect(page.locator(".messagelist")).to_contain_text(f"“Hẹn giờ đọc lại” sẽ tự hiện: {WORDS} (giờ Việt Nam).")
    expect(page.locator(".sv-status-line")).to_contain_text("Hẹn giờ · người viết")
    expect(page.locator(".sv-status-line")).to_contain_text(f"tự hiện {WORDS} (giờ Việt Nam)")
    expect(page.locator(".field-published_at output")).to_have_text(WORDS)
    page.get_by_role("button", name="Nút khác").click()
    press(page, "Đăng ngay")
    expect(page.locator(".messagelist")).to_contain_text("Đã đăng “Hẹn giờ đọc lại”.")


def test_past_time_is_asked_about_once(staff_page, portal):
    page = staff_page
    start(page, portal, "Đăng lùi ngày")
    page.fill("#id_published_at_0", "2024-03-05")
    page.fill("#id_published_at_1", "07:30")
    press(page, "Hẹn giờ")
    expect(page.locator(".field-published_at .errorlist")).to_contain_text("Thứ Ba 5/3/2024, 7:30 đã qua")
    press(page, "Hẹn giờ")
    expect(page.locator(".messagelist")).to_contain_text("Đã đăng “Đăng lùi ngày”.")


@pytest.mark.parametrize(("button", "message"), [("Đăng ngay", "Đã đăng"), ("Lưu nháp", "Đã lưu lúc")])
def test_double_click_is_one_submission(staff_page, portal, button, message):
    page, title = staff_page, f"Bấm đúp, {button}"
    start(page, portal, title)
    page.get_by_role("button", name=button, exact=True).dblclick()
    expect(page.locator(".messagelist")).to_contain_text(message)
    expect(page.locator(".errornote, .sv-diff-box")).to_have_count(0)
    click_and_wait(page.get_by_role("link", name="Lịch sử"))
    comments = ["Đăng", "Sửa nội dung", "Tạo bài"] if button == "Đăng ngay" else ["Sửa nội dung", "Tạo bài"]
    expect(page.locator(".sv-history li > span")).to_have_text(comments)


def test_double_click_creates_one_article(staff_page, portal):
    page = staff_page
    page.goto(f"{portal.url}{ARTICLES}add/")
    page.fill("#id_title", "Bấm đúp khi tạo bài")
    page.select_option("#id_category", index=1)
    page.get_by_role("button", name="Tiếp tục").dblclick()
    expect(page.locator(".prose-menubar")).to_be_visible()
    assert get_status(page, portal, "Bấm đúp khi tạo bài") == "Bản nháp"
