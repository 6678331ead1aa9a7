"""Every page of the admin site: accessible, Vietnamese, without console messages, on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.admin import AdminPage
from tests.browser.editor import insert_photo_row
from tests.browser.pages import click_and_wait, get_violations

ARTICLE = "/quan-tri/news/article"
PAGES = {
    "dashboard": "/quan-tri/",
    "article list": f"{ARTICLE}/",
    "new article": f"{ARTICLE}/add/",
    "article": f"{ARTICLE}/{{published}}/change/",
    "history": f"{ARTICLE}/{{draft}}/history/",
    "version": f"{ARTICLE}/{{draft}}/history/{{version}}/",
    "preview": f"{ARTICLE}/{{waiting}}/xem-truoc/",
    "preview link": f"{ARTICLE}/{{draft}}/duong-dan/",
    "shared preview": "/xem-truoc/{token}/",
    "return": f"{ARTICLE}/{{waiting}}/tra-lai/",
    "withdraw": f"{ARTICLE}/{{published}}/go-bai/",
    "delete": f"{ARTICLE}/{{draft}}/delete/",
    "deleted articles": f"{ARTICLE}/da-xoa/",
    "loudspeaker script": f"{ARTICLE}/truyen-thanh/?bai={{published}}",
    "categories": "/quan-tri/news/category/",
    "category": "/quan-tri/news/category/{category}/change/",
    "delete category": "/quan-tri/news/category/{category}/delete/",
    "visits": "/quan-tri/visits/dailyvisits/?theo=thang",
    "accounts": "/quan-tri/accounts/user/",
    "account": "/quan-tri/accounts/user/1/change/",
    "password of an account": "/quan-tri/accounts/user/1/password/",
    "login policy": "/quan-tri/accounts/loginpolicy/add/",
    "feedback address": "/quan-tri/procedures/feedbackaddress/1/change/",
    "guide entries": "/quan-tri/procedures/guideentry/",
    "procedures": "/quan-tri/procedures/procedure/",
    "new procedure": "/quan-tri/procedures/procedure/add/",
    "procedure import": "/quan-tri/procedures/procedure/nhap/",
    "new page": "/quan-tri/pages/page/add/",
    "place names": "/quan-tri/search/placename/add/",
    "two-step sign-in": "/quan-tri/hai-buoc/",
    "enable two-step sign-in": "/quan-tri/hai-buoc/bat/",
    "new passkey": "/quan-tri/hai-buoc/khoa/",
    "sessions": "/quan-tri/phien/",
    "notice settings": "/quan-tri/thu-bao/",
    "journal": "/quan-tri/journal/securityevent/",
    "reauthentication": "/quan-tri/dang-nhap/lai/",
    "own password": "/quan-tri/password_change/",
    "help": "/quan-tri/huong-dan/",
}


# Pages that are looked at on a desktop in light mode too.
DESKTOP = ["dashboard", "article list", "article", "version"]


@pytest.fixture(scope="module")
def module_page(staff_context, portal):
    page = staff_context.new_page()
    yield AdminPage(page, portal)
    page.close()


@pytest.fixture
def admin_page(module_page):
    """Return a page in dark mode, signed in, which the tests of this module share."""
    module_page.page.goto("about:blank")
    module_page.page.emulate_media(color_scheme="dark")
    module_page.messages.clear()
    return module_page


@pytest.mark.parametrize("name", PAGES)
def test_admin_page_is_accessible(admin_page, content, name):
    """`check()` ends at the width of a phone."""
    admin_page.open(PAGES[name].format(**content))
    admin_page.check()
    if name in DESKTOP:
        admin_page.page.emulate_media(color_scheme="light")
        admin_page.page.set_viewport_size({"width": 1280, "height": 800})
        assert get_violations(admin_page.page) == []


def test_editor_buttons_have_their_text_in_the_name(admin_page, content):
    """Speech control finds a button by its visible text (WCAG 2.5.3)."""
    admin_page.open(PAGES["article"].format(**content))
    insert_photo_row(admin_page.page, 1)
    names = admin_page.page.locator(":is([data-name=photoRow], .sv-photo-row button)").evaluate_all(
        "buttons => buttons.map(button => [button.textContent, button.getAttribute('aria-label') ?? button.title])"
    )
    words = [(text, name) for text, name in names if text not in "↑↓"]
    assert len(words) >= 3
    assert [(text, name) for text, name in words if not name.startswith(text)] == []


def test_form_errors_are_accessible(admin_page):
    admin_page.open("/quan-tri/news/category/add/")
    admin_page.page.evaluate("document.querySelector('#content-main form').noValidate = true")
    click_and_wait(admin_page.page.locator("[name=_save]"))
    expect(admin_page.page.locator(".errornote")).to_have_text("Hãy sửa lỗi ghi bên dưới.")
    admin_page.check()


def test_delete_confirmation_is_accessible(admin_page):
    admin_page.open("/quan-tri/news/category/")
    admin_page.page.locator("tr:has-text('Mục trống') .action-select").check()
    admin_page.page.locator("select[name=action]").select_option("delete_selected")
    click_and_wait(admin_page.page.locator("button[name=index]"))
    expect(admin_page.page.locator("h1")).to_have_text("Xóa nhiều đối tượng")
    admin_page.check()


def test_login_page_is_accessible(page, portal):
    admin_page = AdminPage(page, portal)
    admin_page.open("/quan-tri/login/")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        admin_page.check()
