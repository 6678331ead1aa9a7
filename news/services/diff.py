"""Differences between two versions of an article, field by field, as text without markup."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import zip_longest
from time import thread_time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.timezone import localtime

from news.models import Article, Category
from news.services.history import ArticleSnapshot
from saovang.media.photos import Focus

FIELDS = [
    "title",
    "slug",
    "category_id",
    "summary",
    "body",
    "author",
    "source",
    "cover_id",
    "status",
    "published_at",
    "alert_until",
]
DETAILS = {
    "caption": "chú thích",
    "alt_text": "mô tả",
    "decorative": "trang trí",
    "focus": "điểm chính",
    "title": "tên",
    "poster_id": "ảnh bìa",
    "text": "nội dung",
}
RICH_TEXT = Article._meta.get_field("body")
BLOCK_TAGS = {"p", "h2", "h3", "li", "tr", "figure", "br", "hr", "aside", "summary"}
# What stands for a block whose text does not show what it is.
BLOCK_LABELS = {"hr": "[Đường kẻ]", "aside": "[Khung lưu ý]", "summary": "[Phần gấp] "}
CONTEXT_LINES = 1  # unchanged lines shown before and after a change
MAX_LENGTH = 2000  # lines or words that are compared one by one: the time grows with the cube of their number
MAX_SECONDS = 1.0  # of CPU time of the thread for one text; what is left is compared as a whole


@dataclass(frozen=True)
class DiffSegment:
    """A piece of text: "same" in both versions, "added", "removed", or a placeholder for "skipped" text."""

    kind: str
    text: str


@dataclass(frozen=True)
class FieldDiff:
    """The changed lines of one field, or of the photos or attachments."""

    name: str
    lines: list[list[DiffSegment]]


def diff_fields(before: Mapping, after: Mapping) -> list[FieldDiff]:
    """Compare two mappings of attribute names to values. Return the fields that differ, in the order of FIELDS."""
    labels = {field.attname: str(field.verbose_name) for field in Article._meta.concrete_fields}
    diffs = []
    for name in FIELDS:
        old, new = before.get(name), after.get(name)
        if (old or "") == (new or "") or (name != "body" and format_value(name, old) == format_value(name, new)):
            continue
        if name == "body":
            lines = diff_lines(html_to_lines(old or ""), html_to_lines(new or ""))
            if all(segment.kind in ("same", "skipped") for line in lines for segment in line):
                lines = [[DiffSegment("skipped", "Chữ không đổi, chỉ đổi cách trình bày.")]]
        else:
            lines = diff_lines(format_value(name, old).splitlines(), format_value(name, new).splitlines())
        diffs.append(FieldDiff(labels[name], lines))
    return diffs


def diff_snapshots(before: ArticleSnapshot, after: ArticleSnapshot) -> list[FieldDiff]:
    """Compare the fields, photos, attachments and change notes of two versions."""
    diffs = diff_fields(before.fields, after.fields)
    for label, old, new, names in (
        ("ảnh", before.photos, after.photos, ["caption", "alt_text", "decorative", "focus"]),
        ("tệp đính kèm", before.attachments, after.attachments, ["title", "poster_id"]),
        ("ghi chú cập nhật", before.change_notes, after.change_notes, ["text"]),
    ):
        added, removed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
        lines = [[DiffSegment("added", f"Thêm {row_name(label, key)}: {label_for(new[key])}")] for key in added]
        lines += [[DiffSegment("removed", f"Bỏ {row_name(label, key)}: {label_for(old[key])}")] for key in removed]
        for key in sorted(old.keys() & new.keys()):
            for name in names:
                old_value, new_value = (_format_detail(name, row[key].get(name)) for row in (old, new))
                if old_value != new_value:
                    (line,) = diff_lines([old_value], [new_value])
                    heading = f"{row_name(label, key).capitalize()}, {DETAILS[name]}:"
                    lines.append([DiffSegment("same", heading), *line])
            if old[key].get("file") != new[key].get("file"):
                lines.append([DiffSegment("same", f"Thay {row_name(label, key)}: {label_for(new[key])}")])
            if (old[key].get("captions") or "") != (new[key].get("captions") or ""):
                lines.append([DiffSegment("same", f"Đổi phụ đề của {row_name(label, key)}: {label_for(new[key])}")])
        if _common_keys_in_order(old, new) != _common_keys_in_order(new, old):
            lines.append([DiffSegment("same", f"Đổi thứ tự {label}.")])
        if lines:
            diffs.append(FieldDiff(label, lines))
    return diffs


def row_name(label: str, key: int) -> str:
    """Return the label with the row's key. A row that is not stored yet has a negative one, which means nothing."""
    return f"{label} {key}" if key > 0 else label


