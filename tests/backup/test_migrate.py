"""Migration from SQLite and files to a real PostgreSQL and an object store."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from saovang.backup.migrate import SEEDED_MODELS
from tests import servers
from tests.portal import Portal

FILL = """
from saovang.accounts.models import User
from django.test import Client
from allauth.mfa.models import Authenticator
from news.services import history
from news.services import publishing
from saovang.adminsite import autosave
from django.http import QueryDict
from saovang.accounts.encryption import encrypt
from saovang.visits.models import LegacyVisitTotal, DailyVisits
from tests import factories
officer = User.objects.create_superuser("quanly", password="x")
Authenticator.objects.create(user=officer, type="totp", data={"secret": encrypt("JBSWY3DPEHPK3PXP")})
for number in range(3):
    article = factories.article(f"Tin số {number}", body="<p>Chữ có dấu: đường, ngõ</p>", slug=f"tin-{number}")
    factories.photos(article, 2, caption="Chú thích")
    history.record(article, officer, "Lưu")
publishing.withdraw(article, "Đăng nhầm", user=officer)
autosave.save_autosave(officer, type(article), str(article.pk), QueryDict("title=Đang gõ"))
factories.staff(username="ctv")
factories.feedback_address()
factories.contact_details()
factories.procedure()
DailyVisits.objects.add("2026-11-20", 41)
LegacyVisitTotal.objects.create(total=27049)
browser = Client()
browser.force_login(officer)
print(browser.cookies["sessionid"].value)
"""

DUMP = """
from django.core.management import call_command
call_command("dumpdata", exclude=["pagecache.contentversion"], output={!r})
"""

MIGRATE = """
from django.core.management import call_command
call_command("migrate_from_sqlite", {!r}, {!r})
"""

TRY_MIGRATE = """
import io, json
from django.core.management import CommandError, call_command
for database, media in json.loads({!r}):
    try:
        call_command("migrate_from_sqlite", database, media, stdout=io.StringIO())
        print("migrated")
    except CommandError as error:
        print(error)
