"""Files on their way in: no more of one is kept than the portal could take, whoever sends it, wherever to."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUpload(FileUploadHandler):
    """Lets pass a little more than the largest photo or document; by that much the file is then refused."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        most = max(settings.PHOTO_MAX_BYTES, settings.ATTACHMENT_MAX_BYTES)
        return raw_data if start <= most else None

    def file_complete(self, file_size: int) -> None:
        return None  # the handlers behind it keep the file
