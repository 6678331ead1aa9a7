"""What an article still lacks: the list beside the buttons of its form and in its preview.

The rules are those of publication (`publishing`, `alt_text`). The list adds what a person should look at but nothing
refuses.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, TypeVar

from django import forms
from django.db import models

from news.models import Article, Attachment, Photo
from news.services.findings import article_findings, deleted_attachments, stored_file_texts, submitted_file_texts
from news.services.publishing import NO_CONTENT, has_content
from saovang.adminsite.form_data import row_prefixes
from saovang.core.content_checks import describe
from saovang.media.alt_text import find_alt_text_errors, looks_like_file_name
from saovang.redirects.dead_links import find_dead_links

Row = TypeVar("Row", Photo, Attachment)
ROW_TEXTS = ("alt_text", "caption", "title")
# The fields of the form that the places of findings mean, by the words with which these begin.
PLACES = {
    "tiêu đề": "title",
    "tóm tắt": "summary",
    "tên tác giả, nguồn": "author",
    "chữ của ảnh": "new_photos",
    "tên tệp": "new_attachments",
    "tệp “": "new_attachments",
}
_PLACE = re.compile(f" ở ({'|'.join(PLACES)})")
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


class Level(models.TextChoices):
    REQUIRED = "required", "Còn thiếu, bổ sung xong mới đăng được"
    WARNING = "warning", "Đọc kỹ những chỗ này trước khi đăng"
    ADVICE = "advice", "Nên xem lại"


class Item(NamedTuple):
    """A sentence, and the id of the form's element that it is about."""

    level: Level
    text: str
    anchor: str = "id_body"


@dataclass(frozen=True)
class Checklist:
    items: list[Item]

    @property
    def groups(self) -> list[tuple[str, list[Item]]]:
        """Return the items by level, each with its heading, the most important first."""
        groups = [(level.label, [item for item in self.items if item.level == level]) for level in Level]
        return [(heading, items) for heading, items in groups if items]

    @property
    def unresolved(self) -> list[Item]:
        """Return the items that "Gửi duyệt" asks about: all but advice."""
        return [item for item in self.items if item.level != Level.ADVICE]

    @property
    def digest(self) -> str:
        """Return a value that the form sends back when the unresolved items have been read, "" if there are none."""
        texts = "\n".join(item.text for item in self.unresolved)
        return sha256(texts.encode()).hexdigest() if texts else ""


def check_article(
    article: Article,
    data: Mapping[str, str] | None = None,
    form: forms.ModelForm | None = None,
    known: Container[str] = (),
) -> Checklist:
    """Return what the article lacks, with the values of `form` and the rows of `data` if given.

    `form` has been validated and has set its values on the article; its errors are items too. `known` are the
    keys of findings that are not repeated.
    """
    data = {} if data is None else data
    photos = _rows_as_typed(article.photos.all(), data, "photos")
    attachments = _rows_as_typed(article.attachments.all(), data, "attachments")
    file_texts = submitted_file_texts(data) if data else stored_file_texts(article)
    findings = article_findings(article, file_texts, without=deleted_attachments(data))
    warnings = describe(finding for finding in findings if finding.key not in known)
    return Checklist(
        [
            *(_form_errors(form) if form else []),
            *_check_content(article, photos),
            *(Item(Level.WARNING, text, f"id_{_find_field(text)}") for text in warnings),
            *_check_links(article),
            *_check_tables(article.body),
            *_check_files(photos, attachments),
        ]
    )


def _rows_as_typed(rows: Iterable[Row], data: Mapping[str, str], formset: str) -> list[tuple[Row, str]]:
    """Set the form's texts on the rows. Return them, without the deleted ones, in their order, with their prefixes."""
    prefixes, typed = row_prefixes(data, formset), []
    for index, row in enumerate(rows):
        prefix = prefixes.get(str(row.pk))
        typed.append((row, prefix or f"{formset}-{index}"))
        if prefix is None:
            continue
        for name in ROW_TEXTS:
            if f"{prefix}-{name}" in data:
                setattr(row, name, data[f"{prefix}-{name}"].strip())
        if isinstance(row, Photo):
            row.decorative = f"{prefix}-decorative" in data
        if re.fullmatch("[0-9]{1,5}", order := data.get(f"{prefix}-order", "")):
            row.order = int(order)
    remaining = [(row, prefix) for row, prefix in typed if f"{prefix}-DELETE" not in data]
    return sorted(remaining, key=lambda pair: (pair[0].order, pair[0].pk))


def _form_errors(form: forms.ModelForm) -> Iterator[Item]:
    for name, errors in form.errors.as_data().items():
        if name in form.fields:
            message = " ".join(errors[0].messages)
            label = "" if errors[0].code == "required" else f"{form.fields[name].label}: "
            yield Item(Level.REQUIRED, f"{label}{message}", f"id_{name}")


def _check_content(article: Article, photos: list[tuple[Photo, str]]) -> Iterator[Item]:
    if not has_content(article, photos):
        yield Item(Level.REQUIRED, NO_CONTENT)
    prefixes = {photo.pk: prefix for photo, prefix in photos}
    for photo, message in find_alt_text_errors(photo for photo, _ in photos):
        yield Item(Level.REQUIRED, message, f"id_{prefixes[photo.pk]}-alt_text")


def _check_links(article: Article) -> Iterator[Item]:
    """Yield the links to what residents cannot open. The files of the article will be public together with it."""
    for sentence in find_dead_links(article.body, lambda row: getattr(row, "article_id", None) == article.pk):
        yield Item(Level.WARNING, sentence)


def _check_tables(body: str) -> Iterator[Item]:
    for number, table in enumerate(_TABLE.findall(body), start=1):
        if "<th" not in table.replace("<thead", ""):
            yield Item(Level.ADVICE, f"Bảng {number} chưa có hàng tiêu đề.")


def _check_files(photos: list[tuple[Photo, str]], attachments: list[tuple[Attachment, str]]) -> Iterator[Item]:
    if not photos:
        yield Item(Level.ADVICE, "Bài chưa có ảnh, nên trong danh sách không có ảnh bìa.", "id_new_photos")
    for attachment, prefix in attachments:
        if looks_like_file_name(attachment.title):
            text = f"Tên tệp đính kèm “{attachment.title}” giống tên máy tự đặt. Hãy ghi tên người đọc hiểu được."
            yield Item(Level.ADVICE, text, f"id_{prefix}-title")


def _find_field(warning: str) -> str:
    """Return the field that the sentence about a finding names."""
    places = _PLACE.findall(warning)
    return PLACES[places[-1]] if places else "body"
