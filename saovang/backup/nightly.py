"""Nightly backups: the archive of each night goes into an encrypted restic repository, which stores equal data once.

https://restic.readthedocs.io/
"""

import ctypes
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO

from django.conf import settings
from django.core.management import CommandError
from django.utils import timezone

from saovang.backup.create import write_archive
from saovang.backup.utils import DISK_FULL, Progress, exclusive_lock, temporary_folder, wrap_errors
from saovang.media import erasure

HOST = "--host=saovang"  # the same on every machine, so that a new one continues the backups
ARCHIVE = "saovang.tar"
ARCHIVE_TAG = "--tag=nightly"
ERASURES_TAG = "--tag=erasures"
RETENTION = ["--keep-last=7", "--keep-daily=7", "--keep-weekly=5", "--keep-monthly=12"]
PR_SET_PDEATHSIG = 1  # prctl(2)
READ_NIGHTS = 30  # all data of the repository is read again once in so many nights


@dataclass(frozen=True)
class Repository:
    """A restic repository at a path or a URL of restic. Every method raises CommandError if restic fails."""

    location: str

    def run(
        self, *arguments: str, write: Callable[[IO[bytes]], object] | None = None, stdout: int | IO[bytes] = PIPE
    ) -> str:
        """Run restic with what `write` writes as its input. Return its output, unless it goes to `stdout`."""
        if not shutil.which("restic"):
            raise CommandError("Máy này thiếu chương trình restic. Hãy cài: sudo apt-get install restic")
        command = ["restic", "--quiet", f"--repo={self.location}", *arguments]
        with Popen(  # noqa: S603
            command, env=_environment(), stdin=PIPE, stdout=stdout, stderr=PIPE, preexec_fn=_end_with_parent
        ) as restic:
            try:
                if write and restic.stdin:
                    write(restic.stdin)
            except BrokenPipeError:
                pass  # restic says why
            except BaseException:
                restic.kill()
                raise
            output, errors = restic.communicate()
        if restic.returncode == 0:
            return (output or b"").decode()
        if b"no space left on device" in errors:
            raise CommandError(DISK_FULL)
        raise CommandError(f"restic {arguments[0]} không làm được: {errors.decode(errors='replace').strip()}")

    def prepare(self, *options: str) -> None:
        """Create the repository if there is none, and remove the locks of runs that were killed."""
        try:
            self.run("init", *options)
        except CommandError as error:
            if "already" not in str(error):
                raise
        self.run("unlock")

    def store(self, tag: str, name: str, write: Callable[[IO[bytes]], object]) -> None:
        """Add a snapshot of one file with what `write` writes."""
        self.run("backup", HOST, tag, "--stdin", f"--stdin-filename={name}", write=write)

    def prune(self) -> None:
        """Delete what RETENTION does not keep, and verify the rest."""
        self.run("forget", HOST, "--group-by=host,tags", *RETENTION, "--prune")
        self.run("check", f"--read-data-subset={timezone.now().toordinal() % READ_NIGHTS + 1}/{READ_NIGHTS}")

    def fetch(self, snapshot: str, folder: Path) -> Path:
        """Write the archive of a night, by its id or `latest`, to a file in `folder` and return it.

        The newest list of erasures is written beside it, where a restore looks for it.
        """
        path = folder / f"{snapshot}.tar"
        self._dump("latest", ERASURES_TAG, erasure.FILE_NAME, folder / erasure.FILE_NAME)
        self._dump(snapshot, ARCHIVE_TAG, ARCHIVE, path)
        return path

    def _dump(self, snapshot: str, tag: str, name: str, path: Path) -> None:
        with path.open("wb") as file:
            self.run("dump", HOST, tag, snapshot, name, stdout=file)


def local() -> Repository:
    """Return the repository in BACKUP_DIR."""
    return Repository(str(settings.BACKUP_DIR / "restic"))


def remote() -> Repository:
    """Return the repository at BACKUP_REMOTE. Raises CommandError if there is none."""
    location = settings.BACKUP_REMOTE
    if not location:
        raise CommandError("Chưa đặt BACKUP_REMOTE, nơi thứ hai nhận bản sao mỗi đêm.")
    if location.startswith("/") and not Path(location).is_dir():
        raise CommandError(f"Không có thư mục {location}: đĩa ấy chưa được gắn?")
    return Repository(location)


def done(name: str) -> Path:
    """Return the file with the time of the last success of the `nightly` backup, its `remote` copy or a `drill`."""
    return settings.BACKUP_DIR / f"{name}.done"


def back_up_nightly(progress: Progress) -> None:
    """Add a backup to the repository, copy it to BACKUP_REMOTE, delete old ones. Raises CommandError if it fails."""
    with exclusive_lock(), wrap_errors():
        local().prepare()
        erasures = erasure.write_list(settings.BACKUP_DIR)
        local().store(ERASURES_TAG, erasure.FILE_NAME, lambda file: file.write(erasures.read_bytes()))
        with temporary_folder(settings.BACKUP_DIR) as folder:
            local().store(ARCHIVE_TAG, ARCHIVE, lambda file: write_archive(file, folder, progress))
        progress("Đang bỏ bản cũ và kiểm tra kho …")
        local().prune()
        done("nightly").touch()
        if settings.BACKUP_REMOTE:
            progress("Đang chép sang BACKUP_REMOTE …")
            remote().prepare("--copy-chunker-params", f"--from-repo={local().location}")
            remote().run("copy", HOST, f"--from-repo={local().location}")
            remote().prune()
            done("remote").touch()


def _end_with_parent() -> None:
    """Let the kernel kill this child when its parent is killed: else restic would store half an archive as a backup.

    setpriv(1) does the same, but not in the sandbox of systemd.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _environment() -> dict[str, str]:
    password_file = settings.BACKUP_PASSWORD_FILE
    if not os.access(password_file, os.R_OK):
        raise CommandError(f"Không đọc được BACKUP_PASSWORD_FILE, tệp mật khẩu của kho sao lưu: «{password_file}».")
    return {
        **os.environ,
        "AWS_ACCESS_KEY_ID": settings.BACKUP_REMOTE_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": settings.BACKUP_REMOTE_SECRET_KEY,
        "RESTIC_PASSWORD_FILE": password_file,
        "RESTIC_FROM_PASSWORD_FILE": password_file,
        "RESTIC_CACHE_DIR": str(settings.BACKUP_DIR / "cache"),
    }
