"""Attachments of an article: uploaded one a request, replaced, and served as downloads."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news.forms import edit_version
from news.models import Article, Attachment, PreviewLink
from news.services.history import versions
from saovang.accounts import roles
from saovang.accounts.models import User
from tests import factories
from tests.media.test_files import (
    DOCX,
    ENCRYPTED_OFFICE,
    NOT_ACCEPTED,
    PASSWORD,
    PDF,
    REMOTE,
    TEMPLATE,
    archive,
    office,
    related,
)
from tests.news import articles


@pytest.fixture
def article(db):
    return factories.article(status="draft", published_at=None)


def send(client, article, name: str, content: bytes = PDF):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/quan-tri/news/article/{article.pk}/tep/", {"file": file})


def test_upload_attachment_returns_its_card(admin_client, article, media):
    response = send(admin_client, article, "../Quyết định số 5.PDF.docx")
    assert response.status_code == 200
    document = article.attachments.get()
    assert (document.title, document.file_type, document.size) == ("Quyết định số 5.PDF", "pdf", len(PDF))
    assert document.file.name.endswith("/quyet-dinh-so-5-pdf.pdf")
    assert 'name="attachments-0-title" value="Quyết định số 5.PDF"' in response.content.decode()


def test_upload_attachment_invalid_stores_nothing(admin_client, article, media, settings):
    response = send(admin_client, article, "trang.pdf", b"<html>")
    assert (response.status_code, response.content.decode()) == (422, NOT_ACCEPTED)
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    response = send(admin_client, article, "to.pdf", PDF + bytes(1024 * 1024) + PDF)
    assert (response.status_code, response.content.decode()) == (422, "Tệp nặng quá giới hạn 1,0\xa0MB.")
    assert admin_client.post(f"/quan-tri/news/article/{article.pk}/tep/").status_code == 422
    assert admin_client.get(f"/quan-tri/news/article/{article.pk}/tep/").status_code == 405
    assert not Attachment.objects.exists()
    assert not any(path.is_file() for path in media.rglob("*"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ENCRYPTED_OFFICE, PASSWORD),
        (related("attachedTemplate", "https://example.com/a.dotm"), REMOTE),
        (office("application/vnd.openxmlformats-officedocument.wordprocessingml.template", "word/a.xml"), TEMPLATE),
    ],
)
def test_upload_document_rejects_unsafe_office_file(admin_client, article, media, content, message):
    response = send(admin_client, article, "Kế hoạch.docx", content)
    assert (response.status_code, response.content.decode()) == (422, message)
    assert not Attachment.objects.exists()
    assert not any(path.is_file() for path in media.rglob("*"))


def test_upload_attachment_requires_change_permission(client, article, media):
    assert send(client, article, "a.pdf").headers["Location"].startswith("/quan-tri/login/")
    client.force_login(User.objects.create_user("khach", is_staff=True))
    assert send(client, article, "a.pdf").status_code == 403
    assert not any(path.is_file() for path in media.rglob("*"))


def test_change_form_saves_and_deletes_attachments(admin_client, article):
    for name in ["a.pdf", "b.pdf", "c.pdf"]:
        send(admin_client, article, name)
    keys = list(article.attachments.values_list("pk", flat=True))
    sent = {"attachments-TOTAL_FORMS": 3, "attachments-INITIAL_FORMS": 3, "attachments-2-DELETE": "on"}
    for index, title in enumerate(["Kế hoạch", "Danh sách", "c"]):
        sent |= {f"attachments-{index}-id": keys[index], f"attachments-{index}-title": title}
        sent |= {f"attachments-{index}-article": article.pk, f"attachments-{index}-order": 9 - index}
    response = admin_client.post(articles.at(article), articles.form(article, **sent))
    assert response.status_code == 302
    assert [document.title for document in article.attachments.all()] == ["Danh sách", "Kế hoạch"]


def test_add_files_attachments(admin_client, article):
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", b"<html>")]
    response = admin_client.post(articles.at(article), articles.form(article, new_attachments=files), follow=True)
    assert articles.messages(response)[1:] == [f"Không nhận được tệp “b.pdf”: {NOT_ACCEPTED}", "Đã thêm 1 tệp."]
    assert [document.title for document in Article.objects.get().attachments.all()] == ["a"]


@pytest.mark.parametrize(
    ("name", "content", "served"),
    [
        ("Kế hoạch.pdf", PDF, "application/pdf"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.zip", archive("a.html"), "application/zip"),
    ],
)
def test_attachment_is_served_as_download(admin_client, article, name, content, served):
    send(admin_client, article, name, content)
    response = admin_client.get(article.attachments.get().file.url)
    assert response.status_code == 200
    assert response["Content-Type"] == served
    assert response["Content-Disposition"] == "attachment"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == content


def test_article_page_shows_attachment_kind_and_size(admin_client, client):
    article = factories.article()
    send(admin_client, article, "Kế hoạch.pdf")
    page = client.get(article.get_absolute_url()).content.decode()
    url = article.attachments.get().get_absolute_url()
    assert f'<a href="{url}" download>Kế hoạch</a>' in page
    assert f'<a href="{url}" download>' in client.get(f"{article.get_absolute_url()}in/").content.decode()
    assert f"PDF, {len(PDF)}" in page


def test_s3_storage_attachment_is_a_download(settings):
    from saovang.media.s3 import S3MediaStorage

    store = S3MediaStorage(bucket_name="tep")
    photo, document = (store.get_object_parameters(name) for name in ("anh/a.webp", "tep/a/b.docx"))
    always = {"CacheControl": "public, max-age=31536000, immutable"}
    assert photo == always | {"ContentType": "image/webp"}
    assert document == always | {
        "ContentType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "ContentDisposition": "attachment",
    }


NEW = archive("new.txt")
KEY = "0f8fad5bd9cb469fa16570867728950e"


def replace(client, attachment, content: bytes = NEW, **fields):
    url = articles.at(attachment.article, f"tep/{attachment.pk}/")
    return client.post(url, {"file": SimpleUploadedFile("mới.zip", content)} | fields)


def download(client, url: str) -> bytes:
    """Follow the redirect of a document."""
    response = client.get(url)
    assert response.status_code == 302
    return b"".join(client.get(response.url).streaming_content)


def test_attachment_view_redirects_to_file(admin_client, client):
    article = factories.article()
    send(admin_client, article, "Kế hoạch.pdf")
    url = article.attachments.get().get_absolute_url()
    assert url == f"/tep/{article.attachments.get().pk}/ke-hoach.pdf"
    response = client.get(url)
    assert (response.status_code, response["Cache-Control"]) == (302, "no-cache")
    assert not response.cookies
    assert download(client, url.replace("ke-hoach.pdf", "Tên cũ.docx")) == PDF
    for path in (f"/tep/{'9' * 30}/a.pdf", "/tep/999999/a.pdf"):
        assert client.get(path).status_code in (400, 404)


def test_attachment_view_of_unpublished_article(admin_client, client):
    author = factories.staff()
    article = factories.article(status="draft", published_at=None, written_by=author)
    send(admin_client, article, "a.pdf")
    url = article.attachments.get().get_absolute_url()
    assert client.get(url).status_code == 404
    assert articles.signed_in(factories.staff()).get(url).status_code == 404, "another author"
    response = articles.signed_in(author).get(url)
    assert (response.status_code, response["Cache-Control"]) == (302, "private, no-store")
    Article.objects.update(status="withdrawn", published_at=article.created_at, withdrawal_reason="Sai số liệu")
    response = client.get(url)
    assert response.status_code == 410
    assert "Sai số liệu" in response.content.decode()
    assert articles.signed_in(factories.staff(roles.EDITOR)).get(url).status_code == 302


def test_preview_link_opens_attachments(admin_client, client, article):
    send(admin_client, article, "a.pdf")
    other = factories.article("Bài khác", status="draft", published_at=None)
    send(admin_client, other, "b.pdf")
    link = PreviewLink.objects.create(article=article)
    page = client.get(f"/xem-truoc/{link.token}/").content.decode()
    url = f"/xem-truoc/{link.token}/tep/{article.attachments.get().pk}/a.pdf"
    assert f'<a href="{url}" download>' in page
    assert client.get(url)["Cache-Control"] == "private, no-store"
    assert download(client, url) == PDF
    assert client.get(f"/xem-truoc/{link.token}/tep/{other.attachments.get().pk}/b.pdf").status_code == 404
    PreviewLink.objects.update(created_at=link.created_at - timedelta(days=8))
    assert client.get(url).status_code == 410
    link.delete()
    assert client.get(url).status_code == 404


def test_replace_attachment_keeps_url_title_and_order(admin_client, admin_user, client):
    article = factories.article()
    send(admin_client, article, "Kế hoạch.pdf")
    attachment = article.attachments.get()
    old_url, file_url = attachment.get_absolute_url(), attachment.file.url
    article_page = client.get(article.get_absolute_url()).content
    before = Article.objects.get()
    response = replace(admin_client, attachment, base_version=edit_version(before))
    assert response.status_code == 200
    assert "ZIP, " in response.content.decode()
    new, after = article.attachments.get(), Article.objects.get()
    assert (new.pk, new.title, new.order, new.file_type, new.size) == (attachment.pk, "Kế hoạch", 1, "zip", len(NEW))
    assert download(client, old_url) == NEW
    assert client.get(article.get_absolute_url()).content != article_page, "the cached page is not served any more"
    assert client.get(file_url).status_code == 410, "the old file may have been replaced because of what it says"
    assert after.edited_at > (before.edited_at or before.created_at)
    assert (after.edited_by, after.updated_at > before.updated_at) == (admin_user, True)
    assert response["X-Base-Version"] == edit_version(after)
    assert versions(article.pk).first().revision.comment == "Thay tệp “Kế hoạch”"


def test_replace_attachment_after_another_save_keeps_conflict(admin_client, article):
    send(admin_client, article, "a.pdf")
    opened = edit_version(article)
    admin_client.post(articles.at(article), articles.form(article, title="Người khác lưu"))
    assert "X-Base-Version" not in replace(admin_client, article.attachments.get(), base_version=opened)


@pytest.mark.parametrize("content", [b"<html>", ENCRYPTED_OFFICE, b""])
def test_replace_attachment_by_invalid_file_changes_nothing(admin_client, article, media, content):
    send(admin_client, article, "a.pdf")
    before = list(Attachment.objects.values())
    stored = [path for path in media.rglob("*") if path.is_file()]
    assert replace(admin_client, article.attachments.get(), content).status_code == 422
    assert list(Attachment.objects.values()) == before
    assert [path for path in media.rglob("*") if path.is_file()] == stored
    assert edit_version(Article.objects.get()) == edit_version(article)


def test_replace_attachment_with_same_key_stores_once(admin_client, article, media):
    send(admin_client, article, "a.pdf")
    attachment = article.attachments.get()
    replace(admin_client, attachment, key=KEY)
    stored, recorded = sorted(media.rglob("*.*")), versions(article.pk).count()
    again = replace(admin_client, attachment, key=KEY)
    assert again.status_code == 200
    assert f'data-card="{attachment.pk}"' in again.content.decode()
    assert (sorted(media.rglob("*.*")), versions(article.pk).count()) == (stored, recorded)


def test_replace_attachment_deleted_meanwhile(admin_client, article, media, monkeypatch):
    from news.services import attachments

    send(admin_client, article, "a.pdf")
    attachment, real = article.attachments.get(), attachments.attach_file

    def store_while_deleted(*args):
        Attachment.objects.all().delete()
        return real(*args)

    monkeypatch.setattr(attachments, "attach_file", store_while_deleted)
    assert replace(admin_client, attachment).status_code == 404
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1, "the file of older versions"
    assert replace(admin_client, attachment).status_code == 404


def test_replace_attachment_of_another_article_is_404(admin_client, article):
    other = factories.article("Bài khác")
    send(admin_client, other, "a.pdf")
    url = articles.at(article, f"tep/{other.attachments.get().pk}/")
    assert admin_client.post(url, {"file": SimpleUploadedFile("b.zip", NEW)}).status_code == 404
    assert admin_client.get(url).status_code == 405


def test_restore_brings_back_replaced_file(admin_client, article, client):
    send(admin_client, article, "a.pdf")
    attachment = article.attachments.get()
    admin_client.post(articles.at(article), articles.form(article, title="Có tệp", **attachment_form(attachment)))
    old = versions(article.pk).first()
    replace(admin_client, attachment)
    page = admin_client.get(articles.at(article, f"history/{versions(article.pk).first().pk}/")).content.decode()
    assert f"Thay tệp đính kèm {attachment.pk}: a" in page
    admin_client.post(articles.at(article, f"history/{old.pk}/"))
    assert download(admin_client, attachment.get_absolute_url()) == PDF
    assert article.attachments.get().file_type == "pdf"


def attachment_form(attachment) -> dict:
    """Return the form data of the only attachment of an article."""
    fields = {"id": attachment.pk, "title": attachment.title, "order": attachment.order}
    return {
        "attachments-TOTAL_FORMS": 1,
        "attachments-INITIAL_FORMS": 1,
        **{f"attachments-0-{name}": value for name, value in fields.items()},
    }


def test_add_files_replaces_attachment(admin_client, article):
    send(admin_client, article, "a.pdf")
    attachment = article.attachments.get()
    assert f'name="replacement-{attachment.pk}"' in admin_client.get(articles.at(article)).content.decode()
    for content, message in [(b"<html>", f"Không nhận được tệp “b.zip”: {NOT_ACCEPTED}"), (NEW, "Đã thay tệp “Mới”.")]:
        attachment.title = "Mới"
        file = SimpleUploadedFile("b.zip", content)
        sent = articles.form(article, **attachment_form(attachment), **{f"replacement-{attachment.pk}": file})
        response = admin_client.post(articles.at(article), sent, follow=True)
        assert articles.messages(response)[1:] == [message]
    new = article.attachments.get()
    assert (new.pk, new.title, new.file_type) == (attachment.pk, "Mới", "zip")


def test_attachment_card_says_when_new_file_is_public(admin_client, article):
    sentence = "Bài đang đăng: người đọc nhận tệp mới ngay."
    assert sentence not in send(admin_client, article, "a.pdf").content.decode()
    assert sentence in send(admin_client, factories.article(), "a.pdf").content.decode()
    assert sentence not in admin_client.get(articles.at(article)).content.decode()
