"""`manage.py setup`: everything between a checkout and a running portal. Safe to run again."""

import fcntl
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from news.models import Category
from procedures.services.guide import add_missing_entries
from procedures.services.life_events import add_first_life_events
from saovang.demo.load import load_sample
from saovang.pages.tasks import add_first_tasks
from saovang.search.synonyms import add_first_synonyms

USERNAME = "bientap"
ADVISORY_LOCK = int.from_bytes(b"saovang")  # any number that is always the same


class Command(BaseCommand):
    help = "Chuẩn bị cơ sở dữ liệu, tệp tĩnh, dữ liệu mẫu và tài khoản đầu tiên; chạy lại không mất gì."
    requires_system_checks = []  # most checks fail before the first setup

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="Không nạp tin mẫu, không tạo tài khoản.")

    def handle(self, empty: bool, **options: object) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with _lock():
            self._prepare(empty)

    def _prepare(self, empty: bool) -> None:
        call_command("migrate", verbosity=0)
        call_command("purge_expired")  # on a server a systemd timer runs it too
        _collect_changed_static_files()
        add_missing_entries()
        add_first_life_events()
        add_first_synonyms()
        add_first_tasks()
        if empty:
            return
        if not Category.objects.exists():
            self.stdout.write("Đang nạp tin mẫu …")
            load_sample()
        users = get_user_model().objects
        if not users.exists():
            password = secrets.token_urlsafe(12)
            users.create_superuser(USERNAME, password=password)
            self.stdout.write(f"Tài khoản biên tập: {USERNAME}  Mật khẩu (chỉ hiện một lần này): {password}")


@contextmanager
def _lock() -> Iterator[None]:
    """Wait until no other process prepares the same database, on any node, or the same data folder."""
    with (settings.DATA_DIR / ".setup.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def _collect_changed_static_files() -> None:
    """Run collectstatic unless nothing has changed since the last time: compressing takes seconds."""
    stamp = settings.STATIC_ROOT / ".stamp"
    if not stamp.exists() or stamp.read_text() != _static_files_digest():
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(_static_files_digest())


def _static_files_digest() -> str:
    """Return a digest of all static files, their storage, and the manifest that collectstatic wrote.

    It reads contents, because a reinstalled release has older modification times. It reads the manifest,
    because a rollback runs collectstatic without this command.
    """
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                digest.update(path.encode() + file.read())
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists():
        digest.update(manifest.read_bytes())
    return digest.hexdigest()
