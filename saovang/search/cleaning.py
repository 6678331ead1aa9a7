"""Clean the text of a query: leave out greetings and thanks, and write out shortened words."""

import re
import unicodedata

from saovang.core.text import exact_words, fold

# The URL of a page: its last part is the slug. A URL without a path stays, because its domain says what is meant.
_URL = re.compile(r"https?://[^\s/]+/(?:[^\s?#]*/)?([^\s/?#]+)/?(?:[?#]\S*)?")
# Greetings and thanks around a query, as in a letter; folded.
_WHOM = "(?:cac |quy )?(?:anh chi|co chu|anh|chi|co|chu|bac|ad|admin|moi nguoi|can bo|ubnd|uy ban|xa)"
_POLITE = re.compile(
    r"^(?:(?:da|alo|a lo|thua)\b[ ,.]*(?=(?:cho|xin|em|chau|toi|anh chi|co chu|thua|bac)\b)"
    rf"|(?:(?:em|con|chau|toi|minh) )?(?:xin chao|kinh chao|chao(?= {_WHOM}\b))(?: {_WHOM}\b)*"
    rf"|{_WHOM} oi\b|(?:nho (?:{_WHOM} )?)?(?:giup|huong dan giup) (?:em|con|chau|toi|minh)\b(?: voi\b)?"
    rf"|(?:xin )?cho (?:(?:em|con|chau|toi|minh) )?(?:xin )?hoi\b(?: ve\b| la\b)?|[ ,.!:])+"
    r"|(?:[ ,.!]*\b(?:em|con|chau|toi|minh|xin)(?: xin)?|[,.!]+) ?(?:chan thanh )?cam on\b[^0-9]*$"
)
_LAST = re.compile(r"(?:[ ,.!?]+(?:với|nhé|nha|ạ|nhỉ|vậy))+[ .!?]*$", re.IGNORECASE)
# Words that people shorten when they type.
_SHORTENED = {
    "đ/c": "",
    "đ.c": "",
    "bn": "bao nhiêu",
    "hok": "không",
    "j": "gì",
    "khg": "không",
    "ko": "không",
    "kp": "khu phố",
    "lm": "làm",
    "mấy h": "mấy giờ",
    "may h": "mấy giờ",
    "ntn": "như thế nào",
    "vc": "việc",
} | {f"t{day}": f"thứ {day}" for day in range(2, 8)}
_SHORT = re.compile(rf"(?<![\w.,/-])({'|'.join(map(re.escape, _SHORTENED))})(?=[0-9\s?!]|$)", re.IGNORECASE)


def clean_query(query: str) -> str:
    """Return a query without greetings and thanks, with whole words for shortened ones and the slug for a URL."""
    query = _URL.sub(r"\1", unicodedata.normalize("NFC", query))
    for match in reversed(list(_POLITE.finditer(fold(query)))):
        query = f"{query[: match.start()]} {query[match.end() :]}".strip() or query
    query = _LAST.sub("", query) or query
    is_accented = any(word.accented for word in exact_words(query))

    def write_out(match: re.Match) -> str:
        words = _SHORTENED[match[0].lower()]
        return f"{words if is_accented else fold(words)} "

    return _SHORT.sub(write_out, query)
