"""Text in .VnTime (TCVN3) and VNI-Times fonts: converted when pasted with its font, offered for conversion without."""

import unicodedata

import pytest
from playwright.sync_api import expect

from tests.browser.editor import expect_html, paste_html

TCVN3 = "Uñy ban nh©n d©n x· tæ chøc héi nghÞ"
VNI = "UÛy ban nhaân daân xaõ toå chöùc hoäi nghò"
UNICODE = "Ủy ban nhân dân xã tổ chức hội nghị"

FONTS = {
    "style": (f"<p><span style='font-family:\".VnTime\",serif'>{TCVN3}</span></p>", UNICODE),
    "font element": (f'<p><font face=".VnArial">{TCVN3}</font></p>', UNICODE),
    "class": (
        f'<style>p.MsoNormal {{margin:0; font-family:".VnTime";}}</style><p class=MsoNormal>{TCVN3}</p>',
        UNICODE,
    ),
    "element rule": (f'<style>h1, p {{font-family:".VnTime"}}</style><p>{TCVN3}</p>', UNICODE),
    "shorthand": (f"<p style='font:14.0pt .VnTime'>{TCVN3}</p>", UNICODE),
    "capitals": ("<p style='font-family:.VnTimeH'>céng hßa x· héi</p>", "CỘNG HÒA XÃ HỘI"),
    "typed capitals": (
        "<p style='font-family:.VnTimeH'>C¤éNG HOßA XA· H¤éI CHUñ NGHIÜA</p>",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
    ),
    "VNI": (f'<p style="font-family: VNI-Times">{VNI} ÑÖÔØNG ñöôøng kyõ yù</p>', f"{UNICODE} ĐƯỜNG đường kỹ ý"),
    "inner font": (
        '<p style="font-family:.VnTime">th«ng b¸o <span style="font-family:Arial">số ½ của “Þ”</span></p>',
        "thông báo số ½ của “Þ”",
    ),
    "other run": (
        '<p><font face=".VnTime">§iÒu 1.</font> <font face="Times New Roman">Người dân</font></p>',
        "Điều 1. Người dân",
    ),
    "label of a list": (
        "<p class=MsoListParagraph style='font-family:.VnTime;mso-list:l0 level1 lfo1'>"
        "<span style='mso-list:Ignore'>®)</span>h¹n nép</p>",
        "đ) hạn nộp",
    ),
}
CORRECT = [
    "Hôm nay có mèo, không có gì là hoà bình; toà nhà khoá.",
    "Ủy ban nhân dân xã tổ chức hội nghị",
    "Le café où l'été a été façade, garçon, Noël, naïf, haï, maïs, août",
    "Straße über Köln schön größer daß Fluß Öl für Häuser",
    "5 µm và 10 µm; 25 °C ± 2 · 3 × 4 ÷ 2 ½ m² §5 © 2024 «à»",
    "Ver\u00adwal\u00adtung",
]


@pytest.mark.parametrize(("html", "text"), FONTS.values(), ids=FONTS)
def test_paste_converts_text_in_legacy_font(empty_page, html, text):
    paste_html(empty_page, html)
    expect_html(empty_page, f"<p>{text}</p>")


def test_every_vietnamese_letter_is_converted(article_page):
    """Each letter of both tables; `to_vni` writes a letter as the VNI font has it."""
    accents = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
    shapes = {"\u0302": dict(zip(accents, "áàåãä", strict=True)) | {"": "â"}}
    shapes["\u0306"] = dict(zip(accents, "éèúüë", strict=True)) | {"": "ê"}
    single = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}

    def to_vni(letter: str) -> str:
        if letter in single:
            return single[letter]
        base, *marks = unicodedata.normalize("NFD", letter)
        tone = next((mark for mark in marks if mark in accents), "")
        shape = next((mark for mark in marks if mark in shapes), "")
        base = {"o": "ô", "u": "ö"}[base] if "\u031b" in marks else base
        return base + (shapes[shape][tone] if shape else accents.get(tone, ""))

    vowels = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"]
    letters = ["đ"] + [unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in ["", *accents]]
    codes = " ".join(map(to_vni, letters))
    script = 'async ([font, text]) => (await import("saovang/legacy-fonts")).getFontConverter(font)(text)'

    def convert(font: str, text: str) -> str:
        return article_page.evaluate(script, [font, text])

    assert convert("VNI-Times", codes) == " ".join(letters)
    assert convert("VNI-Times", codes.upper()) == " ".join(letters).upper()
    tcvn3 = "®|a¸µ¶·¹|¨¾»¼½Æ|©ÊÇÈÉË|eÐÌÎÏÑ|ªÕÒÓÔÖ|iÝ×ØÜÞ|oãßáâä|«èåæçé|¬íêëìî|uóïñòô|\u00adøõö÷ù|yýúûüþ".replace(
        "|", ""
    )
    assert convert(".VnTime", " ".join(tcvn3)) == " ".join(letters)


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        (TCVN3, UNICODE),
        (VNI, UNICODE),
        ("Th«ng b¸o", "Thông báo"),
        ("Thoâng baùo veà vieäc", "Thông báo về việc"),
    ],
)
def test_paste_of_plain_legacy_text_offers_conversion(empty_page, text, converted):
    paste_html(empty_page, "", text=f"{text}\n{text}")
    expect_html(empty_page, f"<p>{text}</p><p>{text}</p>")
    empty_page.get_by_role("button", name="Đổi sang Unicode").click()
    expect_html(empty_page, f"<p>{converted}</p><p>{converted}</p>")


def test_paste_of_plain_legacy_text_can_stay(empty_page):
    paste_html(empty_page, "", text=TCVN3)
    empty_page.get_by_role("button", name="Để nguyên").click()
    expect(empty_page.locator(".sv-paste-note")).to_have_count(0)
    expect_html(empty_page, f"<p>{TCVN3}</p>")


@pytest.mark.parametrize("text", CORRECT)
def test_correct_text_is_not_taken_for_legacy_text(article_page, text):
    script = 'async (text) => (await import("saovang/legacy-fonts")).detectConverter(text) === null'
    assert article_page.evaluate(script, text)


def test_paste_into_plain_field_offers_conversion(shared_page, portal):
    page = shared_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=portal.url)
    page.goto(f"{portal.url}/quan-tri/news/category/add/")
    page.fill("#id_name", "Mục  này")
    page.locator("#id_name").evaluate("field => field.setSelectionRange(4, 4)")
    page.evaluate("text => navigator.clipboard.writeText(text)", TCVN3)
    page.locator("#id_name").press("Control+v")
    expect(page.locator("#id_name")).to_have_value(f"Mục {TCVN3} này")
    page.get_by_role("button", name="Đổi sang Unicode").click()
    expect(page.locator("#id_name")).to_have_value(f"Mục {UNICODE} này")
