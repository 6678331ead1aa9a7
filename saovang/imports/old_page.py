"""Reads a page of the commune's old portal that was saved as text. Pure: text in, an OldPage out.

Such a page holds, in this order: the visit block ("Tất cả:" and the figure on the next line), an article
once as its printable form (title, "Ngày 28/11/2023 10:52:54", text) and once as the page itself (title,
"Đăng lúc: 28/11/2023 10:52:54 (GMT+7)", text), and under "Thủ tục hành chính" the notice. Photos stand
between the paragraphs by file name, those of one row together on a line: "21.jpg20.jpg".
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

TIME = re.compile(r"(?:Ngày|Đăng lúc:) (\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2})(?: \(GMT\+7\))?")
PHOTO = re.compile(r"[^/\\]+?\.(?:jpe?g|png|webp|avif|heic|gif|bmp)", re.IGNORECASE)
NOTICE_HEADING = "Thủ tục hành chính"
NOTICE_LABELS = {"Địa chỉ": "address", "SĐT": "telephone", "Email": "email"}
PHOTOS_IN_A_ROW = 3

Blocks = tuple[str | tuple[str, ...], ...]


class UnreadablePageError(ValueError):
    """The text is no such page; the message says in Vietnamese what is missing."""


@dataclass(frozen=True)
class OldNotice:
    title: str
    address: str
    telephone: str
    email: str


@dataclass(frozen=True)
class OldPage:
    """`blocks` in reading order: a paragraph is a string, a row of photos a tuple of one to three names."""

    title: str
    published_at: datetime
    blocks: Blocks
    visits: int | None
    notice: OldNotice | None

    @property
    def photo_names(self) -> list[str]:
        return [name for block in self.blocks if isinstance(block, tuple) for name in block]


def read_old_page(text: str) -> OldPage:
    """Read a saved page. Raises UnreadablePageError where there is no article, or more than one."""
    text = unicodedata.normalize("NFC", text)
    lines = [line for raw in text.splitlines() if (line := " ".join(raw.split()))]
    articles = {_article(lines, index, time) for index, line in enumerate(lines) if (time := TIME.fullmatch(line))}
    if not articles:
        raise UnreadablePageError("không thấy bài viết (dòng “Đăng lúc: …” hoặc “Ngày …” dưới tiêu đề).")
    if len(articles) > 1:
        raise UnreadablePageError("có nhiều bài viết khác nhau; mỗi tệp chỉ được chứa một bài.")
    return OldPage(*articles.pop(), _visits(lines), _notice(lines))


def _article(lines: list[str], time_at: int, time: re.Match[str]) -> tuple[str, datetime, Blocks]:
    """Title, time and blocks of the form of the article whose line of time is `lines[time_at]`."""
    if time_at == 0:
        raise UnreadablePageError("bài viết không có tiêu đề.")
    title = lines[time_at - 1]
    try:
        published_at = datetime.strptime(time[1], "%d/%m/%Y %H:%M:%S")
    except ValueError as error:
        raise UnreadablePageError(f"thời điểm đăng không có thật: “{lines[time_at]}”.") from error
    blocks: list[str | tuple[str, ...]] = []
    for line in lines[time_at + 1 :]:
        if line in (title, NOTICE_HEADING):
            break
        if PHOTO.sub("", line):
            blocks.append(line)
        else:
            names = PHOTO.findall(line)
            blocks += [tuple(names[i : i + PHOTOS_IN_A_ROW]) for i in range(0, len(names), PHOTOS_IN_A_ROW)]
    if not blocks:
        raise UnreadablePageError("bài viết không có nội dung.")
    return title, published_at.replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), tuple(blocks)


def _visits(lines: list[str]) -> int | None:
    if "Tất cả:" not in lines[:-1]:
        return None
    figure = lines[lines.index("Tất cả:") + 1].replace(".", "")
    return int(figure) if figure.isdecimal() else None


def _notice(lines: list[str]) -> OldNotice | None:
    if NOTICE_HEADING not in lines[:-1]:
        return None
    title, *rest = lines[lines.index(NOTICE_HEADING) + 1 :]
    found: dict[str, str] = {}
    for line in rest:
        label, _, value = line.partition(":")
        if label.strip() in NOTICE_LABELS and value.strip():
            found.setdefault(NOTICE_LABELS[label.strip()], value.strip())
    return OldNotice(title, **found) if len(found) == len(NOTICE_LABELS) else None
