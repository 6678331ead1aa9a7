from playwright.sync_api import expect

from tests import make


def sign_in(page, portal) -> None:
    page.goto(f"{portal.url}/quan-tri/")
    page.fill("#id_username", "bientap")
    page.fill("#id_password", portal.password)
    page.locator("[type=submit]").click()
    expect(page.locator("#site-name")).to_contain_text("Bàn biên tập")


def test_a_first_article_of_one_s_own_with_photos(quiet_page, portal):
    page = quiet_page
    sign_in(page, portal)
    page.goto(f"{portal.url}/quan-tri/news/article/add/")
    page.fill("#id_title", "Bài đầu tiên của tôi")
    page.select_option("#id_category", index=1)
    page.get_by_role("button", name="Tiếp tục").click()
    page.locator(".tiptap.ProseMirror").click()
    page.keyboard.type("Đoạn văn thứ nhất.")
    page.keyboard.press("Enter")
    page.keyboard.type("Đoạn văn thứ hai.")
    photos = [
        {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": make.image_file((900, 600)).getvalue()}
        for number in range(2)
    ]
    page.set_input_files("#id_new_photos", photos)
    page.get_by_role("button", name="Đăng", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Đã thêm 2 ảnh.")
    page.goto(f"{portal.url}/tin-tuc/bai-dau-tien-cua-toi/")
    expect(page.locator(".body p")).to_have_text(["Đoạn văn thứ nhất.", "Đoạn văn thứ hai."])
    expect(page.locator(".gallery img")).to_have_count(2)


def test_rows_of_photos_survive_the_editor(quiet_page, portal):
    page = quiet_page
    sign_in(page, portal)
    page.goto(f"{portal.url}/tin-tuc/")
    portal_rows = ".body .row img"
    for address in page.locator(".item h2 a").evaluate_all("links => links.map(link => link.href)"):
        page.goto(address)
        if rows := page.locator(portal_rows).count():
            break
    images = page.locator(portal_rows).evaluate_all("images => images.map(image => image.src)")
    title = page.locator("h1").inner_text()
    page.goto(f"{portal.url}/quan-tri/news/article/")
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.locator(".tiptap .photo-row img")).to_have_count(rows)
    page.locator(".tiptap > p").first.click()
    page.keyboard.press("Home")
    page.keyboard.type("Thêm: ")
    page.get_by_role("button", name="Lưu thay đổi").click()
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu lúc")
    page.goto(address)
    expect(page.locator(".body p").first).to_contain_text("Thêm: ")
    assert page.locator(portal_rows).evaluate_all("images => images.map(image => image.src)") == images
