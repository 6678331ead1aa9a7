import io
import re

import pypdf
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser.admin import sign_in
from tests.browser.pages import follow
from tests.browser.test_accessibility import violations
from tests.portal import Visitor

NOTICE = "/thu-tuc-hanh-chinh/"
GUIDE = f"{NOTICE}huong-dan/"
CATALOGUE = f"{NOTICE}danh-muc/"
POSTER = f"{NOTICE}ap-phich/"
PAGES = [
    NOTICE,
    GUIDE,
    f"{GUIDE}hoi-ve-thu-tuc/",
    f"{GUIDE}phan-anh-kien-nghi/",
    f"{GUIDE}khieu-nai/",
    f"{GUIDE}to-cao/",
    CATALOGUE,
    f"{CATALOGUE}?q=khai+sinh",
    f"{CATALOGUE}?q=khongcogica",
    f"{CATALOGUE}MAU-01/",
    POSTER,
]


@pytest.fixture
def phone(browser, browser_context_args):
    """A page of a small telephone without script."""
    context = browser.new_context(
        **browser_context_args, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_quiet_fits_and_is_accessible(quiet_page, portal, path):
    for width, scheme in [(360, "light"), (1280, "dark")]:
        quiet_page.emulate_media(color_scheme=scheme)
        quiet_page.set_viewport_size({"width": width, "height": 740})
        assert quiet_page.goto(portal.url + path).status == 200
        assert quiet_page.evaluate("document.documentElement.scrollWidth") == width
        assert quiet_page.locator("h1").count() == 1
        assert violations(quiet_page) == []


def test_from_an_article_one_tap_opens_the_notice_and_its_number_dials(phone, portal):
    phone.goto(f"{portal.url}/tin-tuc/")
    follow(phone.locator(".article-item h2 a").first)
    number = phone.locator(".contact-card a.phone-number")
    dialled = re.sub(r"\D", "", number.inner_text())
    assert number.get_attribute("href") == f"tel:{dialled}"
    follow(phone.locator(".contact-card").get_by_role("link", name="Xem đầy đủ địa chỉ tiếp nhận"))
    assert phone.url == portal.url + NOTICE
    assert phone.locator(".feedback-address a.phone-number").first.get_attribute("href") == f"tel:{dialled}"


@pytest.mark.parametrize(
    ("choice", "body"),
    [
        ("Tôi muốn hỏi", "Trung tâm Phục vụ hành chính công xã Sao Vàng"),
        ("Tôi gặp vướng mắc", "Địa chỉ tiếp nhận phản ánh, kiến nghị về giải quyết TTHC"),
        ("Tôi không đồng ý với một quyết định", "Ủy ban nhân dân xã Sao Vàng, nơi tiếp công dân"),
        ("Tôi muốn báo một hành vi vi phạm", "Ủy ban nhân dân xã Sao Vàng, nơi tiếp công dân"),
    ],
)
def test_the_guide_reaches_the_right_record_without_script(phone, portal, choice, body):
    phone.goto(f"{portal.url}/tin-tuc/")
    follow(phone.locator(".contact-card").get_by_role("link", name="Tôi cần gửi gì, ở đâu?"))
    assert phone.url == portal.url + GUIDE
    follow(phone.get_by_role("link", name=choice))
    record = phone.locator(".feedback-address").first
    assert record.get_by_role("heading", level=3).inner_text() == body
    follow(record.get_by_role("link", name=body))
    assert phone.locator(":target h2, :target b", has_text=body).count() == 1


def test_the_catalogue_is_searched_without_accents_and_without_script(phone, portal):
    phone.goto(portal.url + CATALOGUE)
    phone.get_by_role("searchbox", name="Tên thủ tục cần tìm").fill("khai sinh")
    follow(phone.locator(".search-form-large button"))
    follow(phone.get_by_role("link", name="Đăng ký khai sinh"))
    assert phone.get_by_role("heading", level=1).inner_text() == "Đăng ký khai sinh"


def pdf_of(page) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))


