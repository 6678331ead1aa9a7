from playwright.sync_api import expect

from tests.browser.admin import sign_in
from tests.browser.pages import follow


def test_rows_of_photos_survive_the_editor(quiet_page, portal):
    page = quiet_page
    sign_in(page, portal)
    page.goto(f"{portal.url}/tin-tuc/")
    portal_rows = ".rich-text .photo-row img"
    for address in page.locator(".article-item h2 a").evaluate_all("links => links.map(link => link.href)"):
        page.goto(address)
        if rows := page.locator(portal_rows).count():
            break
    images = page.locator(portal_rows).evaluate_all("images => images.map(image => image.src)")
    title = page.locator("h1").inner_text()
    page.goto(f"{portal.url}/quan-tri/news/article/")
    follow(page.get_by_role("link", name=title, exact=True))
    expect(page.locator(".tiptap .sv-photo-row img")).to_have_count(rows)
    page.locator(".tiptap > p").first.click()
    page.keyboard.press("Home")
    page.keyboard.type("Thêm: ")
    follow(page.get_by_role("button", name="Lưu thay đổi"))
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    page.goto(address)
    expect(page.locator(".rich-text p").first).to_contain_text("Thêm: ")
    assert page.locator(portal_rows).evaluate_all("images => images.map(image => image.src)") == images
