"""The archive format: a plain tar file.

Members, in this order: `saovang-backup` (the version of the format), `media/…`, the database, `manifest.json`
(SHA-256 of every member, rows of every table, migrations) and `manifest.sha256`.
"""

import hashlib
import io
import json
import tarfile
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, cast

from django.core.management import CommandError

from saovang.media.storage import PRIVATE

FORMAT, FORMAT_VERSION = "saovang-backup", b"1\n"
MANIFEST, CHECKSUM = "manifest.json", "manifest.sha256"
MEDIA_PREFIX = "media/"
CHUNK = 1024 * 1024
MAX_MANIFEST_BYTES = 2**28  # 2 million files


@dataclass
class Manifest:
    """Contents of an archive: `counts` are rows by table, `files` SHA-256 digests by member."""

    vendor: str
    made_at: str
    migrations: list[str]
    counts: dict[str, int]
    files: dict[str, str] = field(default_factory=dict)

    @property
    def time_in_words(self) -> str:
        """Return when the backup was made, in the time zone of the portal, as people read it."""
        return f"{datetime.fromisoformat(self.made_at):%H:%M ngày %d/%m/%Y}"

    @property
    def database(self) -> str:
        return next(name for name in self.files if not name.startswith(MEDIA_PREFIX) and name != FORMAT)

    @property
    def media(self) -> list[str]:
        """Return the names of the media files in the storage."""
        return [media_name(name) for name in self.files if name.startswith(MEDIA_PREFIX)]


class HashingReader:
    """Reads a file and computes the SHA-256 of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = CHUNK) -> bytes:
        data = self._file.read(size)
        self.hash.update(data)
        return data


def sha256(file: IO[bytes]) -> str:
    """Return the digest of the rest of a file."""
    reader = HashingReader(file)
    while reader.read():
        pass
    return reader.hash.hexdigest()


class PipeWriter:
    """Knows its position in a file that may be a pipe. tarfile's own stream writes once more when it is abandoned."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._position = file, 0

    def tell(self) -> int:
        return self._position

    def write(self, data: bytes) -> int:
        self._position += len(data)
        return self._file.write(data)


class ArchiveWriter:
    """Writes members, and on `close()` the manifest of all of them."""

    def __init__(self, file: IO[bytes], manifest: Manifest) -> None:
        self._tar = tarfile.open(fileobj=cast(IO[bytes], PipeWriter(file)), mode="w", format=tarfile.PAX_FORMAT)
        self._manifest = manifest
        self.add(FORMAT, io.BytesIO(FORMAT_VERSION), len(FORMAT_VERSION))

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        self._manifest.files[name] = self._add(name, file, size)

    def close(self) -> None:
        manifest = json.dumps(asdict(self._manifest), ensure_ascii=False, indent=1).encode()
        checksum = self._add(MANIFEST, io.BytesIO(manifest), len(manifest)).encode()
        self._add(CHECKSUM, io.BytesIO(checksum), len(checksum))
        self._tar.close()

    def _add(self, name: str, file: IO[bytes], size: int) -> str:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600  # no time, so that restic finds the bytes of the last night again
        reader = HashingReader(file)
        self._tar.addfile(info, reader)
        return reader.hash.hexdigest()


def verify(path: Path) -> Manifest:
    """Read the whole archive and return its manifest. Raises CommandError if it is foreign, damaged or incomplete."""
    digests: dict[str, str] = {}
    manifest = checksum = b""
    try:
        with tarfile.open(path, "r:") as tar:
            for number, member in enumerate(tar):
                file = tar.extractfile(member) if member.isreg() and not member.issparse() else None
                if file is None or not is_plain_name(member.name):
                    raise CommandError(f"Tệp {path.name} có thành phần lạ: {member.name!r}. Chưa phục hồi gì.")
                if number == 0 and (member.name != FORMAT or file.read(CHUNK) != FORMAT_VERSION):
                    raise _foreign_file_error(path)
                if member.name == MANIFEST:
                    manifest = file.read(MAX_MANIFEST_BYTES)
                elif member.name == CHECKSUM:
                    checksum = file.read(CHUNK)
                else:
                    file.seek(0)
                    digests[member.name] = sha256(file)
    except (tarfile.TarError, EOFError) as error:
        raise (damaged_archive_error(path) if digests else _foreign_file_error(path)) from error
    except OSError as error:
        raise CommandError(f"Không đọc được {path}: {error.strerror}. Chưa phục hồi gì.") from error
    if not digests:
        raise _foreign_file_error(path)
    if hashlib.sha256(manifest).hexdigest().encode() != checksum:
        raise damaged_archive_error(path)
    try:
        contents = Manifest(**json.loads(manifest))
    except (TypeError, ValueError, RecursionError) as error:
        raise _foreign_file_error(path) from error
    if contents.files != digests:
        raise damaged_archive_error(path)
    return contents


def damaged_archive_error(path: Path) -> CommandError:
    """Return the error of an archive that was changed or cut off."""
    return CommandError(f"Bản sao lưu {path.name} bị hỏng hoặc chưa đủ. Chưa phục hồi gì; hãy dùng bản khác.")


def _foreign_file_error(path: Path) -> CommandError:
    return CommandError(f"Tệp {path.name} không phải bản sao lưu của trang này. Chưa phục hồi gì.")


def media_name(member: str) -> str:
    """Return the name in the storage of a member of media, which may have been copied with its area's folder."""
    return member.removeprefix(MEDIA_PREFIX).removeprefix(PRIVATE)


def is_plain_name(name: str) -> bool:
    """Return True if a member's name stays inside the folder it is unpacked to."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name and "\0" not in name
