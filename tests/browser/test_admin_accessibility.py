"""Every page of the desk: nothing for axe to find, nothing refused by the browser, all of it on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.admin import Window, sign_in, things
from tests.browser.pages import follow
from tests.browser.test_accessibility import violations
from tests.browser.writing import put_row

ARTICLE = "/quan-tri/news/article"
PAGES = {
    "the first page": "/quan-tri/",
    "the list of articles": f"{ARTICLE}/",
    "a new article": f"{ARTICLE}/add/",
    "an article": f"{ARTICLE}/{{published}}/change/",
    "its history": f"{ARTICLE}/{{draft}}/history/",
    "a version": f"{ARTICLE}/{{draft}}/history/{{version}}/",
    "the preview": f"{ARTICLE}/{{waiting}}/xem-truoc/",
    "the link to lend": f"{ARTICLE}/{{draft}}/duong-dan/",
    "the link as it is opened": "/xem-truoc/{token}/",
    "returning": f"{ARTICLE}/{{waiting}}/tra-lai/",
    "withdrawing": f"{ARTICLE}/{{published}}/go-bai/",
    "deleting": f"{ARTICLE}/{{draft}}/delete/",
    "what was deleted": f"{ARTICLE}/da-xoa/",
    "categories": "/quan-tri/news/category/",
    "a category": "/quan-tri/news/category/{category}/change/",
    "deleting a category": "/quan-tri/news/category/{category}/delete/",
    "visits": "/quan-tri/visits/dailyvisits/?theo=thang",
    "accounts": "/quan-tri/accounts/user/",
    "an account": "/quan-tri/accounts/user/1/change/",
    "somebody's new password": "/quan-tri/accounts/user/1/password/",
    "the rules of signing in": "/quan-tri/accounts/loginpolicy/add/",
    "a feedback address": "/quan-tri/procedures/feedbackaddress/1/change/",
    "guide entries": "/quan-tri/procedures/guideentry/",
    "procedures": "/quan-tri/procedures/procedure/",
    "a new procedure": "/quan-tri/procedures/procedure/add/",
    "the import of a sheet": "/quan-tri/procedures/procedure/nhap/",
    "a new page": "/quan-tri/pages/page/add/",
    "place names": "/quan-tri/search/placename/add/",
    "two steps": "/quan-tri/hai-buoc/",
    "turning two steps on": "/quan-tri/hai-buoc/bat/",
    "the password again": "/quan-tri/dang-nhap/lai/",
    "a new password": "/quan-tri/password_change/",
    "help": "/quan-tri/huong-dan/",
}


@pytest.fixture(scope="module")
def context(browser, browser_context_args, portal):
    context = browser.new_context(**browser_context_args, color_scheme="dark")
    page = context.new_page()
    sign_in(page, portal)
    page.close()
    yield context
    context.close()


@pytest.fixture(scope="module")
def keys(portal) -> dict:
    return things(portal)


@pytest.fixture
def window(context, portal):
    page = context.new_page()
    yield Window(page, portal)
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_desk_is_for_everybody(window, keys, name):
    window.open(PAGES[name].format(**keys))
    window.judge()


@pytest.mark.parametrize("name", ["the first page", "the list of articles", "an article", "a version"])
def test_so_it_is_on_a_large_screen_by_daylight(window, keys, name):
    window.page.emulate_media(color_scheme="light")
    window.page.set_viewport_size({"width": 1280, "height": 800})
    window.open(PAGES[name].format(**keys))
    assert window.complaints == []
    assert violations(window.page) == []


def test_a_button_of_the_editor_answers_to_the_words_on_it(window, keys):
    """For those who speak to their machine: the name holds what can be read."""
    window.open(PAGES["an article"].format(**keys))
    put_row(window.page, 1)
    names = window.page.locator(":is([data-name=photoRow], .sv-photo-row button)").evaluate_all(
        "buttons => buttons.map(button => [button.textContent, button.getAttribute('aria-label') ?? button.title])"
    )
    spoken = [(text, name) for text, name in names if text not in "↑↓"]
    assert len(spoken) >= 3
    assert [pair for pair in spoken if not pair[1].startswith(pair[0])] == []


def test_a_form_with_mistakes_is_for_everybody(window):
    window.open("/quan-tri/news/category/add/")
    window.page.evaluate("document.querySelector('#content-main form').noValidate = true")
    follow(window.page.locator("[name=_save]"))
    expect(window.page.locator(".errornote")).to_have_text("Hãy sửa lỗi ghi bên dưới.")
    window.judge()


def test_the_question_before_many_are_deleted_is_for_everybody(window):
    window.open("/quan-tri/news/category/")
    window.page.locator("tr:has-text('Mục trống') .action-select").check()
    window.page.locator("select[name=action]").select_option("delete_selected")
    follow(window.page.locator("button[name=index]"))
    expect(window.page.locator("h1")).to_have_text("Xóa nhiều đối tượng")
    window.judge()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_is_for_everybody(page, portal, scheme):
    page.emulate_media(color_scheme=scheme)
    window = Window(page, portal)
    window.open("/quan-tri/login/")
    window.judge()
