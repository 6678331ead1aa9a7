"""Feedback addresses, guide, catalogue and poster, without scripts and on paper."""

import io
import re

import pypdf
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.pages import click_and_wait
from tests.helpers import wait_until
from tests.portal import Portal, Visitor

INDEX = "/thu-tuc-hanh-chinh/"
FEEDBACK = "/phan-anh-kien-nghi/"
GUIDE = f"{FEEDBACK}huong-dan/"
CATALOGUE = f"{INDEX}danh-muc/"
POSTER = f"{FEEDBACK}ap-phich/van-in/"  # the address of the sample has former names
CHOICES = {  # of the guide, and the name of the address
    "Đèn đường hỏng": "Ủy ban nhân dân xã Sao Vàng",
    "Tôi muốn hỏi": "Trung tâm Phục vụ hành chính công xã Sao Vàng",
    "Tôi gặp vướng mắc": "Địa chỉ tiếp nhận phản ánh, kiến nghị về giải quyết thủ tục hành chính",
    "Tôi không đồng ý với một quyết định": "Ủy ban nhân dân xã Sao Vàng, nơi tiếp công dân",
    "Tôi muốn báo một hành vi vi phạm": "Ủy ban nhân dân xã Sao Vàng, nơi tiếp công dân",
}


def test_article_links_to_feedback_address_and_dials(phone, portal):
    phone.goto(f"{portal.url}/tin-tuc/")
    click_and_wait(phone.locator(".article-item h2 a").first)
    number = phone.locator(".contact-card a.phone-number")
    digits = re.sub(r"\D", "", number.inner_text())
    assert number.get_attribute("href") == f"tel:{digits}"
    click_and_wait(phone.locator(".contact-card a", has_text="địa chỉ"))
    assert phone.url == portal.url + FEEDBACK
    assert phone.locator(".feedback-address a.phone-number").first.get_attribute("href") == f"tel:{digits}"


def test_guide_leads_to_the_right_address(phone, portal):
    phone.goto(f"{portal.url}/tin-tuc/")
    click_and_wait(phone.locator(".contact-card").get_by_role("link", name="Tôi cần gửi gì, ở đâu?"))
    assert phone.url == portal.url + GUIDE
    for choice, name in CHOICES.items():
        phone.goto(portal.url + GUIDE)
        click_and_wait(phone.get_by_role("link", name=choice))
        address = phone.locator(".feedback-address").first
        assert address.get_by_role("heading", level=3).inner_text().replace("\u00a0", " ") == name, choice
        click_and_wait(address.get_by_role("link", name=name))
        assert phone.locator(":target h3, :target b", has_text=name).count() == 1, choice


def test_catalogue_search_ignores_accents(phone, portal):
    phone.goto(portal.url + CATALOGUE)
    phone.get_by_role("searchbox", name="Tên thủ tục cần tìm").fill("khai sinh")
    click_and_wait(phone.locator(".search-form-large button"))
    click_and_wait(phone.get_by_role("link", name="Đăng ký khai sinh"))
    assert phone.get_by_role("heading", level=1).inner_text() == "Đăng ký khai sinh"


def print_pdf(page: Page) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))


def is_number_on_one_line(page: Page) -> bool:
    return page.evaluate(
        """() => {
          const number = document.querySelector(".poster-number")
          return number.scrollWidth <= number.clientWidth && number.querySelector("a").getClientRects().length === 1
        }"""
    )


def test_poster_is_one_a4_page_with_qr_code(public_page, portal):
    public_page.goto(portal.url + POSTER)
    (sheet,) = print_pdf(public_page).pages
    assert [round(float(side)) for side in sheet.mediabox[2:]] == [595, 842]
    text = " ".join(sheet.extract_text().split())
    assert "0237 383 5076" in text
    assert "khu phố Xuân Tâm" in text
    assert "Để in" not in text
    assert is_number_on_one_line(public_page)
    public_page.emulate_media(media="print")
    public_page.set_viewport_size({"width": 1280, "height": 2000})
    heights = [public_page.locator(part).bounding_box()["height"] for part in ("body", ".poster")]
    assert heights[0] == heights[1]  # Firefox adds an empty page for what is higher than the page
    picture = Image.open(io.BytesIO(public_page.locator(".poster").screenshot())).convert("L")
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == portal.url + FEEDBACK


