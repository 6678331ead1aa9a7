"""Limits on the size of uploaded files."""

import io
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat


class MaxSizeUploadHandler(FileUploadHandler):
    """Upload handler that drops what exceeds the largest file of any kind, at any URL.

    At most one chunk above the limit is stored, so that `validate_size` then rejects the file.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        max_size = max(settings.PHOTO_MAX_BYTES, settings.ATTACHMENT_MAX_BYTES, settings.RECORDING_MAX_BYTES)
        return raw_data if start <= max_size else None

    def file_complete(self, file_size: int) -> None:
        return None  # the next handler returns the file


def validate_size(upload: IO[bytes], max_size: int, noun: str = "Tệp") -> int:
    """Return the size of an upload in bytes and rewind it.

    Raises ValidationError with a message for the user if it is empty or larger than `max_size`.
    """
    size = upload.seek(0, io.SEEK_END)
    upload.seek(0)
    if size == 0:
        raise ValidationError("Tệp này trống.", code="empty")
    if size > max_size:
        raise ValidationError(f"{noun} nặng quá giới hạn {filesizeformat(max_size)}.", code="too_heavy")
    return size
