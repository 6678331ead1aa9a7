from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.pages import click_and_wait


def test_editor_keeps_photo_rows(strict_shared_page, portal):
    page = strict_shared_page
    page.goto(f"{portal.url}/tin-tuc/")
    photos = page.locator(".rich-text .photo-row img")
    for url in page.locator(".article-item h2 a").evaluate_all("links => links.map(link => link.href)"):
        page.goto(url)
        if number := photos.count():
            break
    sources = photos.evaluate_all("images => images.map(image => image.src)")
    title = page.locator("h1").inner_text()
    page.goto(f"{portal.url}/quan-tri/news/article/?q={quote(title)}")
    click_and_wait(page.get_by_role("link", name=title, exact=True))
    expect(page.locator(".tiptap .sv-photo-row img")).to_have_count(number)
    page.locator(".tiptap > p").first.click()
    page.keyboard.press("Home")
    page.keyboard.type("Thêm: ")
    click_and_wait(page.get_by_role("button", name="Lưu thay đổi"))
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    page.goto(url)
    expect(page.locator(".rich-text p").first).to_contain_text("Thêm: ")
    assert photos.evaluate_all("images => images.map(image => image.src)") == sources
