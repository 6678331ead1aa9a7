import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from playwright.sync_api import expect

from tests import helpers
from tests.accounts.conftest import totp_code
from tests.browser.admin import Window, sign_in
from tests.browser.pages import follow

USERNAME, PASSWORD = "hai-buoc", "ruộng lúa chín vàng"


def test_sign_in_by_keyboard_and_mfa_setup(page, portal, browser, browser_context_args):
    portal.manage(
        "shell",
        "-c",
        f"from tests import factories; factories.staff('Quản trị', {USERNAME!r}, password={PASSWORD!r})",
    )
    window = Window(page, portal)
    page.goto(f"{portal.url}/quan-tri/news/article/")
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    page.keyboard.type(USERNAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{portal.url}/quan-tri/news/article/")

    follow(page.get_by_role("link", name="Đăng nhập hai bước"))
    follow(page.get_by_role("link", name="Bật đăng nhập hai bước"))
    qr_code = page.get_by_alt_text("Mã QR cho ứng dụng xác thực")
    assert qr_code.evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_label("Mã sáu chữ số").fill("000000")
    follow(page.get_by_role("button", name="Bật"))
    expect(page.get_by_text("Mã không đúng hoặc đã hết hạn.")).to_be_visible()
    window.judge()
    page.get_by_label("Mã sáu chữ số").fill(totp_code(page.locator(".sv-secret-key").inner_text()))
    follow(page.get_by_role("button", name="Bật"))
    codes = page.locator(".sv-recovery-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    window.judge()
    for path in ("", "tat/", "ma-du-phong/moi/"):
        window.open(f"/quan-tri/hai-buoc/{path}")
        window.judge()
    follow(page.get_by_role("button", name="Đăng xuất"))

    other = browser.new_context(**browser_context_args, viewport={"width": 360, "height": 740}).new_page()
    other.goto(f"{portal.url}/quan-tri/")
    other.get_by_label("Tên đăng nhập").fill(USERNAME)
    other.get_by_label("Mật khẩu").fill(PASSWORD)
    follow(other.get_by_role("button", name="Đăng nhập"))
    Window(other, portal).judge()
    other.get_by_label("Mã sáu chữ số").fill(codes[0])
    follow(other.get_by_role("button", name="Đăng nhập", exact=True))
    expect(other.get_by_role("heading", name="Việc hôm nay")).to_be_visible()
    other.context.close()


def test_lockout_page_explains_what_to_do(browser, browser_context_args, portal):
    page = browser.new_context(**browser_context_args).new_page()
    window = Window(page, portal)
    page.goto(f"{portal.url}/quan-tri/")
    for _ in range(5):
        page.get_by_label("Tên đăng nhập").fill("ke-do-mat-khau")
        page.get_by_label("Mật khẩu").fill("sai")
        follow(page.get_by_role("button", name="Đăng nhập"))
    expect(page.get_by_role("heading", name="Tạm khóa đăng nhập")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("30 phút")
    window.complaints.clear()  # Chromium logs the status 429
    window.judge()
    page.context.close()


def guess(portal, password: str) -> int:
    """Try to sign in with a username that does not exist. Return the status of the response."""
    opener, url = build_opener(HTTPCookieProcessor(CookieJar())), f"{portal.url}/quan-tri/login/"
    with opener.open(url, timeout=helpers.TIMEOUT) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
    fields = {"csrfmiddlewaretoken": token, "login": "nhieu-nguoi-cung-do", "password": password}
    try:
        with opener.open(
            Request(url, urlencode(fields).encode(), {"Referer": url}), timeout=helpers.TIMEOUT
        ) as response:
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


def test_theme_toggle_persists(quiet_page, portal):
    page = quiet_page
    sign_in(page, portal)
    page.get_by_role("button", name="Đổi nền sáng, tối").click()
    theme = page.locator("html").get_attribute("data-theme")
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == theme != "auto"
