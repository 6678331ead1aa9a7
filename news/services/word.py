"""Articles from Word files. The file stays an attachment until somebody deletes it, so nothing of it is lost."""

import io
import re
import time
from dataclasses import dataclass, field
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from news.models import Article, Attachment, Category, Photo
from news.services.history import record, versioned
from news.services.photos import attach_photos, store_photo
from saovang.accounts.models import User
from saovang.core import limits
from saovang.core.templatetags.vietnamese import full_name
from saovang.media.files import attach_file, discard_file
from saovang.media.images import display_name
from saovang.media.libreoffice import convert_old_word, convert_to_docx, find_program
from saovang.media.photo_rows import ROW, photo_row_html
from saovang.media.storage import storage_errors_as_validation
from saovang.media.word import Picture, read_picture, read_word
from saovang.uploads.services import attach, discard


@dataclass
class WordContent:
    """The content of a Word file for an article.

    `html` is sanitized; rows of photos in it hold indexes of `pictures`. `notes` are sentences for the user.
    """

    title: str
    html: str
    pictures: list[Picture]
    notes: list[str] = field(default_factory=list)


def create_from_word(upload: UploadedFile, category: Category, user: User) -> tuple[Article, Attachment]:
    """Create a draft with the title of a Word file, or the file's name, and the file as its attachment.

    A DOC, RTF or ODT file is converted first. Return both. Raises ValidationError with a message for the user if the
    file cannot be read.
    """
    name = display_name(upload.name or "", 200)
    docx = convert_old_word(upload, with_odt=True)
    attachment = attach_file(Attachment(), docx, name)
    try:
        if attachment.file_type != "docx":
            raise ValidationError(
                "Tệp này không phải tệp Word (.docx). Hãy mở ra và chọn “Lưu thành” (Save as) kiểu .docx.", code="type"
            )
        title = read_word(docx).title or PurePath(name).stem
        with transaction.atomic():
            now = timezone.now()
            article = Article(title=title[:200], category=category, written_by=user, author=full_name(user))
            article.edited_at, article.edited_by = now, user
            article.save()
            attach(article, [attachment])
            record(article, user, "Tạo bài từ tệp Word")
    except BaseException:
        discard_file(attachment)
        raise
    return article, attachment


def readable_types() -> set[str]:
    """Return the types of the attachments whose content can go into the article."""
    return {"docx", "odt"} if find_program() else {"docx"}


def read_docx(attachment: Attachment) -> bytes:
    """Return an attached Word file as DOCX; an ODT is converted. Raises ValidationError with a message for the user."""
    with storage_errors_as_validation(), attachment.file.open() as file:
        content: bytes = file.read()
    return content if attachment.file_type == "docx" else convert_to_docx(content, attachment.file_type)


def read_content(docx: bytes) -> WordContent:
    """Return the content of a Word file. Raises ValidationError with a message for the user."""
    text = read_word(io.BytesIO(docx))
    html = Article._meta.get_field("body").sanitize(text.html)
    notes = []
    if text.lost:
        lost = ", ".join(f"{number} {label}" for label, number in text.lost.items())
        notes.append(f"Không đưa sang được: {lost}. Nếu cần, hãy chụp lại thành ảnh rồi thả vào bài.")
    elif not html and not text.title:
        raise ValidationError("Tệp Word này không có chữ hay ảnh nào.", code="empty")
    return WordContent(text.title, html, text.pictures, notes)


def insert_content(article: Article, attachment: Attachment, user: User) -> list[str]:
    """Add the content of an attached Word file to the end of an article, in a version of its own.

    For browsers without JavaScript. Pictures are stored for at most half of the time that a request may take. Return
    sentences for the user. Raises ValidationError with a message for the user.
    """
    docx = read_docx(attachment)
    deadline = time.monotonic() + limits.TIMEOUT / 2
    content = read_content(docx)
    notes = list(content.notes)
    stored: dict[int, Photo] = {}
    left = 0
    for index, picture in enumerate(content.pictures):
        if time.monotonic() > deadline:
            left = len(content.pictures) - index
            break
        try:
            file = io.BytesIO(read_picture(io.BytesIO(docx), picture.name))
            stored[index] = store_photo(file, caption=picture.caption[:300], alt_text=picture.alt_text[:300])
        except ValidationError:
            left += 1
    if left:
        notes.append(f"{left} ảnh trong tệp Word chưa vào được. Hãy lưu ảnh ra máy rồi chọn ở phần ảnh.")
    try:
        with transaction.atomic():
            article = Article.objects.select_for_update().get(pk=article.pk)
            with versioned(user, article, "Đưa chữ và ảnh từ tệp Word"):
                attach_photos(article, stored.values())
                article.body += fill_rows(content.html, {index: photo.pk for index, photo in stored.items()})
                article.edited_at, article.edited_by = timezone.now(), user
                article.full_clean(exclude=["category", "written_by", "edited_by", "cover"])
                article.save()
    except BaseException:
        discard(stored.values())
        raise
    return notes


def fill_rows(html: str, keys: dict[int, int]) -> str:
    """Return HTML whose rows of photos hold the key of each photo instead of its index; others are left out."""

    def fill(match: re.Match[str]) -> str:
        photos = [keys[int(index)] for index in match[1].split() if int(index) in keys]
        return photo_row_html(photos) if photos else ""

    return ROW.sub(fill, html)
