"""What a person was told is stored survives a power cut."""

import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from news.models import Article
from news.services.publishing import publish
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
