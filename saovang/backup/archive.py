"""The archive: a plain tar that `tar` itself can open.

Members, in this order: `saovang-backup` (the format's number), the database, `media/…`, `manifest.json`
(SHA-256 of every member, counts of every table, migrations) and `manifest.sha256`.
"""

import hashlib
import io
import json
import tarfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from saovang.backup import BackupError

FORMAT = ("saovang-backup", b"1\n")
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
MEDIA = "media/"
CHUNK = 1024 * 1024


@dataclass
class Manifest:
    """What the archive holds. `counts` are rows by table, `files` SHA-256 by member."""

    vendor: str
    made_at: str
    migrations: list[str]
    counts: dict[str, int]
    files: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> str:
        return next(name for name in self.files if not name.startswith(MEDIA) and name != FORMAT[0])

    @property
    def media(self) -> dict[str, str]:
        """SHA-256 by the name that the file has in storage."""
        return {name.removeprefix(MEDIA): digest for name, digest in self.files.items() if name.startswith(MEDIA)}


class Hashing:
    """Reads a file and knows the SHA-256 of all that was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = CHUNK) -> bytes:
        data = self._file.read(size)
        self.hash.update(data)
        return data


def sha256(file: IO[bytes]) -> str:
    hashing = Hashing(file)
    while hashing.read():
        pass
    return hashing.hash.hexdigest()


class ArchiveWriter:
    def __init__(self, file: IO[bytes], manifest: Manifest) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self._manifest = manifest
        self.add(FORMAT[0], io.BytesIO(FORMAT[1]), len(FORMAT[1]))

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        self._manifest.files[name] = self._add(name, file, size)

    def close(self) -> None:
        manifest = json.dumps(asdict(self._manifest), ensure_ascii=False, indent=1).encode()
        seal = self._add(MANIFEST, io.BytesIO(manifest), len(manifest)).encode()
        self._add(SEAL, io.BytesIO(seal), len(seal))
        self._tar.close()

    def _add(self, name: str, file: IO[bytes], size: int) -> str:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(time.time())
        hashing = Hashing(file)
        self._tar.addfile(info, hashing)
        return hashing.hash.hexdigest()


def verify(path: Path, progress: Callable[[int], None] = lambda done: None) -> Manifest:
    """Read the whole archive once; gives its manifest, or raises BackupError where anything is not as it was made."""
    found: dict[str, str] = {}
    manifest = seal = b""
    try:
        with tarfile.open(path, "r:") as tar:
            for number, member in enumerate(tar):
                file = tar.extractfile(member) if member.isreg() else None
                if file is None or not is_plain_name(member.name):
                    raise BackupError(f"Tệp {path.name} có thành phần lạ: {member.name!r}. Chưa phục hồi gì.")
                if number == 0 and (member.name != FORMAT[0] or file.read() != FORMAT[1]):
                    raise BackupError(f"Tệp {path.name} không phải bản sao lưu của trang này. Chưa phục hồi gì.")
                if member.name in (MANIFEST, SEAL):
                    manifest, seal = (file.read(), seal) if member.name == MANIFEST else (manifest, file.read())
                    continue
                file.seek(0)
                found[member.name] = sha256(file)
                progress(number)
    except (tarfile.TarError, EOFError) as error:
        if found:
            raise damaged(path) from error
        raise BackupError(f"Tệp {path.name} không phải bản sao lưu của trang này. Chưa phục hồi gì.") from error
    except OSError as error:
        raise BackupError(f"Không đọc được {path}: {error.strerror}. Chưa phục hồi gì.") from error
    if not found:
        raise BackupError(f"Tệp {path.name} không phải bản sao lưu của trang này. Chưa phục hồi gì.")
    if hashlib.sha256(manifest).hexdigest().encode() != seal:
        raise damaged(path)
    contents = Manifest(**json.loads(manifest))
    if contents.files != found:
        raise damaged(path)
    return contents


def damaged(path: Path) -> BackupError:
    return BackupError(f"Bản sao lưu {path.name} bị hỏng hoặc chưa đủ. Chưa phục hồi gì; hãy dùng bản khác.")


def is_plain_name(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name and "\0" not in name
