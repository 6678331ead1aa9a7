"""Photos and documents in an S3-compatible store, named by STORAGES where S3_BUCKET is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from saovang.core.exceptions import StorageUnavailableError
from saovang.media.storage import CACHE_CONTROL, SAVED, SHOWN

CLIENT = Config(
    # Without these, who stores a photo waits five minutes for a store that has vanished.
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
    # Checksums at the end of a stream, the default of today, are understood by few but Amazon.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


@contextmanager
def _sentences() -> Iterator[None]:
    """Whatever the library raises becomes the one error that the portal expects of a store."""
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise StorageUnavailableError(f"Kho ảnh và tệp không trả lời hoặc từ chối ({error})") from error


class S3MediaStorage(S3Storage):
    def get_default_settings(self) -> dict:
        return super().get_default_settings() | {"client_config": CLIENT}

    def get_object_parameters(self, name: str) -> dict:
        """What the store answers with, as `saovang.media.storage` does; a documented place of django-storages."""
        kind = PurePosixPath(name).suffix
        parameters = super().get_object_parameters(name) | {"CacheControl": CACHE_CONTROL}
        if kind in SHOWN | SAVED:
            parameters["ContentType"] = (SHOWN | SAVED)[kind]
        if kind in SAVED:
            parameters["ContentDisposition"] = "attachment"
        return parameters

    def open(self, name: str, mode: str = "rb") -> IO[bytes]:
        with _sentences():
            file = super().open(name, mode)
            if "r" in mode:
                file.file  # noqa: B018 – fetched now and not at the first reading, which is outside these sentences
            return file

    def save(self, name: str, content: IO[bytes], max_length: int | None = None) -> str:
        with _sentences():
            return super().save(name, content, max_length)

    def overwrite(self, name: str, content: IO[bytes]) -> None:
        """Store under just this name, instead of what is there."""
        with _sentences():
            self._save(name, content)  # what Django asks each storage for; the name is not looked at again

    def delete(self, name: str) -> None:
        with _sentences():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _sentences():
            return super().exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _sentences():
            return super().listdir(path)

    def names(self) -> Iterator[str]:
        """Every file: a question for a thousand of them, where folder by folder would be one for each photo."""
        with _sentences():
            for entry in self.bucket.objects.all():
                yield entry.key
