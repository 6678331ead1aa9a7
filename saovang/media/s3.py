"""Storage of photos and documents in an S3-compatible object store. STORAGES uses it if S3_BUCKET is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from saovang.core.exceptions import StorageUnavailableError
from saovang.media.storage import ATTACHMENT_TYPES, CACHE_CONTROL, MIME_TYPES

CLIENT_CONFIG = Config(
    # The default timeouts make an upload wait five minutes for a store that is down.
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
    # Few stores besides Amazon's accept the default checksums at the end of a stream.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


@contextmanager
def _wrap_errors() -> Iterator[None]:
    """Raise StorageUnavailableError for every error of boto3."""
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise StorageUnavailableError(f"Kho ảnh và tệp không trả lời hoặc từ chối ({error})") from error


class S3MediaStorage(S3Storage):
    """S3 storage with the response headers of `serve_media`, and one exception for all errors."""

    def get_default_settings(self) -> dict:
        return super().get_default_settings() | {"client_config": CLIENT_CONFIG}

    def get_object_parameters(self, name: str) -> dict:
        """Return the headers with which the store serves the file."""
        extension = PurePosixPath(name).suffix
        parameters = super().get_object_parameters(name) | {"CacheControl": CACHE_CONTROL}
        if extension in MIME_TYPES:
            parameters["ContentType"] = MIME_TYPES[extension]
        if extension in ATTACHMENT_TYPES:
            parameters["ContentDisposition"] = "attachment"
        return parameters

    def open(self, name: str, mode: str = "rb") -> IO[bytes]:
        with _wrap_errors():
            file = super().open(name, mode)
            if "r" in mode:
                file.file  # noqa: B018 – fetches the content here, where errors are wrapped, and not at the first read
            return file

    def save(self, name: str, content: IO[bytes], max_length: int | None = None) -> str:
        with _wrap_errors():
            return super().save(name, content, max_length)

    def overwrite(self, name: str, content: IO[bytes]) -> None:
        """Store a file under exactly this name and replace an existing one."""
        with _wrap_errors():
            self._save(name, content)  # the method that Django requires of a storage; it does not change the name

    def delete(self, name: str) -> None:
        with _wrap_errors():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _wrap_errors():
            return super().exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _wrap_errors():
            return super().listdir(path)

    def names(self) -> Iterator[str]:
        """Yield the name of every file, oldest first, one request a thousand; `listdir` needs one request a folder."""
        with _wrap_errors():
            for entry in sorted(self.bucket.objects.all(), key=lambda entry: entry.last_modified):
                yield entry.key
