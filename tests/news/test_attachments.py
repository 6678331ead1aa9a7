"""Attachments of an article: uploaded one a request, and served as downloads."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import Article, Attachment, PreviewLink
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