def label_for(row: Mapping) -> str:
    """Return a name for a photo, an attachment or a change note of a snapshot."""
    texts = (row.get(name) for name in ("caption", "alt_text", "title", "text"))
    return next(filter(None, texts), "(chưa có chú thích)")


def format_value(name: str, value: Any) -> str:
    """Return a field's value as the admin site shows it."""
    if value is None or value == "":
        return ""
    if name == "category_id":
        return str(Category.objects.filter(pk=value).first() or "(chuyên mục đã xóa)")
    if name == "cover_id":
        return f"ảnh {value}"
    if name == "status":
        return str(Article.Status(value).label)
    if isinstance(value, datetime):
        return f"{localtime(value):%H:%M %d/%m/%Y}"
    return str(value)


def html_to_lines(html: str) -> list[str]:
    """Return the text of `html` line by line, with the URLs of links and a placeholder for each row of photos.

    It is sanitized first: unsaved text is as the browser sent it, and HTMLParser takes hours for broken tags. HTML that
    cannot be sanitized is returned as it is, so that its author finds the text.
    """
    try:
        html = RICH_TEXT.sanitize(html)
    except ValidationError:
        return [html]
    parser = _LineParser()
    parser.feed(html)
    parser.close()
    return [text for line in parser.lines if (text := " ".join(line.split()))]


def diff_lines(before: Sequence[str], after: Sequence[str]) -> list[list[DiffSegment]]:
    """Compare two texts line by line and, in changed lines, word by word. Skip long unchanged parts."""
    lines: list[list[DiffSegment]] = []
    deadline = thread_time() + MAX_SECONDS
    opcodes = _opcodes(before, after, deadline)
    for number, (kind, start, end, new_start, new_end) in enumerate(opcodes):
        if kind == "equal":
            head = 0 if number == 0 else CONTEXT_LINES
            tail = 0 if number == len(opcodes) - 1 else CONTEXT_LINES
            lines += _shorten(before[start:end], head, tail)
        else:
            for old, new in zip_longest(before[start:end], after[new_start:new_end], fillvalue=""):
                lines.append(list(_diff_words(old, new, deadline)))
    return lines


def _format_detail(name: str, value: Any) -> str:
    if name == "poster_id":
        return f"ảnh {value}" if value else ""
    if name == "focus":
        return dict(Focus.choices).get(value or "", str(value))
    return {True: "có", False: "không", None: ""}.get(value, str(value))


def _common_keys_in_order(rows: Mapping, others: Mapping) -> list[int]:
    return sorted(rows.keys() & others.keys(), key=lambda key: (rows[key].get("order", 0), key))


def _opcodes(before: Sequence[str], after: Sequence[str], deadline: float) -> Sequence[tuple[str, int, int, int, int]]:
    if before == after:
        return [("equal", 0, len(before), 0, len(after))] if before else []
    if max(len(before), len(after)) > MAX_LENGTH or thread_time() > deadline:
        return [("replace", 0, len(before), 0, len(after))]
    return SequenceMatcher(None, before, after).get_opcodes()


def _shorten(lines: Sequence[str], head: int, tail: int) -> Iterator[list[DiffSegment]]:
    """Yield unchanged lines, all but the first `head` and the last `tail` ones replaced by "…"."""
    if len(lines) <= head + tail:
        yield from ([DiffSegment("same", line)] for line in lines)
        return
    yield from ([DiffSegment("same", line)] for line in lines[:head])
    yield [DiffSegment("skipped", "…")]
    yield from ([DiffSegment("same", line)] for line in lines[len(lines) - tail :])


def _diff_words(old: str, new: str, deadline: float) -> Iterator[DiffSegment]:
    before, after = old.split(), new.split()
    for kind, start, end, new_start, new_end in _opcodes(before, after, deadline):
        if kind == "equal":
            yield DiffSegment("same", " ".join(before[start:end]))
            continue
        if start < end:
            yield DiffSegment("removed", " ".join(before[start:end]))
        if new_start < new_end:
            yield DiffSegment("added", " ".join(after[new_start:new_end]))


class _LineParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._url = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = dict(attrs)
        if tag in BLOCK_TAGS:
            self.lines.append("")
        if tag in BLOCK_LABELS:
            self.lines[-1] = BLOCK_LABELS[tag]
        elif tag == "p" and values.get("class") == "video":
            self.lines[-1] = "[Video] "
        elif tag == "figure":
            self.lines[-1] = f"[Hàng ảnh: {values.get('data-photos') or ''}]"
        elif tag in ("td", "th"):
            self.lines[-1] += " | "
        elif tag == "a":
            self._url = values.get("href") or ""
            if values.get("class") == "button":
                self.lines[-1] += "[Nút] "

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._url:
            self.lines[-1] += f" ({self._url})"
            self._url = ""
        elif tag in BLOCK_TAGS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data
