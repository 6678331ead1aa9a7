from pathlib import Path

import pytest

from saovang.core.legacy_fonts import convert_tcvn3, convert_vni, detect, to_unicode
from tests.portal import ROOT

LOWER = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
# The letters of LOWER by the tables of the two encodings: of TCVN 5712:1999, and of VNI for Windows.
TCVN3_LOWER = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ"
VNI_LOWER = (
    "aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä ñ eø eù eû eõ eï eâ eà eá eå eã eä ì í æ ó ò "
    "oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï uø uù uû uõ uï ö öø öù öû öõ öï yø yù yû yõ î"
).split()

TCVN3 = {
    "§éc lËp – Tù do – H¹nh phóc": "Độc lập – Tự do – Hạnh phúc",
    "Céng hßa x· héi chñ nghÜa ViÖt Nam": "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "C¤éNG HOßA XA· H¤éI CHUñ NGHIÜA VI£ÖT NAM": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Uñy ban nh©n d©n x· häp víi c¸c tr\u00adëng th«n": "Ủy ban nhân dân xã họp với các trưởng thôn",
    "TR¦êNG THCS X· SAO VµNG, Sao Vµng, UBND": "TRƯỜNG THCS Xã SAO VÀNG, Sao Vàng, UBND",
    "Uû ban MTTQ, phßng ch¸y rõng, ngµy 12/3": "Uỷ ban MTTQ, phòng cháy rừng, ngày 12/3",
}
VNI = {
    "Ñoäc laäp – Töï do – Haïnh phuùc": "Độc lập – Tự do – Hạnh phúc",
    "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam": "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Uûy ban nhaân daân xaõ hoïp vôùi caùc tröôûng thoân": "Ủy ban nhân dân xã họp với các trưởng thôn",
    "kyø hoïp, kyû nieäm, quyù, Lyù, thuyû lôïi, ñöôøng": "kỳ họp, kỷ niệm, quý, Lý, thuỷ lợi, đường",
}
UNICODE = [
    "Công an xã bán cá, ông Hà mua bò",
    "Hòa, Thúy và Bình là bạn",
    "tr\u00adưởng thôn",
    "façade, garçon, déjà, été, Noël, où ça ? « Bonjour » à bientôt, maïs, goût, août, poêle, naïveté",
    "Größe für über schöne Grüße aus Köln, Müller hört süße Töne in der Höhle",
    "niño año señor cañón ¿qué? ¡sí! él más está día tío según",
    "São Paulo não coração ações três você até é avó",
    "på så få år, blå grå måne, är här för två",
    "più città è così perché può già",
    "Reykjavík, Þór Guðmundur, Hafnarfjörður",
    "5 µm và 10 µm, 20 µg, ± 5 °C, 3 × 4 ÷ 2, ½ ¼ ¾, © 2024 ®, § 5, ¶ 2, 10 £, 20 ¥",
    "Plain English text, 100 % ASCII.",
    "",
]


def test_convert_tcvn3_of_every_letter():
    assert convert_tcvn3(TCVN3_LOWER) == LOWER
    assert convert_tcvn3("¡¢§£¤¥¦") == "ĂÂĐÊÔƠƯ"


def test_convert_vni_of_every_letter():
    assert [convert_vni(letter) for letter in VNI_LOWER] == list(LOWER)
    assert [convert_vni(letter.upper()) for letter in VNI_LOWER] == list(LOWER.upper())
    assert convert_vni("".join(VNI_LOWER)) == LOWER


@pytest.mark.parametrize(("text", "converted"), TCVN3.items())
def test_tcvn3_is_detected_and_converted(text, converted):
    assert detect(text) == "tcvn3"
    assert to_unicode([text]) == [converted]


@pytest.mark.parametrize(("text", "converted"), VNI.items())
def test_vni_is_detected_and_converted(text, converted):
    assert detect(text) == "vni"
    assert to_unicode([text]) == [converted]


@pytest.mark.parametrize("text", [*UNICODE, *TCVN3.values(), *VNI.values()])
def test_unicode_is_left_alone(text):
    assert detect(text) == ""
    assert to_unicode([text]) == [text]


def test_no_line_of_sample_content_and_templates_is_converted():
    files = [*Path(ROOT, "saovang/demo").glob("*.toml"), *Path(ROOT, "templates").rglob("*.html")]
    lines = [line for file in files for line in file.read_text().splitlines()]
    # Again without the words that have letters only of Unicode, so that syllables decide.
    lines += [" ".join(word for word in line.split() if max(word) < "\u0100") for line in lines]
    assert len(lines) > 4000
    assert [line for line in lines if detect(line)] == []


@pytest.mark.parametrize(
    ("text", "font", "converted"),
    [
        ("Tù do", ".VnTime", "Tự do"),
        ("Tù do", ".VnTimeH", "TỰ DO"),
        ("Tù do", "'.VnArial NarrowH'", "TỰ DO"),
        ("Töï do", "VNI-Times", "Tự do"),
        ("TÖÏ DO", "vni-helve", "TỰ DO"),
        ("Tự do", ".VnTime", "Tự do"),
        ("Tù do", "Times New Roman", "Tù do"),
    ],
)
def test_font_decides_encoding(text, font, converted):
    assert to_unicode([text], [font]) == [converted]


def test_short_text_is_converted_with_its_row():
    row = ["1.1", "§¨ng ký khai sinh", "Hé tÞch", "Kh«ng", "Hộ tịch"]
    assert to_unicode(row) == ["1.1", "Đăng ký khai sinh", "Hộ tịch", "Không", "Hộ tịch"]
    assert to_unicode(["Hé"]) == ["Hé"]
