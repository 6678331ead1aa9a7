"""The summary of an article's text."""

import re
from html import unescape

from django.utils.html import strip_tags

MAX_LENGTH = 300
ASIDE = re.compile(r'<(aside|details)>.*?</\1>|<a [^>]*class="button"[^>]*>.*?</a>', re.DOTALL)


def summarize(body: str) -> str:
    """Return the text of the first paragraph of `body` that is not empty, cut between words.

    Callouts, folded parts and buttons are no beginning of a text.
    """
    body = ASIDE.sub("", body)
    for part in body.split("<p>")[1:]:
        paragraph = part.partition("</p>")[0]
        text = " ".join(unescape(strip_tags(re.sub(r"<br\s*/?>", " ", paragraph))).split())
        if text:
            return text if len(text) <= MAX_LENGTH else _truncate(text)
    return ""


def _truncate(text: str) -> str:
    return (text[:MAX_LENGTH].rpartition(" ")[0] or text[: MAX_LENGTH - 1]).rstrip(" ,;:–-") + "…"
