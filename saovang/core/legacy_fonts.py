"""Vietnamese typed for fonts from before Unicode, converted to Unicode.

Fonts named ".Vn…" draw the letters of TCVN 5712:1999 (VN3, "TCVN3" or "ABC"), those named "VNI-…" the letters of VNI
for Windows. To every other program such text is Latin-1: ".VnTime" shows "C«ng hßa" as "Công hòa".
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# The letters of TCVN3, in the order of _LETTERS. "ư" is the soft hyphen.
_TCVN3 = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"
_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_FROM_TCVN3 = str.maketrans(_TCVN3, _LETTERS)
# It has no capitals with a tone: "HéI" and "H¤éI" are "HỘI". In fonts whose name ends in H all letters are capitals.
_CAPITAL = "A-ZĂÂĐÊÔƠƯ"
_SMALL = "a-zăâđêôơư"
_TONED = re.sub(f"[{_CAPITAL}{_SMALL}]", "", _LETTERS)
_CAPITAL_AND_TONED = re.compile(f"([{_CAPITAL}])([{_TONED}])")
_CAPITAL_WORD = re.compile(f"(?<![{_SMALL}])[{_TONED}]*(?:[{_CAPITAL}][{_TONED}]*){{2,}}(?![{_SMALL}])")

# VNI writes a letter and its accents as two characters. The case is that of the first.
_VNI_LETTERS = {"ñ": "đ", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}
_VNI_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_ACCENTS = _VNI_TONES | {
    "â": "\u0302",
    **{accent: f"\u0302{tone}" for accent, tone in zip("àáåãä", _VNI_TONES.values(), strict=True)},
    "ê": "\u0306",
    **{accent: f"\u0306{tone}" for accent, tone in zip("èéúüë", _VNI_TONES.values(), strict=True)},
}
_VNI = re.compile("([aAeEoOuUyY])([øùûõïâàáåãäêèéúüë])|([ôö])([øùûõï]?)|[ñìíæóòî]", re.IGNORECASE)

# The syllables of Vietnamese, without tones.
_SYLLABLE = re.compile(
    "(?:ngh?|nh|ch|gh?|gi|kh|ph|th|tr|qu|[bcdđhklmnpqrstvx])?(?:"
    "a(?:[iouymnpt]|ch?|nh|ng)?|ă(?:[mnpt]|c|ng)|â(?:[uymnpt]|c|ng)|e(?:[omnpt]|c|ng)?|ê(?:[umnpt]|ch|nh)?"
    "|i(?:[aumnpt]|ch|nh)?|iê(?:[cmnptu]|ng)|o(?:[aeimnpt]|c|ng)?|oa(?:[ioymnpt]|ch?|nh|ng)|oă(?:[mnt]|c|ng)"
    "|oe(?:[omnt])|oo(?:c|ng)|ô(?:[imnpt]|c|ng)?|ơ(?:[imnpt])?|u(?:[aiymnpt]|c|ng)?|uâ(?:[nty]|ng)|uê(?:ch|nh|n)?"
    "|uô(?:[imnt]|c|ng)|uơ|uy(?:[atupn]|ch|nh)|uyê(?:n|t)|ư(?:[aiumnt]|c|ng)?|ươ(?:[imnptu]|c|ng)"
    "|y(?:[nt]|ch|nh)?|yê(?:[mntu]|ng))"
)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_STOP_TONES = ("\u0301", "\u0323")
_WORD = re.compile("[^\\s\\d!-/:-@\\[-`{-~–—‘’“”…•]+")
_UNICODE_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_URL = re.compile(r"(?<!\S)\S*(?:://|@|www\.)\S*")  # the lookbehind keeps the time linear
MIN_WORDS = 2  # that become Vietnamese
MIN_RATIO = 3  # of them to those with accents that do not
MAX_FAILED = 0.4  # of all words


def convert_tcvn3(text: str) -> str:
    """Return text in TCVN3 as Unicode."""
    text = _CAPITAL_AND_TONED.sub(_join_capital, text.translate(_FROM_TCVN3))
    return _CAPITAL_WORD.sub(lambda match: match[0].upper(), text)


def _join_capital(match: re.Match[str]) -> str:
    """Return one letter for a capital that is followed by itself with a tone: "Uủ" → "Ủ"."""
    capital, toned = match.groups()
    return toned.upper() if _split_tone(toned)[0] == capital.lower() else match[0]


def _split_tone(word: str) -> tuple[str, str]:
    """Return a word without its tone, and the tone: "hội" → ("hôi", U+0323)."""
    decomposed = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", _TONES.sub("", decomposed)), "".join(_TONES.findall(decomposed))


def convert_vni(text: str) -> str:
    """Return text in VNI for Windows as Unicode."""
    return _VNI.sub(_join_vni, text)


def _join_vni(match: re.Match[str]) -> str:
    letter = match[1] or match[3] or match[0]
    accent = match[2] or match[4] or ""
    converted = _VNI_LETTERS.get(letter.lower(), letter.lower()) + _VNI_ACCENTS.get(accent.lower(), "")
    return unicodedata.normalize("NFC", converted.upper() if letter.isupper() else converted)


_CONVERT = {"tcvn3": convert_tcvn3, "vni": convert_vni}


def font_encoding(font: str) -> str:
    """Return the key of `_CONVERT` for text in a font with this name; "" for a font of Unicode."""
    return "tcvn3" if font.lower().startswith(".vn") else "vni" if font.lower().startswith("vni-") else ""


def detect(text: str) -> str:
    """Return "tcvn3" or "vni" if plain text is plainly in that encoding, else "".

    It is if words that are no Vietnamese syllables become such, hardly any with accents does not, and most of the other
    words are Vietnamese too: the Norwegian "på", "må", "når" would become syllables.
    """
    if _UNICODE_VIETNAMESE.search(text):
        return ""
    words = set(_WORD.findall(_URL.sub(" ", text)))
    for encoding, convert in _CONVERT.items():
        converted = {word: convert(word) for word in words}
        gained = sum(_is_syllable(new) and not _is_syllable(old) for old, new in converted.items())
        failed = [word for word, new in converted.items() if not _is_syllable(new)]
        failed_accented = sum(not word.isascii() for word in failed)
        if gained >= max(MIN_WORDS, MIN_RATIO * failed_accented) and len(failed) <= MAX_FAILED * len(words):
            return encoding
    return ""


@lru_cache(maxsize=10_000)
def _is_syllable(word: str) -> bool:
    """Return True if a word has the form of a Vietnamese syllable. One that ends in c, ch, p or t has sắc or nặng."""
    syllable, tone = _split_tone(word.lower())
    return bool(_SYLLABLE.fullmatch(syllable)) and (not syllable.endswith(("c", "ch", "p", "t")) or tone in _STOP_TONES)


def to_unicode(texts: Sequence[str], fonts: Sequence[str] = ()) -> list[str]:
    """Return texts that belong together, as the cells of a row, in Unicode. `fonts` are the names of their fonts.

    The texts in other fonts are converted if together they look like it. A text with letters that only Unicode has is
    never converted.
    """
    fonts = [font.strip(" \"'") for font in fonts] or [""] * len(texts)
    is_legacy = [not _UNICODE_VIETNAMESE.search(text) for text in texts]
    rows = list(zip(texts, fonts, is_legacy, strict=True))
    detected = detect("\n".join(text for text, font, legacy in rows if legacy and not font_encoding(font)))
    return [_to_unicode(text, font, detected) if legacy else text for text, font, legacy in rows]


def _to_unicode(text: str, font: str, detected: str) -> str:
    encoding = font_encoding(font) or detected
    if not encoding:
        return text
    text = _CONVERT[encoding](text)
    return text.upper() if encoding == "tcvn3" and font.endswith("H") else text
