"""Use photos and attachments of other articles again.

A copy has files of its own: erasing, withdrawing or replacing one leaves the others alone. `origin` is the same for all
copies of a file. Nothing is decoded again, and an object store copies the files itself.
"""

from collections.abc import Collection
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.template.defaultfilters import filesizeformat

from news.models import Article, Attachment, Photo
from news.permissions import readable_articles
from news.services.history import versioned
from news.services.photos import attach, attach_photos, discard_photos, validate_room
from saovang.accounts.models import User
from saovang.core.text import words
from saovang.media.files import discard_file
from saovang.media.responsive import variant_name, variant_widths
from saovang.media.storage import get_storage, storage_errors_as_validation

MAX_FILES = 30  # copied by one request
MAX_BYTES = 300 * 1024 * 1024  # copied by one request if it is for several files; a disk writes them in seconds
FILE_FIELDS = {Photo: "image", Attachment: "file"}
SEARCHED = {Photo: ("alt_text", "caption", "article__title"), Attachment: ("title", "article__title")}
File = TypeVar("File", Photo, Attachment)


def find_files(user: User, article: Article, model: type[File], query: str = "") -> QuerySet[File]:
    """Return the files of other articles that the user may use, the newest first, one of the copies of each.

    The words of `query` are all in its texts or in the title of its article, whatever the accents.
    """
    files = _usable_files(user, article, model)
    for word in words(query):
        files = files.filter(_any_contains(SEARCHED[model], word))
    newest = files.order_by().values("origin").annotate(newest=Max("pk")).values("newest")
    return model._default_manager.filter(pk__in=newest).select_related("article").order_by("-pk")


def copy_files(user: User, article: Article, model: type[File], keys: Collection[int], form_key: UUID) -> list[File]:
    """Add copies of files of other articles to an article, with their texts. Return the new rows.

    The same `form_key` gives the same rows, however often it is sent. Raises ValidationError if the user may not, or no
    longer, use one of the files, if there are too many, or if they cannot be stored; Article.DoesNotExist if the
    article has been deleted.
    """
    noun = model._meta.verbose_name
    if not keys:
        raise ValidationError(f"Hãy đánh dấu {noun} cần dùng.")
    if len(keys) > MAX_FILES:
        raise ValidationError(f"Mỗi lần thêm được nhiều nhất {MAX_FILES} {noun}. Hãy bỏ bớt.")
    found = _usable_files(user, article, model).in_bulk(list(keys))
    if len(found) < len(keys):
        raise ValidationError(f"Có {noun} đã chọn nay không dùng được nữa. Hãy tải lại trang rồi chọn lại.")
    if len(keys) > 1 and sum(getattr(row, "size", 0) for row in found.values()) > MAX_BYTES:
        raise ValidationError(f"Các tệp đã chọn nặng hơn {filesizeformat(MAX_BYTES)}. Hãy thêm từng tệp.")
    validate_room(article, model, len(keys))
    copies: list[File] = []
    try:
        for key in keys:
            copies.append(_copy_row(found[key], uuid5(form_key, str(key))))
            _copy_stored_files(found[key], copies[-1])
        with transaction.atomic():
            article = Article.objects.select_for_update().get(pk=article.pk)
            with versioned(user, article, f"Dùng lại {len(copies)} {noun}"):
                rows = _attach(article, copies)
    except BaseException:
        _discard(copies)
        raise
    _discard([row for row in copies if row not in rows])  # stored by an earlier request with the same key
    return rows


def find_copies(row: Photo | Attachment) -> QuerySet[Article]:
    """Return the other articles that have a copy of the file."""
    same = type(row)._base_manager.filter(origin=row.origin, article=OuterRef("pk"))
    return Article.objects.filter(Exists(same)).exclude(pk=row.article_id).order_by("-pk")


def _usable_files(user: User, article: Article, model: type[File]) -> QuerySet[File]:
    readable = readable_articles(user).filter(pk=OuterRef("article"))
    return model._default_manager.filter(Exists(readable)).exclude(article=article)


def _any_contains(fields: Collection[str], word: str) -> Q:
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__folded": word})
    return condition


def _copy_row(row: File, key: UUID) -> File:
    """Return an unsaved copy with a new file name and without an article. It needs an alternative text again."""
    fields = [field for field in row._meta.concrete_fields if not field.is_relation and not field.primary_key]
    values: dict[str, Any] = {field.attname: getattr(row, field.attname) for field in fields}
    if isinstance(row, Photo):
        values["alt_text_exempt"] = False
    name = FILE_FIELDS[type(row)]
    values[name] = getattr(row, name).field.generate_filename(row, getattr(row, name).name)
    return type(row)(**values | {"upload_key": key})


def _copy_stored_files(row: File, copy: File) -> None:
    """Store copies of the files of `row` for `copy`. Raises ValidationError if they cannot be stored."""
    old, new = (getattr(each, FILE_FIELDS[type(each)]).name for each in (row, copy))
    widths: list[int] = variant_widths(row.width) if isinstance(row, Photo) else []
    names = {old: new} | {variant_name(old, width): variant_name(new, width) for width in widths}
    with storage_errors_as_validation():
        get_storage().copy(names)


def _attach(article: Article, copies: list[Any]) -> list[Any]:
    return attach_photos(article, copies) if isinstance(copies[0], Photo) else attach(article, copies)


def _discard(copies: Collection[Photo | Attachment]) -> None:
    for row in copies:
        if isinstance(row, Photo):
            discard_photos([row])
        else:
            discard_file(row)
