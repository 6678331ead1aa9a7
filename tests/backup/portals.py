"""Portals with content to back up, on SQLite and on PostgreSQL."""

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from tests.portal import Portal

FILL = """
from django.core.management import call_command
from tests import factories
from saovang.accounts.models import User
from saovang.visits.models import DailyVisits, LegacyVisitTotal
call_command("migrate", verbosity=0)
User.objects.create_superuser("quanly", password="x")
for number in range(3):
    article = factories.article(f"Tin số {number}", body="<p>Chữ có dấu: đường, ngõ</p>")
    factories.photos(article, 2, caption="Chú thích")
factories.feedback_address()
factories.contact_details()
DailyVisits.objects.add("2026-11-20", 41)
LegacyVisitTotal.objects.create(total=27049)
"""

CHANGE = """
from tests import factories
from news.models import Article
factories.photos(factories.article("Tin sau"), 1)
Article.objects.first().delete()
"""

ERASE = """
from django.contrib.auth import get_user_model
from news.models import Article
from news.services.erasing import erase
first, second, *_ = Article.objects.order_by("pk")
photo = second.photos.first()
print(first.pk, photo.pk, photo.image.name)
erase([first, photo], "Lộ số căn cước", get_user_model().objects.get())
"""
COUNT_ERASED = """
from news.models import Article, Photo
from reversion.models import Version
from saovang.media.models import Erasure
first, photo = {first}, {photo}
print(Article.objects.filter(pk=first).count(), Photo.objects.filter(pk=photo).count(), Erasure.objects.count())
"""


class BackupPortal(Portal):
    """A portal with content that can be compared."""

    def __init__(self, folder: Path, **environment: str) -> None:
        super().__init__(folder, **environment)
        self.media = folder / "media"
        self.backups = folder / "backups"
        self.media.mkdir()
        self.run_code(FILL)

    def run_code(self, code: str) -> str:
        return self.manage("shell", "--verbosity=0", "--command", code)

    def snapshot(self) -> tuple[dict[str, list], dict[str, str]]:
        """Return all rows by table, without the content version, and the digests of all media files."""
        files = {
            str(path.relative_to(self.media)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.media.rglob("*")
            if path.is_file()
        }
        with closing(self.connect()) as connection:
            cursor = connection.cursor()
            rows = {}
            for (table,) in cursor.execute(self.list_tables_sql).fetchall():
                if table not in ("pagecache_contentversion", "journal_securityevent"):
                    rows[table] = sorted(cursor.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
        return rows, files

    def content_version(self) -> int:
        with closing(self.connect()) as connection:
            return connection.cursor().execute("SELECT number FROM pagecache_contentversion").fetchone()[0]

    def connect(self):
        if url := self.environment["DATABASE_URL"]:
            return psycopg.connect(url)
        return sqlite3.connect(self.folder / "db.sqlite3")

    @property
    def list_tables_sql(self) -> str:
        if self.environment["DATABASE_URL"]:
            return "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"

    def destroy(self) -> None:
        shutil.rmtree(self.media)
        if self.environment["DATABASE_URL"]:
            with self.connect() as connection:
                connection.execute("DROP TABLE news_article, accounts_user, visits_dailyvisits CASCADE")
        else:
            (self.folder / "db.sqlite3").write_bytes(b"rest of a damaged file" * 100)
