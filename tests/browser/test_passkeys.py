"""Passkeys, with a virtual authenticator of Chromium. They need a domain, so the portal is at "localhost"."""

import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin import AdminPage
from tests.browser.pages import click_and_wait
from tests.portal import Portal

USERNAME, OTHER_USERNAME, PASSWORD = "lan-dau", "khong-ma-lenh", "ruộng lúa chín vàng"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def portal(tmp_path_factory, prepared_folder):
    """A portal of its own, with an account for each test."""
    folder = shutil.copytree(prepared_folder, tmp_path_factory.mktemp("passkeys") / "data")
    portal = Portal(folder, WORKERS="1", ALLOWED_HOSTS="127.0.0.1,localhost", REQUIRE_MFA="on")
    portal.url = f"http://localhost:{portal.port}"
    code = "from tests import factories\n" + "\n".join(
        f"factories.staff('Biên tập viên', {username!r}, password={PASSWORD!r})"
        for username in (USERNAME, OTHER_USERNAME)
    )
    portal.manage("shell", "-c", code)
    portal.start()
    yield portal
    portal.stop()


def enter_password(page: Page, portal: Portal, username: str = USERNAME) -> None:
    page.goto(f"{portal.url}/quan-tri/news/article/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    click_and_wait(page.get_by_role("button", name="Đăng nhập"))


def test_first_sign_in_leads_through_passkey(new_context, portal):
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    admin_page = AdminPage(page, portal)

    enter_password(page, portal)
    expect(page.get_by_text("phải đặt bước hai trước khi vào bàn biên tập")).to_be_visible()
    admin_page.check()
    click_and_wait(page.get_by_role("link", name="Thêm khóa trên máy này"))
    admin_page.check()
    click_and_wait(page.get_by_role("button", name="Thêm khóa trên máy này"))
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    admin_page.check()
    click_and_wait(page.get_by_role("link", name="Tôi đã cất các mã"))
    expect(page.get_by_role("heading", name="Việc hôm nay")).to_be_visible()
    admin_page.open("/quan-tri/hai-buoc/")
    expect(page.get_by_text("Khóa đăng nhập “Chrome trên Android”")).to_be_visible()
    admin_page.check()

    page.get_by_role("button", name="Đăng xuất").click()
    enter_password(page, portal)
    expect(page.get_by_role("heading", name="Đăng nhập: bước hai")).to_be_visible()
    admin_page.check()
    click_and_wait(page.get_by_role("button", name="Dùng khóa đăng nhập"))
    expect(page).to_have_url(f"{portal.url}/quan-tri/news/article/")

    # The device is lost: the passkey is refused with a sentence, and a recovery code is still accepted.
    admin_page.open("/quan-tri/hai-buoc/ma-du-phong/")
    codes = page.locator(".sv-recovery-codes code").all_inner_texts()
    page.get_by_role("button", name="Đăng xuất").click()
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    enter_password(page, portal)
    page.get_by_role("button", name="Dùng khóa đăng nhập").click()
    expect(page.get_by_text("Chưa dùng được khóa")).to_be_visible()
    page.get_by_label("Mã sáu chữ số, hoặc một mã dự phòng").fill(codes[0])
    click_and_wait(page.get_by_role("button", name="Đăng nhập", exact=True))
    expect(page).to_have_url(f"{portal.url}/quan-tri/news/article/")


def test_setup_without_script_offers_codes(new_context, portal):
    page = new_context(java_script_enabled=False).new_page()
    enter_password(page, portal, OTHER_USERNAME)
    page.get_by_role("link", name="Thêm khóa trên máy này").click()
    expect(page.get_by_role("button", name="Thêm khóa trên máy này")).to_be_disabled()
    page.get_by_role("link", name="Dùng mã của ứng dụng trên điện thoại").click()
    expect(page.get_by_label("Mã sáu chữ số mà ứng dụng hiện ra")).to_be_visible()
