"""Suggestions below the search field: by keyboard, by touch, and while an input method composes a word."""

from playwright.sync_api import expect

from tests.browser.pages import click_and_wait, get_page_width, get_violations

PROCEDURE = "/thu-tuc-hanh-chinh/danh-muc/MAU-01/"


def test_suggestions_by_keyboard_and_touch(public_page, portal):
    page = public_page
    page.set_viewport_size({"width": 360, "height": 740})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "goi-y" in request.url else None)
    page.goto(portal.url)
    field, options, status = page.locator("[name=q]"), page.get_by_role("option"), page.locator(".visually-hidden")
    field.press_sequentially("k")
    field.press("ArrowDown")
    field.press_sequentially("hai")
    expect(options.first).to_contain_text("Đăng ký khai")
    expect(status).to_have_text(f"{options.count()} gợi ý, chọn bằng phím mũi tên.")
    assert requests == [f"{portal.url}/tim-kiem/goi-y?q=khai"]  # none for one letter, none for each further one
    assert (get_violations(page), get_page_width(page)) == ([], 360)
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Home")
    assert page.locator("[aria-selected=true]").count() == 0
    field.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("khai")
    field.press("End")  # Home has moved the caret
    field.press_sequentially(" sinh")
    with page.expect_navigation():
        expect(options).to_have_text("Đăng ký khai sinh Thủ tục hành chính")
        field.press("ArrowDown")
        field.press("Enter")
    assert page.url == portal.url + PROCEDURE
    page.locator("[name=q]").press_sequentially("khai sinh")
    click_and_wait(page.get_by_role("option"))
    assert page.url == portal.url + PROCEDURE


def test_suggestions_while_a_word_is_composed(public_page, portal):
    page = public_page
    page.goto(portal.url)
    field, options = page.locator("[name=q]"), page.get_by_role("option")
    field.focus()
    devtools = page.context.new_cdp_session(page)
    for text in ("k", "ke", "ket", "kêt", "kết"):  # as an input method for Telex
        devtools.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    expect(options.first).to_contain_text("Đăng ký kết hôn")
    field.dispatch_event("keydown", {"key": "ArrowDown", "isComposing": True})  # of the list of the input method
    assert page.locator("[aria-selected=true]").count() == 0
    devtools.send("Input.insertText", {"text": "kết"})
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_value("kết")
