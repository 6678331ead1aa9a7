"""Signing in, for the tests of the desk in a browser."""

from playwright.sync_api import Page, expect

from tests.portal import Portal


def sign_in(page: Page, portal: Portal, name: str = "bientap", password: str | None = None) -> None:
    page.goto(f"{portal.url}/quan-tri/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(password or portal.password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("#site-name")).to_contain_text("Bàn biên tập")
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
