"""Documents to download with an article: what is taken, told by content; what they are called and stored as."""

import io
import zipfile
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.template.defaultfilters import filesizeformat

from news.models import Article, Attachment
from saovang.images import display_name

NOT_TAKEN = "Tệp này không phải PDF, DOCX, XLSX, ODT hay ZIP."
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
ODT = b"application/vnd.oasis.opendocument.text"


def kind_of(upload: IO[bytes]) -> str:
    """pdf, docx, xlsx, odt or zip, by the content of an uploaded file and never by its name.

    Raises ValidationError with a sentence for the person who chose the file.
    """
    upload.seek(0, io.SEEK_END)
    size = upload.tell()
    upload.seek(0)
    if size == 0:
        raise ValidationError("Tệp này trống.", code="empty")
    if size > settings.ATTACHMENT_MAX_BYTES:
        limit = filesizeformat(settings.ATTACHMENT_MAX_BYTES)
        raise ValidationError(f"Tệp nặng quá giới hạn {limit}.", code="too_heavy")
    start = upload.read(1024)
    if start.startswith(b"%PDF-"):
        upload.seek(max(size - 2048, 0))
        if b"%%EOF" not in upload.read():
            raise ValidationError("Tệp PDF bị hỏng hoặc chưa tải lên hết.", code="broken")
        return "pdf"
    if start.startswith(b"PK"):
        return _kind_of_zip(upload)
    raise ValidationError(NOT_TAKEN, code="not_taken")


def _kind_of_zip(upload: IO[bytes]) -> str:
    """Looks at the list of what is inside; nothing is unpacked but the few bytes that name an ODT."""
    try:
        with zipfile.ZipFile(upload) as archive:
            names = {info.filename: info.file_size for info in archive.infolist()}
            if names.get("mimetype", 0) in range(1, 200):
                kind = "odt" if archive.read("mimetype").strip() == ODT else None
            elif "[Content_Types].xml" in names:
                kind = next((kind for part, kind in OFFICE.items() if part in names), None)
            else:
                kind = "zip"
    except Exception as error:  # a forged archive fails wherever it likes
        raise ValidationError("Tệp bị hỏng hoặc chưa tải lên hết.", code="broken") from error
    if kind is None:
        raise ValidationError(NOT_TAKEN, code="not_taken")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError("Tệp có macro, người đọc mở sẽ không an toàn. Hãy lưu lại không kèm macro.", code="macro")
    return kind


def store_attachment(upload: IO[bytes], name: str) -> Attachment:
    """Store an uploaded document; the Attachment returned, titled by its `name`, is of no article yet and not saved."""
    kind = kind_of(upload)
    title = PurePath(display_name(name, 200)).stem[:200]
    attachment = Attachment(title=title, kind=kind, size=upload.seek(0, io.SEEK_END))
    upload.seek(0)
    attachment.file.save(f"tep.{kind}", File(upload), save=False)
    return attachment


@transaction.atomic
def attach_documents(article: Article, documents: list[Attachment], order: int | None = None) -> None:
    """Add stored documents behind those that the article has, or with `order` as the first one's number.

    Raises Article.DoesNotExist where the article is gone.
    """
    row = Article.objects.select_for_update().get(pk=article.pk)
    first = order if order is not None else (row.attachments.aggregate(last=Max("order"))["last"] or 0) + 1
    for number, document in enumerate(documents, start=first):
        document.article, document.order = article, number
        document.save()
