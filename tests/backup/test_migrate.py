"""The move from SQLite and files to a real PostgreSQL and an object store: everything is there, or nothing was done."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests import helpers
from tests.portal import Portal

FILL = """
from saovang.accounts.models import User
from django.test import Client
from allauth.mfa.models import Authenticator
from news.services import history
from news.services import publishing
from news.services import autosave
from saovang.accounts.encryption import encrypt
from saovang.visits.models import LegacyVisitTotal, DailyVisits
from tests import factories
officer = User.objects.create_superuser("quanly", password="x")
Authenticator.objects.create(user=officer, type="totp", data={"secret": encrypt("JBSWY3DPEHPK3PXP")})
for number in range(3):
    article = factories.article(f"Tin số {number}", body="<p>Chữ có dấu: đường, ngõ</p>", slug=f"tin-{number}")
    factories.photos(article, 2, caption="Chú thích")
    history.record(article, officer, "Lưu")
publishing.withdraw(article, "Đăng nhầm", by=officer)
autosave.keep_typed(article, officer, {"title": "Đang gõ"})
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

TRY = """
import io, json
from django.core.management import CommandError, call_command
for database, media in json.loads({!r}):
    try:
        call_command("move_from", database, media, stdout=io.StringIO())
        print("moved")
    except CommandError as error:
        print(error)
"""

GO_ON = """
from django.test import Client
from allauth.mfa.models import Authenticator
from saovang.accounts.encryption import decrypt
from tests import factories
here = {{"headers": {{"host": "127.0.0.1"}}}}
factories.photos(factories.article("Tin đầu tiên ở nhà mới", slug="tin-moi"), 1)
print(decrypt(Authenticator.objects.get().data["secret"]))
browser = Client()
print("Tìm thấy 2 kết quả" in browser.get("/tim-kiem/?q=chu+co+dau+duong", **here).content.decode())
page = browser.get("/tin-tuc/tin-0/", **here).content.decode()
print("Tin số 0" in page, "{store}/" in page, "27.090" in page)
browser.cookies["sessionid"] = "{session}"
print(browser.get("/quan-tri/", **here).status_code)
"""


class Old(Portal):
    """A portal on SQLite and files; `session` is of somebody who is signed in."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.database, self.media = folder / "db.sqlite3", folder / "media"
        self.media.mkdir(exist_ok=True)
        self.session = self.manage("shell", "--verbosity=0", "--command", FILL).strip()

    def changed(self, name: str, *statements: str) -> Path:
        """A copy of its database with something changed by hand."""
        path = self.folder / f"{name}.sqlite3"
        with closing(sqlite3.connect(self.database)) as old, closing(sqlite3.connect(path)) as new:
            old.backup(new)
            for statement in statements:
                new.execute(statement)
            new.commit()
        return path

    def counts(self) -> dict[str, int]:
        """Rows by table of what the portal's models keep, without the empty ones."""
        with closing(sqlite3.connect(self.database)) as database:
            named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            own = [name for (name,) in named if not re.match("sqlite_|search_words|django_migrations", name)]
            counts = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in own}
        return {name: number for name, number in counts.items() if number}

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.media)): path.read_bytes() for path in self.media.rglob("*") if path.is_file()
        }


@pytest.fixture(scope="module")
def old(tmp_path_factory, prepared_folder) -> Old:
    return Old(shutil.copytree(prepared_folder, tmp_path_factory.mktemp("old") / "data"))


@pytest.fixture(scope="module")
def new(tmp_path_factory, prepared_folder, old):
    """The same portal with an empty PostgreSQL and an empty bucket."""
    folder = tmp_path_factory.mktemp("new")
    shutil.copytree(prepared_folder / "static", folder / "static")
    with helpers.postgresql() as database, helpers.object_store() as store:
        key = old.environment["SECRET_KEY"]
        portal = Portal(folder, SECRET_KEY=key, DATABASE_URL=database.url, **store.environment)
        portal.store = store
        yield portal


@pytest.fixture(scope="module")
def printed(old, new) -> str:
    """What the move said."""
    return new.manage("move_from", str(old.database), str(old.media))


