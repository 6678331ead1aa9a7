import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from playwright.sync_api import expect

from tests.accounts.conftest import totp_code
from tests.browser.admin import PASSWORD, TWO_STEP, AdminPage, start_session
from tests.browser.pages import click_and_wait
from tests.helpers import TIMEOUT


def test_sign_in_by_keyboard_and_mfa_setup(page, portal, new_context):
    admin_page = AdminPage(page, portal)
    page.goto(f"{portal.url}/quan-tri/news/article/")
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    page.keyboard.type(TWO_STEP)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{portal.url}/quan-tri/news/article/")

    click_and_wait(page.get_by_role("link", name="Đăng nhập hai bước"))
    click_and_wait(page.get_by_role("link", name="Dùng mã trên điện thoại"))
    qr_code = page.get_by_alt_text("Mã QR cho ứng dụng xác thực")
    assert qr_code.evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_label("Mã sáu chữ số").fill("000000")
    click_and_wait(page.get_by_role("button", name="Bật"))
    expect(page.get_by_text("Mã không đúng hoặc đã hết hạn.")).to_be_visible()
    admin_page.check()
    page.get_by_label("Mã sáu chữ số").fill(totp_code(page.locator(".sv-secret-key").inner_text()))
    click_and_wait(page.get_by_role("button", name="Bật"))
    codes = page.locator(".sv-recovery-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    admin_page.check()
    for path in ("", "tat/", "ma-du-phong/moi/"):
        admin_page.open(f"/quan-tri/hai-buoc/{path}")
        admin_page.check()
    click_and_wait(page.get_by_role("button", name="Đăng xuất"))

    other = new_context(viewport={"width": 360, "height": 740}).new_page()
    other.goto(f"{portal.url}/quan-tri/")
    other.get_by_label("Tên đăng nhập").fill(TWO_STEP)
    other.get_by_label("Mật khẩu").fill(PASSWORD)
    click_and_wait(other.get_by_role("button", name="Đăng nhập"))
    AdminPage(other, portal).check()
    other.get_by_label("Mã sáu chữ số").fill(codes[0])
    click_and_wait(other.get_by_role("button", name="Đăng nhập", exact=True))
    expect(other.get_by_role("heading", name="Việc hôm nay")).to_be_visible()


def test_lockout_page_explains_what_to_do(new_context, portal):
    page = new_context().new_page()
    admin_page = AdminPage(page, portal)
    page.goto(f"{portal.url}/quan-tri/")
    for _ in range(5):
        page.get_by_label("Tên đăng nhập").fill("ke-do-mat-khau")
        page.get_by_label("Mật khẩu").fill("sai")
        click_and_wait(page.get_by_role("button", name="Đăng nhập"))
    expect(page.get_by_role("heading", name="Tạm khóa đăng nhập")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("30 phút")
    admin_page.messages.clear()  # Chromium logs the status 429
    admin_page.check()


def guess(portal, password: str) -> int:
    """Try to sign in with a username that does not exist. Return the status of the response."""
    opener, url = build_opener(HTTPCookieProcessor(CookieJar())), f"{portal.url}/quan-tri/login/"
    with opener.open(url, timeout=TIMEOUT) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
    fields = {"csrfmiddlewaretoken": token, "login": "nhieu-nguoi-cung-do", "password": password}
    try:
        with opener.open(Request(url, urlencode(fields).encode(), {"Referer": url}), timeout=TIMEOUT) as response:
            return response.status
    except HTTPError as error:
        with error:
            return error.code


def test_concurrent_guesses_are_counted_across_processes(portal):
    with ThreadPoolExecutor(16) as pool:
        statuses = Counter(pool.map(lambda number: guess(portal, f"sai-{number}"), range(32)))
    assert set(statuses) <= {200, 429}
    assert statuses[200] <= 4
    assert guess(portal, "sai") == 429


def test_theme_toggle_persists(strict_page, portal):
    page = strict_page
    start_session(page, portal)
    page.goto(f"{portal.url}/quan-tri/")
    page.get_by_role("button", name="Đổi nền sáng, tối").click()
    theme = page.locator("html").get_attribute("data-theme")
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == theme != "auto"
