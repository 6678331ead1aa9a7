"""Files on their way in: no more of one is kept than the portal could take, whoever sends it, wherever to.

What a file is, is for saovang/media/images.py and saovang/media/files.py to say.
"""

import io
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat


class MaxSizeUploadHandler(FileUploadHandler):
    """Lets pass a little more than the largest photo or document; by that much the file is then refused."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        most = max(settings.PHOTO_MAX_BYTES, settings.ATTACHMENT_MAX_BYTES)
        return raw_data if start <= most else None

    def file_complete(self, file_size: int) -> None:
        return None  # the handlers behind it keep the file


def validate_size(upload: IO[bytes], most: int, noun: str = "Tệp") -> int:
    """How many bytes an upload holds; it is then read from its start.

    Raises ValidationError with a sentence for the person who chose the file where it is empty or over `most`.
    """
    size = upload.seek(0, io.SEEK_END)
    upload.seek(0)
    if size == 0:
        raise ValidationError("Tệp này trống.", code="empty")
    if size > most:
        raise ValidationError(f"{noun} nặng quá giới hạn {filesizeformat(most)}.", code="too_heavy")
    return size
