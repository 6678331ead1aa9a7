"""Reader for a page of the commune's old portal that was saved as text.

Such a page holds, in this order: the visit block ("Tất cả:" with the number on the next line), the article
twice, first its printable form (title, "Ngày 28/11/2023 10:52:54", text), then the page itself (title,
"Đăng lúc: 28/11/2023 10:52:54 (GMT+7)", text), and below "Thủ tục hành chính" the feedback address. Photos
appear between the paragraphs as file names; those of one row share a line: "21.jpg20.jpg".
"""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from saovang.core.legacy_fonts import to_unicode
from saovang.core.text import clean_text

PUBLISHED_AT = re.compile(r"(?:Ngày|Đăng lúc:) (\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2})(?: \(GMT\+7\))?")
END_OF_PHOTO_NAME = re.compile(r".\.(?:jpe?g|png|webp|avif|heic|gif|bmp)", re.IGNORECASE)
VISITS_LABEL = "Tất cả:"
FEEDBACK_HEADING = "Thủ tục hành chính"
FEEDBACK_LABELS = {"Địa chỉ": "address", "SĐT": "telephone", "Email": "email"}
PHOTOS_PER_ROW = 3

Block = str | tuple[str, ...]


class UnreadablePageError(ValueError):
    """The text is not a page of the old portal; the message says in Vietnamese what is missing."""


@dataclass(frozen=True)
class OldFeedbackAddress:
    title: str
    address: str
    telephone: str
    email: str


@dataclass(frozen=True)
class OldPage:
    """The content of a page. A block is a paragraph (string) or a row of one to three photo names (tuple)."""

    title: str
    published_at: datetime
    blocks: tuple[Block, ...]
    visits: int | None
    feedback_address: OldFeedbackAddress | None

    @property
    def photo_names(self) -> list[str]:
        return [name for block in self.blocks if isinstance(block, tuple) for name in block]


def read_old_page(text: str) -> OldPage:
    """Parse a saved page. Raises UnreadablePageError if it has no article or several different ones."""
    # Converted first: the soft hyphen, which cleaning drops, is "ư" in TCVN3.
    lines = [line for raw in to_unicode(text.splitlines()) if (line := " ".join(clean_text(raw).split()))]
    articles = {
        _parse_article(lines, index, match)
        for index, line in enumerate(lines)
        if (match := PUBLISHED_AT.fullmatch(line))
    }
    if not articles:
        raise UnreadablePageError("không thấy bài viết (dòng “Đăng lúc: …” hoặc “Ngày …” dưới tiêu đề).")
    if len(articles) > 1:
        raise UnreadablePageError("có nhiều bài viết khác nhau; mỗi tệp chỉ được chứa một bài.")
    return OldPage(*articles.pop(), _parse_visits(lines), _parse_feedback_address(lines))


def _parse_article(lines: list[str], index: int, match: re.Match[str]) -> tuple[str, datetime, tuple[Block, ...]]:
    """Return title, publication time and blocks of the article whose time is on `lines[index]`."""
    if index == 0:
        raise UnreadablePageError("bài viết không có tiêu đề.")
    title = lines[index - 1]
    try:
        published_at = datetime.strptime(match[1], "%d/%m/%Y %H:%M:%S")
    except ValueError as error:
        raise UnreadablePageError(f"thời điểm đăng không có thật: “{lines[index]}”.") from error
    blocks: list[Block] = []
    for line in lines[index + 1 :]:
        if line in (title, FEEDBACK_HEADING):
            break
        if names := _photo_names(line):
            blocks += [tuple(names[i : i + PHOTOS_PER_ROW]) for i in range(0, len(names), PHOTOS_PER_ROW)]
        else:
            blocks.append(line)
    if not blocks:
        raise UnreadablePageError("bài viết không có nội dung.")
    return title, published_at.replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), tuple(blocks)


def _photo_names(line: str) -> list[str]:
    """Return the names of the photos that a line consists of: "21.jpg20.jpg" → ["21.jpg", "20.jpg"]."""
    ends = [match.end() for match in END_OF_PHOTO_NAME.finditer(line)]
    if not ends or ends[-1] != len(line) or "/" in line or "\\" in line:
        return []
    return [line[start:end] for start, end in pairwise([0, *ends])]


def _parse_visits(lines: list[str]) -> int | None:
    if VISITS_LABEL not in lines[:-1]:
        return None
    number = lines[lines.index(VISITS_LABEL) + 1].replace(".", "")
    return int(number) if number.isdecimal() else None


def _parse_feedback_address(lines: list[str]) -> OldFeedbackAddress | None:
    """Return the address, or None if the page lacks one of its parts."""
    if FEEDBACK_HEADING not in lines[:-1]:
        return None
    title, *rest = lines[lines.index(FEEDBACK_HEADING) + 1 :]
    fields: dict[str, str] = {}
    for line in rest:
        label, _, value = line.partition(":")
        if label.strip() in FEEDBACK_LABELS and value.strip():
            fields.setdefault(FEEDBACK_LABELS[label.strip()], value.strip())
    return OldFeedbackAddress(title, **fields) if len(fields) == len(FEEDBACK_LABELS) else None
