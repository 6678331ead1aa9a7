"""Storage of photos and documents in an S3-compatible object store. STORAGES uses it if S3_BUCKET is set."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from saovang.core.exceptions import StorageUnavailableError
from saovang.media.storage import ATTACHMENT_TYPES, CACHE_CONTROL, MIME_TYPES, PRIVATE

THREADS = 16  # that move files; each takes two requests
CLIENT_CONFIG = Config(
    max_pool_connections=16,
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
    """S3 storage with a private area, the response headers of nginx, and one exception for all errors.

    The policy of the bucket lets everybody read the public area only.
    """

    # Public pages load photos from the store, so files of a scheduled article are moved shortly before its time.
    has_fallback = False

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
            for key in (name, PRIVATE + name):
                with suppress(FileNotFoundError):
                    return self._open_and_fetch(key, mode)
            return self._open_and_fetch(name, mode)  # it may have been moved meanwhile

    def _open_and_fetch(self, name: str, mode: str) -> IO[bytes]:
        file = super().open(name, mode)
        if "r" in mode:
            file.file  # noqa: B018 – fetches the content here, where errors are wrapped, and not at the first read
        return file

    def save(self, name: str, content: IO[bytes], max_length: int | None = None) -> str:
        with _wrap_errors():
            return super().save(name, content, max_length)

    def _save(self, name: str, content: IO[bytes]) -> str:
        return super()._save(PRIVATE + name, content).removeprefix(PRIVATE)

    def overwrite(self, name: str, content: IO[bytes]) -> None:
        """Store a file under exactly this name and replace an existing one."""
        with _wrap_errors():
            super()._save(name if super().exists(name) else PRIVATE + name, content)

    def delete(self, name: str) -> None:
        with _wrap_errors():
            for key in (name, PRIVATE + name):
                super().delete(key)

    def exists(self, name: str) -> bool:
        with _wrap_errors():
            return super().exists(name) or super().exists(PRIVATE + name)

    def get_modified_time(self, name: str) -> datetime:
        with _wrap_errors():
            return super().get_modified_time(name if super().exists(name) else PRIVATE + name)

    def copy(self, names: Mapping[str, str]) -> None:
        """Store copies of files, in the private area: the new names by the old ones. The store copies them itself."""
        client = self.connection.meta.client

        def copy(old: str, new: str) -> None:
            is_public = self.is_public(old)
            origin = {"Bucket": self.bucket_name, "Key": old if is_public else PRIVATE + old}
            client.copy_object(Bucket=self.bucket_name, Key=PRIVATE + new, CopySource=origin)

        with _wrap_errors(), ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(copy, names.keys(), names.values()))

    def is_public(self, name: str) -> bool:
        """Return True if the file is in the public area."""
        with _wrap_errors():
            return super().exists(name)

    def make_public(self, names: Iterable[str]) -> None:
        """Move those of the files that are in the private area. Raises StorageUnavailableError."""
        self._move(names, PRIVATE, "")

    def make_private(self, names: Iterable[str]) -> None:
        """Move those of the files that are in the public area. Raises StorageUnavailableError."""
        self._move(names, "", PRIVATE)

    def _move(self, names: Iterable[str], source: str, target: str) -> None:
        client = self.connection.meta.client  # unlike the bucket, one client serves all threads

        def move(name: str) -> None:
            origin = {"Bucket": self.bucket_name, "Key": source + name}
            try:
                client.copy_object(Bucket=self.bucket_name, Key=target + name, CopySource=origin)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                    raise
            else:
                client.delete_object(**origin)

        with _wrap_errors(), ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(move, names))

    def names(self, is_public: bool) -> Iterator[str]:
        """Yield the names of all files in one of the areas."""
        return (name for _, name in self.dated_names(is_public))

    def dated_names(self, is_public: bool) -> Iterator[tuple[float, str]]:
        """Yield the time of the last change and the name of all files in one of the areas, one request a thousand."""
        with _wrap_errors():
            for entry in self.bucket.objects.filter(Prefix="" if is_public else PRIVATE):
                if entry.key.startswith(PRIVATE) != is_public:
                    yield entry.last_modified.timestamp(), entry.key.removeprefix(PRIVATE)
