"""Files follow their rows: what is public lies in the public area, and everything else in the private one."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.db.models import FileField
from django.utils import timezone

from news.models import Article, Attachment, PreviewLink
from news.services import history
from news.services.attachments import replace_file
from news.services.publishing import publish, return_to_author, withdraw
from procedures.models import FormFile
from saovang.accounts import roles
from saovang.core.exceptions import StorageUnavailableError
from saovang.media import visibility
from saovang.media.files import attach_file
from saovang.media.responsive import with_variants
from saovang.media.storage import LocalMediaStorage
from saovang.uploads.services import attach
from tests import factories
from tests.media.test_files import PDF
from tests.news import articles

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC_CACHE = "public, max-age=31536000, immutable"
DRAFT = {"status": "draft", "published_at": None, "body": "<p>Chữ</p>"}


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("Kế hoạch.pdf", PDF)


def with_files(**fields) -> Article:
    """Return an article with a photo and an attachment."""
    article = factories.article(**fields)
    factories.photos(article, 1)
    attach(article, [attach_file(Attachment(), upload(), "Kế hoạch.pdf")])
    return article


def urls(article: Article) -> list[str]:
    photo = article.photos.get()
    return [photo.image.url, photo.variants[0].url, article.attachments.get().file.url]


def get(client, url: str):
    response = client.get(url)
    response.close()
    return response


def statuses(client, article_urls: list[str]) -> set[int]:
    return {get(client, url).status_code for url in article_urls}


def public_files(media) -> list[str]:
    names = (str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())
    return sorted(name for name in names if not name.startswith("private/"))


def test_draft_files_are_private_until_published(client, media):
    article = with_files(**DRAFT)
    found = urls(article)
    assert public_files(media) == []
    assert statuses(client, found) == {404}
    publish(article)
    assert {f"/media/{name}" for name in public_files(media)} >= {*found}
    assert statuses(client, found) == {200}
    assert get(client, found[0])["Cache-Control"] == PUBLIC_CACHE


def test_withdrawn_files_are_gone_at_once(client, media):
    article = with_files(body="<p>Chữ</p>")
    found = urls(article)
    assert statuses(client, found) == {200}
    withdraw(article, "Sai ngày")
    assert public_files(media) == []
    assert statuses(client, found) == {410}
    publish(article)
    assert statuses(client, found) == {200}


def test_files_removed_from_a_public_article_are_gone(client, media):
    article = with_files()
    history.record(article, None, "Lưu")
    found = urls(article)
    article.photos.get().delete()
    attachment = article.attachments.get()
    replace_file(attachment, upload(), "mới.pdf")
    assert statuses(client, found) == {410}
    assert statuses(client, [attachment.file.url]) == {200}
    history.restore(history.versions(article.pk).last(), None)
    assert statuses(client, found) == {200}
    assert statuses(client, [attachment.file.url]) == {410}


def test_files_of_a_deleted_draft_are_gone(admin_client, client, media):
    article = with_files(**DRAFT)
    found = urls(article)
    admin_client.post(articles.at(article, "delete/"), {"post": "yes"})
    assert statuses(client, found) == {410}
    assert public_files(media) == []


def test_scheduled_files_become_public_in_time(client, media, monkeypatch):
    article = with_files(**DRAFT)
    found, time = urls(article), timezone.now() + timedelta(days=1)
    publish(article, at=time)
    assert statuses(client, found) == {404}
    monkeypatch.setattr(timezone, "now", lambda: time)
    assert statuses(client, found) == {200}, "the portal serves them before they are moved"
    assert get(client, found[0])["Cache-Control"] == PUBLIC_CACHE
    assert public_files(media) == []
    call_command("purge_expired")
    assert {f"/media/{name}" for name in public_files(media)} >= {*found}


def test_returned_files_stay_private(client, media):
    article = with_files(**DRAFT)
    publish(article, at=timezone.now() + timedelta(days=1))
    return_to_author(article, "Sửa lại")
    assert (public_files(media), statuses(client, urls(article))) == ([], {404})


@pytest.mark.parametrize(
    ("role", "own", "status"), [("EDITOR", False, 200), ("AUTHOR", True, 200), ("AUTHOR", False, 404)]
)
def test_draft_files_are_served_to_staff_who_may_see_it(role, own, status):
    user = factories.staff(getattr(roles, role))
    article = with_files(**DRAFT, written_by=user if own else None)
    client = articles.signed_in(user)
    assert statuses(client, urls(article)) == {status}
    if status == 200:
        response = get(client, urls(article)[0])
        assert response["Cache-Control"] == "private, no-store"
        assert "noindex" in response["X-Robots-Tag"]


def test_preview_link_opens_the_files_until_revoked(client):
    article, other = with_files(**DRAFT), with_files(**DRAFT)
    link = PreviewLink.objects.create(article=article)
    page = client.get(f"/xem-truoc/{link.token}/")
    assert page.cookies[link.cookie_name]["path"] == "/media/"
    assert page.cookies[link.cookie_name]["httponly"]
    assert statuses(client, urls(article)) == {200}
    assert get(client, urls(article)[0])["Cache-Control"] == "private, no-store"
    assert statuses(client, urls(other)) == {404}
    PreviewLink.objects.filter(pk=link.pk).update(created_at=timezone.now() - timedelta(days=8))
    assert statuses(client, urls(article)) == {404}
    link.delete()
    assert statuses(client, urls(article)) == {404}


def test_preview_of_a_document_opens_it(client):
    article = with_files(**DRAFT)
    link = PreviewLink.objects.create(article=article)
    attachment = article.attachments.get()
    redirect = client.get(f"/xem-truoc/{link.token}{attachment.get_absolute_url()}")
    assert get(client, redirect.url).status_code == 200


def test_forged_preview_cookie_opens_nothing(client):
    article = with_files(**DRAFT)
    link = PreviewLink.objects.create(article=article)
    client.cookies[link.cookie_name] = f"{link.pk}:{'a' * 43}"
    assert statuses(client, urls(article)) == {404}


def test_form_file_is_public_from_the_start(client, media):
    form = FormFile(procedure=factories.procedure(), title="Tờ khai")
    attach_file(form, upload(), "a.pdf").save()
    assert public_files(media) == [form.file.name]
    form.delete()
    assert client.get(f"/media/{form.file.name}").status_code == 410


@pytest.mark.parametrize("change", ["publish", "withdraw"])
def test_rollback_changes_nothing_that_readers_get(client, change):
    article = with_files(**({} if change == "withdraw" else DRAFT))
    found = urls(article)
    before = statuses(client, found)

    with transaction.atomic():
        publish(article) if change == "publish" else withdraw(article, "Nhầm")
        transaction.set_rollback(True)
    assert statuses(client, found) == before
    visibility.sync_all()
    assert statuses(client, found) == before
    assert default_storage.is_public(article.photos.get().image.name) == (change == "withdraw")


def test_withdrawal_during_the_move_to_public_wins(media, monkeypatch):
    article = with_files(**DRAFT)
    names = {article.photos.get().image.name}
    Article.objects.filter(pk=article.pk).update(status="published", published_at=timezone.now())
    move = LocalMediaStorage.make_public

    def make_public(storage, names):
        Article.objects.filter(pk=article.pk).update(status="withdrawn")
        move(storage, names)

    monkeypatch.setattr(LocalMediaStorage, "make_public", make_public)
    visibility.sync(names)
    assert public_files(media) == []


def test_storage_failure_while_publishing_is_made_up_for(client, media, monkeypatch):
    article = with_files(**DRAFT)

    def fail(storage, names):
        raise StorageUnavailableError("no answer")

    with monkeypatch.context() as context:
        context.setattr(LocalMediaStorage, "make_public", fail)
        publish(article)
    assert statuses(client, urls(article)) == {200}
    visibility.sync_all()
    assert len(public_files(media)) == 3


def test_storage_failure_while_withdrawing_is_said(admin_client, client, monkeypatch):
    article = with_files(body="<p>Chữ</p>")

    def fail(storage, names):
        raise StorageUnavailableError("no answer")

    with monkeypatch.context() as context:
        context.setattr(LocalMediaStorage, "make_private", fail)
        admin_client.raise_request_exception = False
        response = admin_client.post(articles.at(article, "go-bai/"), {"reason": "Sai"})
    assert response.status_code == 503
    assert Article.objects.get().status == "published", "nothing is half done"
    assert admin_client.post(articles.at(article, "go-bai/"), {"reason": "Sai"}).status_code == 302
    assert statuses(client, urls(article)) == {410}


def test_sync_all_sorts_the_files_of_an_older_version(client, media):
    """Until now all files were public."""
    public, withdrawn = with_files(), with_files(status="withdrawn")
    for article in (public, withdrawn):
        names = [article.photos.get().image.name, article.attachments.get().file.name]
        default_storage.make_public(name for original in names for name in with_variants(original))
    assert statuses(client, urls(withdrawn)) == {200}
    visibility.sync_all()
    assert statuses(client, urls(withdrawn)) == {410}
    assert {f"/media/{name}" for name in public_files(media)} >= {*urls(public)}


@pytest.mark.parametrize(
    "name", ["private/anh.jpg", "anh/../private/anh.jpg", "./private/anh.jpg", "//private/anh.jpg", "private//anh.jpg"]
)
def test_private_area_has_no_url(client, media, name):
    (media / "private").mkdir()
    (media / "private/anh.jpg").write_bytes(b"secret")
    response = get(client, f"/media/{name}")
    assert response.status_code in (400, 404)


def test_every_model_with_files_is_registered():
    all_fields = [(model, field) for model in apps.get_models() for field in model._meta.fields]
    fields = {(model, field.name) for model, field in all_fields if isinstance(field, FileField)}
    assert fields == {(source.model, source.field) for source in visibility.sources}
