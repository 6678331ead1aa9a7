"""The slug of an article in its form."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from news.models import Article, Attachment
from news.services import publishing
from news.services.photos import attach
from saovang.media.files import attach_file
from saovang.redirects.models import Redirect
from tests import factories
from tests.media.test_files import PDF
from tests.news import articles

pytestmark = pytest.mark.django_db


def save(admin_client, article: Article, **fields):
    return admin_client.post(articles.at(article), articles.form(article, body="<p>Một.</p>", **fields))


def test_slug_change_redirects_the_old_url(admin_client, client):
    article = factories.article("Lễ hội")
    assert save(admin_client, article, title="Lễ hội làng", slug="le-hoi-lang").status_code == 302
    assert client.get("/tin-tuc/le-hoi-lang/").status_code == 200
    assert client.get("/tin-tuc/le-hoi/").headers["Location"] == "/tin-tuc/le-hoi-lang/"


@pytest.mark.parametrize("status", [Article.Status.PUBLISHED, Article.Status.DRAFT])
def test_slug_change_before_publication_is_not_told(client, status):
    time = timezone.now() + timedelta(days=1) if status == Article.Status.PUBLISHED else None
    article = factories.article("Bổ nhiệm ông A", status=status, published_at=time)
    article.slug = "bo-nhiem-ong-b"
    article.save()
    for path in ("/tin-tuc/bo-nhiem-ong-a/", "/tin-tuc/bo-nhiem-ong-b/"):
        assert client.get(path).status_code == 404
    assert not Redirect.objects.exists()


def test_slug_left_empty_is_kept(admin_client):
    article = factories.article("Lễ hội")
    save(admin_client, article, title="Tên khác", slug="")
    article.refresh_from_db()
    assert (article.title, article.slug) == ("Tên khác", "le-hoi")


NUMBER = "038185001234"
TITLE = f"Trao quà cho hộ ông A, CCCD {NUMBER}"


@pytest.mark.parametrize("answer", [{"mask_numbers": "on"}, {"title": "Trao quà cho hộ ông A, CCCD 0381******34"}])
def test_slug_of_public_article_loses_masked_number(admin_client, client, answer):
    """Masked by the button, or by the script of the form. A redirect would tell where the article is now."""
    article = factories.article(TITLE, slug="qua-cho-ong-a-038185001234")
    article.slug = "trao-qua-cho-ho-ong-a-cccd-038185001234"
    article.save()
    assert save(admin_client, article, **answer).status_code == 302
    article.refresh_from_db()
    assert article.slug == "trao-qua-cho-ho-ong-a-cccd-0381-34"
    assert NUMBER not in client.get(article.get_absolute_url()).content.decode()
    for slug in ("qua-cho-ong-a-038185001234", "trao-qua-cho-ho-ong-a-cccd-038185001234"):
        for path in (f"/tin-tuc/{slug}/", f"/tin-tuc/{slug}/in/"):
            assert client.get(path).status_code == 410, path


def test_slug_of_draft_loses_masked_number(admin_client):
    article = factories.article(TITLE, status=Article.Status.DRAFT, published_at=None)
    save(admin_client, article, title="Trao quà cho hộ ông A", _save="1")
    article.refresh_from_db()
    assert article.slug == "trao-qua-cho-ho-ong-a"
    assert not Redirect.objects.exists()


def test_slug_with_number_that_stays_is_kept(admin_client):
    article = factories.article("Danh sách 038185001234 đợt 1", slug="danh-sach-038185001234")
    save(admin_client, article, title="Danh sách 038185001234 đợt 2", warnings_reason="Niêm yết theo quy định.")
    article.refresh_from_db()
    assert article.slug == "danh-sach-038185001234"


def test_file_name_loses_masked_number(client, media):
    article = factories.article(body="<p>Một.</p>", status=Article.Status.DRAFT, published_at=None)
    attach(article, [attach_file(Attachment(title=f"Danh sách {NUMBER}"), SimpleUploadedFile("a.pdf", PDF), "a.pdf")])
    publishing.publish(article, mask=True)
    attachment = article.attachments.get()
    assert attachment.title == "Danh sách 0381******34"
    location = client.get(attachment.get_absolute_url()).headers["Location"]
    assert location.endswith("/danh-sach-0381-34.pdf")
    with attachment.file.open() as file:
        assert file.read() == PDF


@pytest.mark.parametrize("slug", ["tin-khac", "có dấu", "a/b", "x" * 121])
def test_slug_invalid_or_taken_is_refused(admin_client, slug):
    factories.article("Tin khác")
    article = factories.article("Lễ hội")
    response = save(admin_client, article, title="Tên mới", slug=slug)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["slug"]
    assert 'value="Tên mới"' in response.content.decode()
    article.refresh_from_db()
    assert article.slug == "le-hoi"
