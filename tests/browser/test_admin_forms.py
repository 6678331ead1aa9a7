"""Forms of the admin site: Enter does nothing that cannot be undone, a form is sent once, no text is cut."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin import AdminPage, start_session
from tests.browser.editor import get_editor
from tests.browser.pages import click_and_wait

# Pages with forms: an add form, a list, or the form of the first object of a list.
ADD_FORMS = [f"{model}/add/" for model in ("news/category", "pages/page", "procedures/procedure", "redirects/redirect")]
ADD_FORMS += ["search/placename/add/", "accounts/user/add/"]
LISTS = ["news/category/", "pages/page/", "pages/servicelink/", "procedures/feedbackaddress/", "accounts/user/"]
CHANGE_FORMS = [*LISTS, "procedures/procedure/", "procedures/contactdetails/", "procedures/guideentry/"]
CHANGE_FORMS += ["visits/legacyvisittotal/"]
# What happens when the browser shows the page again after "back".
UNLOCK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
ONE_LINE = (
    "#content form:not(#changelist-search) input:enabled"
    ":is([type=text], [type=number], [type=url], [type=email], [type=password], [type=checkbox], [type=radio])"
)


@pytest.fixture
def admin_page(shared_page) -> Page:
    return shared_page


def count_posts(page: Page) -> list[str]:
    """Return a list to which the URLs of all POST requests are added from now on."""
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    return posts


def answer_no_content(route) -> None:
    if route.request.method == "POST":
        route.fulfill(status=204)
    else:
        route.continue_()


def open_form(page: Page, portal, path: str) -> None:
    page.goto(f"{portal.url}/quan-tri/{path}")
    if not path.endswith("/add/"):
        click_and_wait(page.locator("#result_list tbody th a").first)


def find_sending_fields(page: Page) -> list[str]:
    """Press Enter in each one-line field and on each checkbox. Return what was sent."""
    url, sent = page.url, count_posts(page)
    fields = page.locator(ONE_LINE).locator("visible=true").element_handles()  # each locator would look for all again
    assert fields
    for field in fields:
        field.press("Enter")
    page.evaluate("fetch('')")  # answered after a form that was sent before
    assert page.url == url
    return sent


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_sends_no_form(admin_page, new_context, portal, scripts):
    page = admin_page
    if not scripts:
        page = new_context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    for path in ADD_FORMS + CHANGE_FORMS:
        url = f"{portal.url}/quan-tri/{path}"
        if path in CHANGE_FORMS:
            url = portal.url + re.search(r'<th class="field-.*?<a href="(.*?)"', page.request.get(url).text())[1]
        page.goto(url)
        assert find_sending_fields(page) == [], path


def test_enter_in_list_sends_nothing(admin_page, portal):
    for path in LISTS:
        admin_page.goto(f"{portal.url}/quan-tri/{path}")
        admin_page.locator("#action-toggle").check()
        admin_page.locator("select[name=action]").select_option("delete_selected")
        assert find_sending_fields(admin_page) == [], path


def test_enter_in_password_form_sends_nothing(admin_page, portal):
    open_form(admin_page, portal, "accounts/user/")
    click_and_wait(admin_page.get_by_role("link", name="Đặt mật khẩu mới"))
    for name in ("password1", "password2"):
        admin_page.fill(f"[name={name}]", "mot-mat-khau-chi-de-thu")
    assert find_sending_fields(admin_page) == []


def fill_category(page: Page) -> None:
    page.fill("#id_name", "Chuyên mục hai lần bấm")


def change_title(page: Page) -> None:
    page.locator("#id_title, #id_name").first.press("End")
    page.keyboard.type(" a")


@pytest.mark.parametrize(
    ("path", "fill", "button", "expected"),
    [
        ("news/category/add/", fill_category, "Lưu", "Chuyên mục hai lần bấm"),
        ("news/category/", change_title, "Lưu", "Đã lưu"),
        ("pages/page/", change_title, "Lưu", "Đã lưu"),
        ("procedures/procedure/", change_title, "Lưu", "Đã lưu"),
        ("news/article/?tinh-trang=dang", change_title, "Lưu thay đổi", "Đã lưu lúc"),
    ],
)
def test_second_press_sends_nothing(admin_page, portal, path, fill, button, expected):
    """The answer 204 leaves the page as it is while it waits for the next one."""
    open_form(admin_page, portal, path)
    fill(admin_page)
    url, sent, pressed = (
        admin_page.url,
        count_posts(admin_page),
        admin_page.get_by_role("button", name=button, exact=True),
    )
    admin_page.route(url, answer_no_content)
    # Forms with autosave first ask whether the session is valid.
    with admin_page.expect_response(lambda response: response.status == 204 and response.url == url):
        pressed.first.dblclick()
    expect(admin_page.get_by_role("status").filter(has_text="Đang lưu…")).to_be_visible()
    pressed.first.click(force=True)
    admin_page.evaluate("fetch('')")  # answered after a form that was sent before
    assert sent.count(url) == 1
    admin_page.unroute(url)
    admin_page.evaluate(UNLOCK)
    click_and_wait(pressed.first)
    expect(admin_page.locator(".messagelist")).to_contain_text(expected)


def test_sent_form_says_so_and_is_unlocked_on_return(admin_page, portal):
    open_form(admin_page, portal, "news/category/")
    button, posts = admin_page.get_by_role("button", name="Lưu", exact=True), count_posts(admin_page)
    admin_page.route(admin_page.url, answer_no_content)
    for number in (1, 2):
        button.click()
        expect(admin_page.get_by_role("status").filter(has_text="Đang lưu…")).to_be_visible()
        expect(button).to_have_attribute("aria-disabled", "true")
        admin_page.keyboard.press("Enter")  # on the button, which has the focus
        admin_page.evaluate(UNLOCK)
        expect(button).not_to_have_attribute("aria-disabled", "true")
        expect(admin_page.get_by_text("Đang lưu…")).to_have_count(0)
        assert len(posts) == number


def test_preview_button_stays_usable(admin_page, portal, content):
    draft = content["draft"]
    admin_page.goto(f"{portal.url}/quan-tri/news/article/{draft}/change/")
    preview = admin_page.get_by_role("button", name="Xem trước")
    with admin_page.context.expect_page() as opened:
        preview.click()
    opened.value.close()
    expect(preview).not_to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize(
    ("path", "selector", "limit"),
    [
        ("pages/page/", "#id_title", 120),
        ("procedures/procedure/", "#id_form_files-0-title", 200),
        ("procedures/guideentry/", "#id_purpose", 600),
    ],
)
def test_long_text_is_counted_and_kept(shared_page, portal, path, selector, limit):
    page, admin_page = shared_page, AdminPage(shared_page, portal)
    open_form(page, portal, path)
    field, counter = page.locator(selector), page.locator(f"{selector}-counter")
    field.fill("a" * (limit // 2))
    expect(counter).to_have_count(0)
    field.fill("a" * (limit - 5))
    expect(counter).to_have_text("Còn 5 ký tự.")
    field.fill("a" * (limit + 150))
    expect(counter).to_have_text(f"Dài {limit + 150} ký tự, nhiều nhất {limit}: bớt 150 ký tự.")
    assert len(field.input_value()) == limit + 150
    if path == "pages/page/":
        click_and_wait(page.get_by_role("button", name="Lưu", exact=True))
        assert len(field.input_value()) == limit + 150
        expect(page.locator(".errorlist")).to_contain_text(
            f"Nhiều nhất {limit} ký tự, ở đây đã dài {limit + 150} ký tự."
        )
        expect(counter).to_have_text(f"Dài {limit + 150} ký tự, nhiều nhất {limit}: bớt 150 ký tự.")
        admin_page.check()


def test_long_reason_is_counted_and_kept(admin_page, portal, content):
    waiting = content["waiting"]
    admin_page.goto(f"{portal.url}/quan-tri/news/article/{waiting}/tra-lai/")
    reason = admin_page.locator("#id_reason")
    reason.fill("a" * 600)
    expect(admin_page.locator("#id_reason-counter")).to_have_text("Dài 600 ký tự, nhiều nhất 500: bớt 100 ký tự.")
    click_and_wait(admin_page.get_by_role("button", name="Trả lại"))
    assert len(reason.input_value()) == 600


def test_unsaved_text_survives_a_crash_or_is_asked_about(page, portal):
    """What is typed into a page is offered again; a form whose text is not stored asks before it is left."""
    admin_page = page
    start_session(admin_page, portal)
    url = f"{portal.url}/quan-tri/pages/page/add/"
    admin_page.goto(url)
    admin_page.fill("#id_title", "Lịch tiếp dân")
    get_editor(admin_page).click()
    expect(admin_page.locator("#id_slug")).to_have_value("lich-tiep-dan")
    with admin_page.expect_request_finished(lambda request: "Th%E1%BB%A9+N%C4%83m." in (request.post_data or "")):
        admin_page.keyboard.type("Thứ Năm.")
    admin_page.close()
    admin_page = admin_page.context.new_page()
    dialogs: list[str] = []
    admin_page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    admin_page.goto(url)
    click_and_wait(admin_page.get_by_role("link", name="Khôi phục"))
    expect(get_editor(admin_page)).to_have_text("Thứ Năm.")
    with admin_page.expect_popup() as popup:
        admin_page.get_by_role("button", name="Xem trước").click()
    expect(popup.value.locator("h1")).to_have_text("Lịch tiếp dân")
    click_and_wait(admin_page.get_by_role("button", name="Lưu", exact=True))
    expect(admin_page.locator(".messagelist")).to_contain_text("Đã thêm trang “Lịch tiếp dân”")
    assert dialogs == []
    admin_page.goto(f"{portal.url}/quan-tri/news/category/add/")
    fill_category(admin_page)
    admin_page.goto(url)
    assert dialogs == ["beforeunload"]