def test_poster_with_longest_texts_is_one_page(public_page, portal):
    """Change the texts in the browser, because other tests read the record."""
    public_page.goto(portal.url + POSTER)
    public_page.emulate_media(media="print")
    public_page.evaluate(
        """() => {
          const long = (length) => "Ủy ban nhân dân xã ".repeat(40).slice(0, length)
          document.querySelector(".poster").classList.add("poster-long")
          document.querySelector(".poster-organisation").textContent = long(200)
          document.querySelector("h1").textContent = long(200)
          document.querySelector(".poster-address").textContent = long(300)
          document.querySelector(".poster-number").classList.add("poster-number-long")
          document.querySelector(".poster-number a").textContent = "0237 3835 0760 23712"
          document.querySelector(".poster-address").insertAdjacentHTML("afterend", `<p>${long(200)}</p>`)
        }"""
    )
    assert len(print_pdf(public_page).pages) == 1
    assert is_number_on_one_line(public_page)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(public_page.locator(".poster").screenshot())).convert("L"))
    assert code.text == portal.url + FEEDBACK


def test_checklist_is_copied_and_prints_empty_boxes(open_page, portal):
    page = open_page(f"{CATALOGUE}MAU-01/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("checkbox", name="Giấy chứng sinh").check()
    page.get_by_role("button", name="Sao chép danh sách").click()
    expect(page.get_by_role("status").filter(has_text="Đã sao chép")).to_be_visible()
    assert "☐ Giấy chứng sinh\n" in page.evaluate("navigator.clipboard.readText()")
    page.emulate_media(media="print")
    boxes = page.locator(".checklist input")
    pictures = {box.screenshot() for box in boxes.all()}
    assert (boxes.count(), len(pictures)) == (3, 1)  # the one that was ticked looks like the others


def test_letter_prints_on_one_page(public_page, portal):
    for slug in ["khieu-nai", "to-cao"]:
        public_page.goto(f"{portal.url}{GUIDE}{slug}/")
        click_and_wait(public_page.get_by_role("link", name="mẫu để in"))
        (sheet,) = print_pdf(public_page).pages
        letter = " ".join(sheet.extract_text().split())
        assert "Kính gửi: Chủ tịch Ủy ban nhân dân xã Sao Vàng" in letter
        assert "In trang này" not in letter


def test_catalogue_prints_without_header_and_footer(public_page, portal):
    for path in [CATALOGUE, f"{CATALOGUE}MAU-01/"]:
        public_page.goto(portal.url + path)
        text = " ".join(" ".join(page.extract_text() for page in print_pdf(public_page).pages).split())
        assert "Đăng ký khai sinh" in text
        assert "Truy cập" not in text
        assert "Tin tức" not in text


PLACES = {  # place of the number: path and pattern
    "card": ("/tin-tuc/", r'<aside.*href="tel:{}".*</aside>'),
    "footer": ("/tin-tuc/", r'<footer.*href="tel:{}"'),
    "page": (FEEDBACK, r'<main.*href="tel:{}".*</main>'),
    "JSON-LD": (FEEDBACK, r'ld\+json.*"telephone": "{}".*</head>'),
    "guide": (f"{GUIDE}phan-anh-kien-nghi/", r'<main.*href="tel:{}".*</main>'),
    "poster": (POSTER, r'poster-number.*href="tel:{}"'),
    "vCard": (f"{FEEDBACK}lien-he.vcf", r"TEL;TYPE=WORK:{}"),
}


def find_places(portal: Portal, digits: str) -> set[str]:
    """Return the places that show the number in every process. Each request opens its own connection."""
    return {
        place
        for place, (path, pattern) in PLACES.items()
        if all(re.search(pattern.format(digits), Visitor(portal.url).get(path)[1], flags=re.DOTALL) for _ in range(6))
    }


def change_number(page: Page, portal: Portal, number: str) -> None:
    page.goto(f"{portal.url}/quan-tri/procedures/feedbackaddress/")
    click_and_wait(page.locator("#result_list tbody th a").first)
    page.get_by_label("Số điện thoại").fill(number)
    click_and_wait(page.locator("[name=_save]"))
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu")


def test_changed_number_appears_in_all_places_and_processes(strict_shared_page, portal):
    for number in ["0237 123 4567", "0237 383 5076"]:  # the second is the number of the sample content
        change_number(strict_shared_page, portal, number)
        digits = number.replace(" ", "")
        wait_until(lambda digits=digits: find_places(portal, digits) == set(PLACES))
