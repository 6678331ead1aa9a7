"""Vietnamese syllables: whether a word is one, how it is written, and by which keys it is typed."""

import re
import unicodedata

from saovang.core.text import SHAPES, TONES

# Accents as digits, as in `Word.exact` and in the VNI input method; Telex has letters for tones.
_DIGITS = TONES | SHAPES | {"đ": "d9"}
_TONE_MARKS = {digit: mark for mark, digit in TONES.items()}
_SHAPE_MARKS = {digit: mark for mark, digit in SHAPES.items()}
_TELEX_TONES = str.maketrans("sfrxj", "12345")
_VNI = re.compile("[a-z]+[1-9][a-z1-9]*")
_SYLLABLE = re.compile("(qu|gi(?=[aeouy])|[^aeiouy]*)([aeiouy]+)([^aeiouy]*)")
_VIETNAMESE = re.compile("([bdlmrsvx]|[ck]h?|gh?|gi|n[gh]?|ngh|ph?|qu|t[hr]?|h)?[aeiouy]{1,3}(c|ch|m|n|ng|nh|p|t)?")
_Y_IN_TEXTS = re.compile("(?:[klmt]|qu)i[1-5]")  # most texts write it with y
_MAX_LETTERS = 12  # of a word that is typed without an input method


def decode_keys(typed: str) -> str:
    """Return the exact word for keys of Telex or VNI that no input method has converted ("ddaats", "d9at61"), or "".

    Some of them may have been converted ("đaats").
    """
    coded = "".join(_DIGITS.get(char, char) for char in unicodedata.normalize("NFD", typed.lower()))
    digits = set(re.findall("[1-9]", coded))
    letters = re.sub("[1-9]", "", coded)
    if not re.fullmatch(f"[a-z]{{1,{_MAX_LETTERS}}}", letters):
        return ""
    if not _VNI.fullmatch(typed.lower()):
        keys = letters
        letters, accents = _decode_telex(keys)
        digits |= accents
        if letters == keys:
            return ""
    if "9" in digits:
        letters = re.sub("^d", "d9", letters)
    if "6" in digits:
        letters = re.sub("([aeo])(?=[^aeo]*$)", r"\g<1>6", letters)
    if "8" in digits:
        letters = letters.replace("a", "a8")
    if "7" in digits:
        letters = letters.replace("uo", "u7o7") if "uo" in letters else re.sub("o|(?<!q)u", r"\g<0>7", letters, count=1)
    tone = max(digits & _TONE_MARKS.keys(), default="")
    return letters + tone if is_vietnamese(re.sub("[6-9]", "", letters)) else ""


def _decode_telex(keys: str) -> tuple[str, set[str]]:
    """Return the letters of a word that is typed by keys of Telex, and the digits of its accents."""
    onset, rest = re.fullmatch("([^aeiouyw]*)(.*)", keys).groups()  # type: ignore[union-attr]  # matches any keys
    rest = rest.translate(_TELEX_TONES)
    digits = set(re.findall("[1-5]", rest)[-1:])
    rest = re.sub("[1-5]", "", rest)
    if onset == "dd" or (onset == "d" and "d" in rest):
        onset, rest = "d", rest.replace("d", "")
        digits.add("9")
    if "w" in rest:
        rest = rest.replace("w", "") if re.search("[aou]", rest) else rest.replace("w", "u")
        digits.add("8" if "a" in rest and (onset == "q" or "u" not in rest) else "7")
    rest, doubled = re.subn(r"([aeo])\1", r"\1", rest)
    digits |= {"6"} if doubled else set()
    return onset + rest, digits


def is_vietnamese(folded: str) -> bool:
    """Return whether a folded word has the form of a Vietnamese syllable."""
    return _VIETNAMESE.fullmatch(folded) is not None


def spell(exact: str) -> str:
    """Return an exact word as it is written: "d9a6t1" → "đất"."""
    if _Y_IN_TEXTS.fullmatch(exact):
        exact = exact.replace("i", "y")
    tone = exact[-1] if exact[-1] in _TONE_MARKS else ""
    letters = re.findall("[a-z][6-9]?", exact)
    syllable = _SYLLABLE.fullmatch("".join(letter[0] for letter in letters))
    if tone and syllable:
        # The tone is on the last vowel with a shape, else on the last before a consonant, else on the last but one.
        start, end = syllable.span(2)
        shaped = [index for index in range(start, end) if len(letters[index]) > 1]
        is_last = end - start == 1 or syllable[3]
        index = shaped[-1] if shaped else end - (1 if is_last else 2)
        letters[index] += _TONE_MARKS[tone]
    text = "".join(letters).replace("d9", "đ")
    return unicodedata.normalize("NFC", re.sub("[678]", lambda match: _SHAPE_MARKS[match[0]], text))
