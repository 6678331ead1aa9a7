"""What differs between two states of an article, field by field, as the desk shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from news.models import Article, Category
from news.services.history import State
from news.services.text_diff import Piece, compare, lines_of

SHOWN = ["title", "summary", "body", "category_id", "author", "source", "status", "published_at", "urgent_until"]
TYPED = SHOWN[:6]  # what is typed into the form


@dataclass(frozen=True)
class Change:
    name: str
    lines: list[list[Piece]]


def changes_of_fields(before: Mapping, after: Mapping, names: list[str] = SHOWN) -> list[Change]:
    """The fields called `names` (by attname) whose values differ, in reading order."""
    labels = {field.attname: str(field.verbose_name) for field in Article._meta.concrete_fields}
    changes = []
    for name in names:
        old, new = before.get(name), after.get(name)
        if (old or "") == (new or ""):
            continue
        if name == "body":
            lines = compare(lines_of(old or ""), lines_of(new or ""))
            if all(piece.kind in ("same", "skipped") for line in lines for piece in line):
                lines = [[Piece("skipped", "Chữ không đổi, chỉ đổi cách trình bày.")]]
        else:
            lines = compare(_said(name, old).splitlines(), _said(name, new).splitlines())
        changes.append(Change(labels[name], lines))
    return changes


def changes_of_states(before: State, after: State) -> list[Change]:
    """All that differs between two versions: text, photos, files."""
    changes = changes_of_fields(before.fields, after.fields)
    for label, old, new, names in (
        ("ảnh", before.photos, after.photos, ["caption", "alt_text", "decorative"]),
        ("tệp đính kèm", before.attachments, after.attachments, ["title"]),
    ):
        lines = [[Piece("added", f"Thêm {label} {key}: {_named(new[key])}")] for key in new.keys() - old.keys()]
        lines += [[Piece("removed", f"Bỏ {label} {key}: {_named(old[key])}")] for key in old.keys() - new.keys()]
        for key in sorted(old.keys() & new.keys()):
            for name in names:
                if old[key].get(name) != new[key].get(name):
                    (line,) = compare([_text(old[key].get(name))], [_text(new[key].get(name))])
                    lines.append([Piece("same", f"{label.capitalize()} {key}:"), *line])
        if _order(old, new) != _order(new, old):
            lines.append([Piece("same", f"Đổi thứ tự {label}.")])
        if lines:
            changes.append(Change(label, lines))
    return changes


def _named(fields: Mapping) -> str:
    return fields.get("caption") or fields.get("alt_text") or fields.get("title") or "(chưa có chú thích)"


def _text(value: Any) -> str:
    return {True: "trang trí", False: "không phải trang trí", None: ""}.get(value, str(value))


def _order(rows: Mapping, others: Mapping) -> list[int]:
    """The keys that both have, in the order of `rows`."""
    return sorted(rows.keys() & others.keys(), key=lambda key: (rows[key]["order"], key))


def _said(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name == "category_id":
        return str(Category.objects.filter(pk=value).first() or "(chuyên mục đã xóa)")
    if name == "status":
        return str(Article.Status(value).label)
    if isinstance(value, datetime):
        return f"{localtime(value):%H:%M %d/%m/%Y}"
    return str(value)
