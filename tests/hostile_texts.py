"""Texts as people type and paste them: name, what arrives, and what is stored on a single line.

The characters are written as escapes where an editor would not show them.
"""

import unicodedata
from typing import NamedTuple


class HostileText(NamedTuple):
    name: str
    dirty: str
    clean: str


HOSTILE_TEXTS = [
    HostileText(*row)
    for row in [
        # Control characters
        ("NUL", "Lễ\0 hội", "Lễ hội"),
        ("bell, escape and delete", "Lễ\x07 \x1bhội\x7f", "Lễ hội"),
        ("soft line break of Word", "Lễ\vhội", "Lễ hội"),
        ("page break", "Lễ\fhội", "Lễ hội"),
        ("tab", "Lễ\thội", "Lễ hội"),
        ("line ends of Windows", "Lễ\r\nhội", "Lễ hội"),
        ("line ends of old Macs", "Lễ\rhội", "Lễ hội"),
        ("next line", "Lễ\x85hội", "Lễ hội"),
        ("line separator", "Lễ\u2028hội", "Lễ hội"),
        ("paragraph separator", "Lễ\u2029hội", "Lễ hội"),
        ("file and group separator", "Lễ \x1c\x1dhội", "Lễ hội"),
        ("non-breaking hyphen of Word", "NĐ\x1eCP", "NĐ-CP"),
        ("optional hyphen of Word", "hội\x1f nghị", "hội nghị"),
        ("quotation marks of Windows-1252", "\x93Lễ hội\x94 \x96 xã", "“Lễ hội” – xã"),
        ("other C1 controls", "Lễ\x81 hội\x9d", "Lễ hội"),
        # Spaces
        ("spaces around and repeated", "  Lễ    hội  ", "Lễ hội"),
        ("thin, em and ideographic space", "Lễ\u2009hội\u2003xã\u3000Sao", "Lễ hội xã Sao"),
        ("non-breaking space", "10\u00a0km", "10\u00a0km"),
        ("narrow non-breaking space", "10\u202f000", "10\u202f000"),
        ("non-breaking space beside a space", "Lễ \u00a0 hội", "Lễ hội"),
        ("empty Braille pattern", "Lễ\u2800hội", "Lễ hội"),
        # Characters that no one sees
        ("zero-width space", "Lễ\u200b hội", "Lễ hội"),
        ("zero-width joiner and non-joiner", "Lễ\u200d hộ\u200ci", "Lễ hội"),
        ("word joiner", "Lễ\u2060 hội", "Lễ hội"),
        ("byte order mark", "\ufeffLễ hội", "Lễ hội"),
        ("Mongolian vowel separator", "Lễ\u180e hội", "Lễ hội"),
        ("soft hyphen", "Lễ h\u00adội", "Lễ hội"),
        ("Hangul filler", "Lễ\u3164 hội\uffa0", "Lễ hội"),
        ("grapheme joiner", "Lễ\u034f hội", "Lễ hội"),
        ("invisible operators", "Lễ\u2062 hội\u2064", "Lễ hội"),
        ("right-to-left override", "\u202eLễ hội\u202c", "Lễ hội"),
        ("bidirectional isolates", "\u2067Lễ\u2069 \u2066hội\u2069", "Lễ hội"),
        ("bidirectional marks", "\u200eLễ\u200f hội\u061c", "Lễ hội"),
        ("deprecated format characters", "Lễ\u206a hội\u206f", "Lễ hội"),
        ("variation selector", "Lễ\ufe0f h\ufe00ội", "Lễ hội"),
        ("supplementary variation selector", "Lễ\U000e0100 hội", "Lễ hội"),
        ("tags", "Lễ\U000e0061\U000e0062\U000e007f hội", "Lễ hội"),
        ("interlinear annotation", "\ufff9Lễ\ufffa hội\ufffb", "Lễ hội"),
        ("object replacement", "Lễ\ufffc hội", "Lễ hội"),
        ("musical format characters", "Lễ\U0001d173 hội", "Lễ hội"),
        # Code points that are no characters
        ("noncharacters", "Lễ\ufffe hội\uffff\ufdd0\U0001fffe", "Lễ hội"),
        ("private characters", "Lễ\ue000 hội\U000f1234", "Lễ hội"),
        ("unpaired surrogates", "Lễ\ud800 hội\udfff", "Lễ hội"),
        ("bullet of the font Symbol", "\uf0b7 Lễ hội", "• Lễ hội"),
        ("bullet and tick of the font Wingdings", "\uf0a7 Lễ \uf0fc hội", "• Lễ ✓ hội"),
        # Normal forms
        ("decomposed letters", unicodedata.normalize("NFD", "Lễ hội xã Đường"), "Lễ hội xã Đường"),
        ("letter with a mark and a tone apart", "Lê\u0303 hô\u0323i", "Lễ hội"),
        ("tone before the mark", "Le\u0303\u0302 ho\u0323\u0302i", "Lễ hội"),
        ("tone before the horn", "tu\u0300\u031bng", "từng"),
        ("old tone marks", "ho\u0340a xa\u0341", "hòa xá"),
        ("mark after a zero-width space", "xa\u200b\u0303", "xã"),
        ("same mark twice", "xã\u0303\u0303", "xã"),
        ("pile of marks", "x\u0334\u0335\u0336\u0337a" + "\u0334\u0351\u0352\u0321" * 20, "xa"),
        ("pile of accents", "a" + "\u0300\u0304\u0308" * 20, "à\u0304"),
        ("struck-out and underlined letters", "L̶ễ̶ h̲ộ̲i̲", "Lễ hội"),
        ("marks of another script", "ก\u0e49\u0e49\u0e49\u0e49\u0e47\u0e47", "ก\u0e49\u0e47"),
        ("pile of marks on a letter with two", "ệ" + "\u0351\u0352" * 20, "ệ"),
        # Look-alikes
        ("Icelandic capital", "Ðảng bộ, HÐND, NÐ-CP", "Đảng bộ, HĐND, NĐ-CP"),
        ("Icelandic letter", "Ban ðiều hành, laoðộng", "Ban điều hành, laođộng"),
        ("African capital", "Ɖường làng", "Đường làng"),
        ("Icelandic name", "Guðrún", "Guðrún"),
        ("Cyrillic letters within words", "Cộng hо\u0430\u0300, Тhông bá\u043e", "Cộng hoà, Thông báo"),
        ("Greek letters within words", "Νgày Τhứ", "Ngày Thứ"),
        ("Russian and Greek words", "Москва, Αθήνα", "Москва, Αθήνα"),
        ("units with Greek letters", "5 μm, 10 kΩ, ΔE", "5 μm, 10 kΩ, ΔE"),
        ("bold letters", "𝐋𝐞̂̃ 𝐡𝐨̣̂𝐢 𝟐𝟎𝟐𝟔", "Lễ hội 2026"),
        ("script letters", "ℒễ 𝒽ộ𝒾", "Lễ hội"),
        ("monospaced and sans-serif letters", "𝙻ễ 𝗵ộ𝗶", "Lễ hội"),
        ("letters in circles", "ⓁễⒽⓞ̣̂ⓘ", "LễHội"),
        ("letters in squares", "🄻🄴 🅷🅾🅸 🅥🅤🅘", "LE HOI VUI"),
        ("full-width letters, digits and punctuation", "ＵＢＮＤ　ｘã，２０２６！", "UBND xã,2026!"),
        ("ligatures", "ﬁle, oﬀice", "file, office"),
        # Typography and symbols that stay
        ("fractions, powers and ellipsis", "½ sào, 100 m², № 5…", "½ sào, 100 m², № 5…"),
        ("trademark, degree and currency", "VNeID™ 37 ℃ 5.000₫", "VNeID™ 37 ℃ 5.000₫"),
        ("letters of formulas with a power or an index", "ℝ², ℝⁿ, ℕ₀", "ℝ², ℝⁿ, ℕ₀"),
        ("circled symbols that stand alone", "Bước ① ⓐ Ⓜ", "Bước ① ⓐ Ⓜ"),
        ("quotation marks and dashes", "“Sao Vàng” – ‘xã’ — 3‑4", "“Sao Vàng” – ‘xã’ — 3‑4"),
        ("emoji with a variation selector", "Yêu ❤️ 1️⃣", "Yêu ❤️ 1️⃣"),
        ("emoji with joiners and skin tones", "👩🏽‍🌾 👨‍👩‍👧 🏳️‍🌈", "👩🏽‍🌾 👨‍👩‍👧 🏳️‍🌈"),
        (
            "flags",
            "🇻🇳 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🇻🇳 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
    ]
]