def rows(portal: Portal) -> list[dict]:
    """Every row but for the number that tells kept pages apart; what a list of keys holds, in one order."""
    found = json.loads(portal.manage("dumpdata", "--exclude=pagecache.contentversion"))
    for row in found:
        row["fields"] = {k: sorted(v) if isinstance(v, list) else v for k, v in row["fields"].items()}
    return sorted(found, key=lambda row: (row["model"], str(row["pk"])))


def test_what_cannot_be_moved_whole_is_refused_with_a_sentence_and_nothing_is_moved(old, new, tmp_path):
    text = tmp_path / "thu.sqlite3"
    text.write_text("không phải cơ sở dữ liệu " * 100)
    running = old.changed("dang-chay", "PRAGMA journal_mode=WAL")
    foreign_key = '{"secret": "gAAAAABkhac"}'
    refused = {
        "không phải cơ sở dữ liệu SQLite": (text, old.media),
        "Trang cũ còn chạy": (running, old.media),
        "khác phiên bản (news.0009": (
            old.changed("cu-hon", "DELETE FROM django_migrations WHERE app = 'news' AND name LIKE '0009%'"),
            old.media,
        ),
        "khác phiên bản (news.9999_sau": (
            old.changed("moi-hon", "INSERT INTO django_migrations (app, name, applied) VALUES ('news', '9999_sau', 0)"),
            old.media,
        ),
        "SECRET_KEY không phải của trang cũ": (
            old.changed("khoa-khac", f"UPDATE mfa_authenticator SET data = '{foreign_key}'"),
            old.media,
        ),
        "không nhận accounts_user, từ dòng 1 đến dòng 2: value too long": (
            old.changed("qua-dai", f"UPDATE accounts_user SET username = '{'x' * 200}' WHERE id = 1"),
            old.media,
        ),
        "có dòng trỏ đến dòng không còn": (
            old.changed("mo-coi", "UPDATE news_article SET category_id = 999"),
            old.media,
        ),
        "Kho mới đã có tệp không phải của trang cũ": (old.database, tmp_path),
        "Không có tệp": (tmp_path / "khong-co", old.media),
        "Không có thư mục": (old.database, text),
    }
    cases = json.dumps([[str(path) for path in case] for case in refused.values()])
    before = old.counts()
    with closing(sqlite3.connect(running)) as portal:
        portal.execute("SELECT * FROM accounts_user").fetchone()  # as a portal does: its connection stays open
        said = new.manage("shell", "--verbosity=0", "--command", TRY.format(cases)).splitlines()
    assert [words for words, sentence in zip(refused, said, strict=True) if words not in sentence] == [], said
    with psycopg.connect(new.environment["DATABASE_URL"]) as database:
        tables = ["accounts_user", "news_article", "django_session"]
        assert [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables] == [0] * 3
    assert old.counts() == before


def test_onto_sqlite_nothing_is_moved(old):
    assert "Hãy đặt DATABASE_URL" in old.refused("move_from", str(old.database), str(old.media))


def test_every_row_and_every_file_is_there_and_counted_before_and_after(old, new, printed):
    before, told = old.counts(), re.findall(r"^(\w+): ([\d.]+) → ([\d.]+)$", printed, re.M)
    assert {table: (old, new) for table, old, new in told} == {
        table: (f"{number:,}".replace(",", "."),) * 2 for table, number in before.items()
    }
    assert len(before) > 20
    files = old.files()
    assert f"Ảnh và tệp: {len(files)}/{len(files)}" in printed
    assert new.store.files() == files
    assert rows(new) == rows(old)


def test_the_portal_goes_on_where_it_was_and_is_never_moved_into_again(old, new, printed):
    """A new article, the search, visits, who was signed in and the second step; all by the moved rows."""
    again = TRY.format(json.dumps([[str(old.database), str(old.media)]]))
    code = GO_ON.format(store=new.store.url, session=old.session) + again + "print(Article.objects.count())"
    said = new.manage("shell", "--verbosity=0", "--command", code).splitlines()
    assert said[:4] == ["JBSWY3DPEHPK3PXP", "True", "True True True", "200"]
    assert "Cơ sở dữ liệu mới không trống: " in said[4]
    assert "news_article (4 dòng)" in said[4]
    assert said[5] == "4"