def number_stands_in_one_line(page) -> bool:
    return page.evaluate(
        """() => {
          const number = document.querySelector(".poster-number")
          return number.scrollWidth <= number.clientWidth && number.querySelector("a").getClientRects().length === 1
        }"""
    )


def test_the_poster_is_one_a4_page_and_its_code_leads_to_the_notice(quiet_page, portal):
    quiet_page.goto(portal.url + POSTER)
    (sheet,) = pdf_of(quiet_page).pages
    assert [round(float(side)) for side in sheet.mediabox[2:]] == [595, 842]
    words = " ".join(sheet.extract_text().split())
    assert "0237 383 5076" in words
    assert "khu phố Xuân Tâm" in words
    assert "Để in" not in words
    assert number_stands_in_one_line(quiet_page)
    quiet_page.emulate_media(media="print")
    quiet_page.set_viewport_size({"width": 1280, "height": 2000})
    heights = [quiet_page.locator(part).bounding_box()["height"] for part in ("body", ".poster")]
    assert heights[0] == heights[1]  # what is higher than the sheet adds an empty one in Firefox
    picture = Image.open(io.BytesIO(quiet_page.locator(".poster").screenshot())).convert("L")
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == portal.url + NOTICE


def test_a_record_as_long_as_its_fields_allow_still_goes_on_one_page(quiet_page, portal):
    """In the page itself, so that the portal's record stays as it is for the other tests."""
    quiet_page.goto(portal.url + POSTER)
    quiet_page.emulate_media(media="print")
    quiet_page.evaluate(
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
    assert len(pdf_of(quiet_page).pages) == 1
    assert number_stands_in_one_line(quiet_page)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(quiet_page.locator(".poster").screenshot())).convert("L"))
    assert code.text == portal.url + NOTICE


def test_the_catalogue_and_a_procedure_print_without_the_frame(quiet_page, portal):
    for path in [CATALOGUE, f"{CATALOGUE}MAU-01/"]:
        quiet_page.goto(portal.url + path)
        words = " ".join(" ".join(page.extract_text() for page in pdf_of(quiet_page).pages).split())
        assert "Đăng ký khai sinh" in words
        assert "Truy cập" not in words
        assert "Tin tức" not in words


PLACES = {  # where the record's number stands, and how a page marks it there
    "card": ("/tin-tuc/", r'<aside.*href="tel:{}".*</aside>'),
    "footer": ("/tin-tuc/", r'<footer.*href="tel:{}"'),
    "page": (NOTICE, r'<main.*href="tel:{}".*</main>'),
    "JSON-LD": (NOTICE, r'ld\+json.*"telephone": "{}".*</head>'),
    "guide": (f"{GUIDE}phan-anh-kien-nghi/", r'<main.*href="tel:{}".*</main>'),
    "poster": (POSTER, r'poster-number.*href="tel:{}"'),
    "vCard": (f"{NOTICE}lien-he.vcf", r"TEL;TYPE=WORK:{}"),
}


def places_with(portal, digits: str) -> set[str]:
    """The places that name the number; asked on connections of their own, so that each process answers."""
    return {
        place
        for place, (path, pattern) in PLACES.items()
        if all(re.search(pattern.format(digits), Visitor(portal.url).get(path)[1], flags=re.DOTALL) for _ in range(6))
    }


def change_number(page, portal, number: str) -> None:
    page.goto(f"{portal.url}/quan-tri/procedures/feedbackaddress/")
    follow(page.locator("#result_list tbody th a").first)
    page.get_by_label("Số điện thoại").fill(number)
    follow(page.locator("[name=_save]"))
    expect(page.locator(".messagelist")).to_contain_text("Đã lưu")


def test_a_change_in_the_desk_is_in_every_place_on_every_process(quiet_page, portal):
    sign_in(quiet_page, portal)
    for number in ["0237 123 4567", "0237 383 5076"]:  # the second is the sample's own again
        change_number(quiet_page, portal, number)
        digits = number.replace(" ", "")
        for _ in range(20):  # a process looks every half second whether content has changed
            if places_with(portal, digits) == set(PLACES):
                break
            quiet_page.wait_for_timeout(500)
        assert places_with(portal, digits) == set(PLACES)
