"""“Xóa hẳn”: what an administrator erases is in no row, version, autosave, redirect, log or file any more."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from reversion.models import Revision, Version

from news.models import Article, Attachment, Photo, PreviewLink
from news.services.attachments import replace_file
from news.services.history import record, restore, versions
from saovang.accounts import roles
from saovang.adminsite.models import Autosave
from saovang.media import erasure
from saovang.media.files import attach_file
from saovang.media.models import Erasure
from saovang.redirects.models import Redirect
from saovang.uploads.services import attach
from tests import factories
from tests.media.test_files import PDF
from tests.news import articles

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "Nguyễn Văn Mật"


@pytest.fixture
def administrator():
    return articles.signed_in(factories.staff(roles.ADMINISTRATOR))


@pytest.fixture
def article(media, settings):
    """Return a public article that tells a secret everywhere, with history."""
    settings.DATA_DIR = settings.BACKUP_DIR = media.parent
    article = factories.article(f"Danh sách của {SECRET}", body=f"<p>{SECRET}</p>", slug="danh-sach-mat")
    factories.photos(article, 2, caption=SECRET)
    attach(article, [attach_file(Attachment(title=SECRET), upload(), "a.pdf")])
    record(article, None, "Lưu")
    replace_file(article.attachments.get(), upload(), "b.pdf")
    article.slug = "danh-sach"
    article.save()
    PreviewLink.objects.create(article=article)
    user = factories.staff(roles.EDITOR)
    photo, document = article.photos.first(), article.attachments.get()
    fields = {"photos-0-id": str(photo.pk), "photos-0-caption": SECRET, "title": "Gõ dở"}
    fields |= {"attachments-0-id": str(document.pk), "attachments-0-title": SECRET}
    articles.autosave(article, user, "a", **fields).save()
    LogEntry.objects.log_actions(user.pk, [article], 2, change_message=f"Sửa {SECRET}", single_object=True)
    return article


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", PDF)


def stored_files(media) -> set[str]:
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


def dump() -> str:
    """Return everything that is in the database, with JSON decoded."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.get_table_list(cursor):
            cursor.execute(f'SELECT * FROM "{table.name}"')
            rows += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(rows + [row.encode().decode("unicode_escape") for row in rows if "\\u" in row])


def erase(client, article, *targets, reason: str = "Lộ thông tin cá nhân"):
    values = [f"{target._meta.model_name}-{target.pk}" for target in targets]
    return client.post(articles.at(article, "xoa-han/"), {"targets": values, "reason": reason})


def test_erase_article_leaves_nothing(administrator, client, article, media):
    page, photo = article.get_absolute_url(), article.photos.first().image.url
    assert SECRET in dump()
    assert erase(administrator, article, article).status_code == 302
    assert SECRET not in dump()
    assert "danh-sach" not in dump()
    assert stored_files(media) == set()
    assert client.get(page).status_code == 404
    assert client.get(photo).status_code == 410
    assert SECRET not in client.get("/").content.decode()
    assert not Version.objects.exists()
    assert not Revision.objects.exists()
    assert not Redirect.objects.exists()
    entry = Erasure.objects.get()
    assert (entry.kind, entry.key, entry.reason) == ("news.article", article.pk, "Lộ thông tin cá nhân")
    assert entry.username.startswith("nguoi-")


def test_erase_photo_keeps_the_rest(administrator, client, article, media):
    first, second = article.photos.all()
    erase(administrator, article, first)
    assert [*article.photos.all()] == [second]
    assert Article.objects.get(pk=article.pk).cover == second
    assert client.get(first.image.url).status_code == 410
    assert not default_storage.exists(first.image.name)
    assert default_storage.exists(second.image.name)
    restore(versions(article.pk).last(), None)
    assert [*article.photos.all()] == [second]
    assert "photos-0-caption" not in Autosave.objects.get().fields
    assert Autosave.objects.get().data["title"] == "Gõ dở"


def test_erase_document_takes_every_file_it_had(administrator, client, article, media):
    document = article.attachments.get()
    assert sum(name.endswith(".pdf") for name in stored_files(media)) == 2
    erase(administrator, article, document)
    assert not [name for name in stored_files(media) if name.endswith(".pdf")]
    assert client.get(document.get_absolute_url()).status_code == 404
    assert not Version.objects.get_for_model(Attachment).exists()
    assert not Revision.objects.filter(comment__contains=SECRET).exists()
    assert "attachments-0-title" not in Autosave.objects.get().fields


def test_erase_what_only_versions_hold(administrator, article, media):
    photo = article.photos.first()
    article.photos.all().delete()
    erase(administrator, article, photo)
    restore(versions(article.pk).last(), None)
    assert photo not in article.photos.all()
    assert article.photos.count() == 1
    assert not default_storage.exists(photo.image.name)


def test_erase_deleted_article(administrator, article, media):
    pk = article.pk
    article.delete()
    assert f"/{pk}/xoa-han/" in administrator.get("/quan-tri/news/article/da-xoa/").content.decode()
    article.pk = pk
    assert administrator.get(articles.at(article, "xoa-han/")).status_code == 200
    erase(administrator, article, article)
    assert (stored_files(media), Version.objects.count()) == (set(), 0)
    assert administrator.get(articles.at(article, "xoa-han/")).status_code == 404


@pytest.mark.parametrize(("targets", "reason"), [(0, "Sai"), (1, " "), (1, "x" * 301)])
def test_erase_needs_a_target_and_a_reason(administrator, article, media, targets, reason):
    before = stored_files(media)
    response = erase(administrator, article, *[article][:targets], reason=reason)
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert (Article.objects.count(), stored_files(media)) == (1, before)


def test_erase_refuses_files_of_other_articles(administrator, article):
    (other,) = factories.photos(factories.article("Khác"), 1)
    assert erase(administrator, article, other).status_code == 422
    assert Photo.objects.filter(pk=other.pk).exists()


def test_list_is_applied_to_older_content_only(administrator, article, settings):
    """After a restore of an older backup, a key may be given again to something else."""
    photo = article.photos.first()
    erase(administrator, article, photo)
    erase(administrator, article, article)
    entries = erasure.read_list(settings.DATA_DIR)
    assert {entry.kind for entry in entries} == {"news.photo", "news.article"}
    Erasure.objects.all().delete()
    new = factories.article("Bài mới", pk=article.pk)
    (new_photo,) = factories.photos(new, 1)
    new_photo.pk = photo.pk
    new_photo.save(force_insert=True)
    record(new, None, "Lưu")
    erasure.apply(entries)
    assert Article.objects.get().title == "Bài mới"
    assert Photo.objects.filter(pk=photo.pk).exists()
    assert versions(new.pk).count() == 1
    assert Erasure.objects.count() == len(entries)


def test_delete_orphaned_files(article, media, capsys, monkeypatch):
    (media / "anh/2020").mkdir(parents=True)
    orphan = media / "anh/2020/0123.jpg"
    orphan.write_bytes(b"orphan")
    article.photos.first().delete()
    before = stored_files(media)
    call_command("delete_orphaned_files", "--delete")
    assert stored_files(media) == before, "it may be of an upload that is not finished"
    monkeypatch.setattr("saovang.media.management.commands.delete_orphaned_files.MIN_AGE", timedelta(0))
    capsys.readouterr()
    call_command("delete_orphaned_files")
    assert "anh/2020/0123.jpg" in capsys.readouterr().out
    assert stored_files(media) == before
    call_command("delete_orphaned_files", "--delete")
    assert before - stored_files(media) == {"anh/2020/0123.jpg"}
