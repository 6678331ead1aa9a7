"""What a person was told is stored survives a power cut."""

import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction

from news.models import Article
from news.services.publishing import publish, withdraw
from tests import factories

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL waits for the disk by default")


@pytest.fixture
def events(monkeypatch):
    """Record in order what is written to the disk, and the SQL that changes something."""
    recorded: list[str] = []
    sync = os.fsync

    def fsync(descriptor: int) -> None:
        sync(descriptor)
        recorded.append(os.readlink(f"/proc/self/fd/{descriptor}"))

    def record(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")):
            recorded.append(sql)
        return execute(sql, params, many, context)

    monkeypatch.setattr(os, "fsync", fsync)
    with connection.execute_wrapper(record):
        yield recorded


@pytest.mark.django_db
def test_uploads_are_on_disk_before_their_rows(events, media):
    article = factories.article(status=Article.Status.DRAFT)
    factories.photos(article, 5)
    first_row = next(number for number, event in enumerate(events) if event.startswith('INSERT INTO "news_photo"'))
    files = [str(path) for path in media.rglob("*") if path.is_file()]
    folders = [str(path) for path in [media, *media.rglob("*")] if path.is_dir()]
    assert len(files) >= 10
    assert set(files + folders) <= set(events[:first_row]), events
    assert sum(not event.startswith(("INSERT", "UPDATE")) for event in events) >= 2 * len(files)


@pytest.mark.django_db(transaction=True)
def test_withdrawn_files_are_private_on_disk_before_commit(events, media):
    """A power cut between two calls of fsync may leave a file in both areas, but in one at least."""
    article = factories.article(body="<p>Chữ</p>")
    factories.photos(article, 1)
    public = {str(path.parent) for path in media.rglob("*.*")}
    private = {folder.replace(str(media), f"{media}/private") for folder in public}
    with transaction.atomic():
        events.clear()
        withdraw(article, "Sai số liệu")
        written = list(events)
    assert not [folder for folder in public if folder.startswith(f"{media}/private")]
    assert public | private <= {*written}
    assert max(map(written.index, private)) < min(map(written.index, public))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("areas", [("",), ("private/",), ("", "private/")])
@pytest.mark.parametrize("is_public", [True, False])
def test_files_are_sorted_after_a_power_cut(media, areas, is_public):
    article = factories.article(body="<p>Chữ</p>", status="published" if is_public else "withdrawn")
    factories.photos(article, 1)
    for path in [path for path in media.rglob("*.*") if path.is_file()]:
        name = str(path.relative_to(media)).removeprefix("private/")
        content = path.read_bytes()
        path.unlink()
        for area in areas:
            (media / area / name).parent.mkdir(parents=True, exist_ok=True)
            (media / area / name).write_bytes(content)
    call_command("purge_expired")
    files = [str(path.relative_to(media)) for path in media.rglob("*.*") if path.is_file()]
    assert len(files) >= 2
    assert {name.startswith("private/") for name in files} == {not is_public}


@pytest.mark.django_db
def test_upload_the_disk_refuses_leaves_no_file(monkeypatch, media):
    def fail(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output"):
        default_storage.save("anh/1.jpg", ContentFile(b"photo"))
    assert [path for path in media.rglob("*") if path.is_file()] == []


@only_sqlite
@pytest.mark.django_db
def test_publication_waits_for_the_disk():
    """In WAL mode SQLite calls fsync at each commit if `synchronous` is 2 (FULL), and at 1 only now and then."""
    levels = []

    def record(execute, sql, params, many, context):
        if sql.startswith('UPDATE "news_article"'):
            levels.append(connection.connection.execute("PRAGMA synchronous").fetchone()[0])
        return execute(sql, params, many, context)

    article = factories.article(status=Article.Status.DRAFT, body="<p>Chữ</p>")
    with connection.execute_wrapper(record):
        publish(article)
    assert levels
    assert set(levels) == {2}
