"""The slug of an article in its form."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article
from saovang.redirects.models import Redirect
from tests import factories
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