"""

USE = """
from django.test import Client
from allauth.mfa.models import Authenticator
from saovang.accounts.encryption import decrypt
from tests import factories
options = {{"headers": {{"host": "127.0.0.1"}}}}
factories.photos(factories.article("Tin đầu tiên ở trang mới", slug="tin-moi"), 1)
print(decrypt(Authenticator.objects.get().data["secret"]))
browser = Client()
print("Tìm thấy 2 kết quả" in browser.get("/tim-kiem/?q=chu+co+dau+duong", **options).content.decode())
page = browser.get("/tin-tuc/tin-0/", **options).content.decode()
print("Tin số 0" in page, "{store}/" in page, "27.090" in page)
browser.cookies["sessionid"] = "{session}"
print(browser.get("/quan-tri/", **options).status_code)
"""


class OldPortal(Portal):
    """A portal on SQLite and files; `session` is the key of a signed-in session."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.database, self.media, self.dump = folder / "db.sqlite3", folder / "media", folder / "old.json"
        self.media.mkdir(exist_ok=True)
        code = FILL + DUMP.format(str(self.dump))
        self.session = self.manage("shell", "--verbosity=0", "--command", code).strip()

    def modified_copy(self, name: str, *statements: str) -> Path:
        """Return a copy of the database after running SQL statements."""
        path = self.folder / f"{name}.sqlite3"
        with closing(sqlite3.connect(self.database)) as old, closing(sqlite3.connect(path)) as new:
            old.backup(new)
            for statement in statements:
                new.execute(statement)
            new.commit()
        return path

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table of a model that is not empty."""
        with closing(sqlite3.connect(self.database)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            names = [
                name for (name,) in tables if not re.match("sqlite_|search_(words|titles)|django_migrations", name)
            ]
            counts = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
        return {name: number for name, number in counts.items() if number}

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.media)): path.read_bytes() for path in self.media.rglob("*") if path.is_file()
        }


@pytest.fixture(scope="module")
def old(tmp_path_factory, prepared_folder) -> OldPortal:
    return OldPortal(shutil.copytree(prepared_folder, tmp_path_factory.mktemp("old") / "data"))


@pytest.fixture(scope="module")
def new(tmp_path_factory, prepared_folder, old):
    """Return a portal with the same key, an empty PostgreSQL and an empty bucket."""
    folder = tmp_path_factory.mktemp("new")
    shutil.copytree(prepared_folder / "static", folder / "static")
    with servers.postgresql() as database, servers.object_store() as store:
        key = old.environment["SECRET_KEY"]
        portal = Portal(folder, SECRET_KEY=key, DATABASE_URL=database.url, **store.environment)
        portal.store, portal.dump = store, folder / "new.json"
        yield portal


@pytest.fixture(scope="module")
def output(old, new) -> str:
    """Migrate, and return what the command printed."""
    code = MIGRATE.format(str(old.database), str(old.media)) + DUMP.format(str(new.dump))
    return new.manage("shell", "--verbosity=0", "--command", code)


def load_dump(path: Path) -> list[dict]:
    """Return all rows in a fixed order, with sorted lists of related keys."""
    rows = json.loads(path.read_text())
    for row in rows:
        row["fields"] = {k: sorted(v) if isinstance(v, list) else v for k, v in row["fields"].items()}
    return sorted(rows, key=lambda row: (row["model"], str(row["pk"])))


def test_seeded_models_exist():
    assert all(map(apps.get_model, SEEDED_MODELS))


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL is a valid target")
def test_migrate_to_sqlite_is_refused(tmp_path, settings):
    settings.BACKUP_DIR = tmp_path
    (tmp_path / "db.sqlite3").touch()
    with pytest.raises(CommandError, match="Hãy đặt DATABASE_URL"):
        call_command("migrate_from_sqlite", tmp_path / "db.sqlite3", tmp_path)


def test_migrate_refuses_incompatible_source(old, new, tmp_path):
    text = tmp_path / "text.sqlite3"
    text.write_text("không phải cơ sở dữ liệu " * 100)
    running = old.modified_copy("running", "PRAGMA journal_mode=WAL")
    foreign_secret = '{"secret": "gAAAAABkhac"}'
    cases = {
        "không phải cơ sở dữ liệu SQLite": (text, old.media),
        "Trang cũ còn chạy": (running, old.media),
        "khác phiên bản (news.0001": (
            old.modified_copy("older", "DELETE FROM django_migrations WHERE app = 'news' AND name LIKE '0001%'"),
            old.media,
        ),
        "khác phiên bản (news.9999_later": (
            old.modified_copy(
                "newer", "INSERT INTO django_migrations (app, name, applied) VALUES ('news', '9999_later', 0)"
            ),
            old.media,
        ),
        "SECRET_KEY không phải của trang cũ": (
            old.modified_copy("other-key", f"UPDATE mfa_authenticator SET data = '{foreign_secret}'"),
            old.media,
        ),
        "không nhận accounts_user, từ dòng 1 đến dòng 2: value too long": (
            old.modified_copy("too-long", f"UPDATE accounts_user SET username = '{'x' * 200}' WHERE id = 1"),
            old.media,
        ),
        "có dòng trỏ đến dòng không còn": (
            old.modified_copy("orphan", "UPDATE news_article SET category_id = 999"),
            old.media,
        ),
        "Kho mới đã có tệp không phải của trang cũ": (old.database, tmp_path),
        "Không có tệp": (tmp_path / "missing", old.media),
        "Không có thư mục": (old.database, text),
    }
    arguments = json.dumps([[str(path) for path in case] for case in cases.values()])
    before = old.counts()
    with closing(sqlite3.connect(running)) as portal:
        portal.execute("SELECT * FROM accounts_user").fetchone()  # a running portal keeps its connection open
        errors = new.manage("shell", "--verbosity=0", "--command", TRY_MIGRATE.format(arguments)).splitlines()
    assert [text for text, error in zip(cases, errors, strict=True) if text not in error] == [], errors
    with psycopg.connect(new.environment["DATABASE_URL"]) as database:
        tables = ["accounts_user", "news_article", "django_session"]
        assert [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables] == [0] * 3
    assert old.counts() == before


def test_migrate_copies_all_rows_and_files(old, new, output):
    before, printed = old.counts(), re.findall(r"^(\w+): ([\d.]+) → ([\d.]+)$", output, re.M)
    assert {table: counts for table, *counts in printed} == {
        table: [f"{number:,}".replace(",", ".")] * 2 for table, number in before.items()
    }
    assert len(before) > 20
    files = old.files()
    assert f"Ảnh và tệp: {len(files)}/{len(files)}" in output
    assert new.store.files() == files
    assert load_dump(new.dump) == load_dump(old.dump)


def test_portal_works_after_migrate_and_refuses_another(old, new, output):
    """A new article, search, visits, a session and a TOTP secret all work with the migrated rows."""
    again = TRY_MIGRATE.format(json.dumps([[str(old.database), str(old.media)]]))
    code = USE.format(store=new.store.url, session=old.session) + again + "print(Article.objects.count())"
    lines = new.manage("shell", "--verbosity=0", "--command", code).splitlines()
    assert lines[:4] == ["JBSWY3DPEHPK3PXP", "True", "True True True", "200"]
    assert "Cơ sở dữ liệu mới không trống: " in lines[4]
    assert "news_article (4 dòng)" in lines[4]
    assert lines[5] == "4"
