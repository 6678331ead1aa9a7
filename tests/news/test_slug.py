"""The address of an article, as the desk may change it."""

import pytest

from news.models import Article
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


def save(admin_client, article: Article, **fields):
    return admin_client.post(articles.at(article), articles.form(article, body="<p>Một.</p>", **fields))


def test_an_editor_gives_an_article_another_address_and_the_old_one_leads_there(admin_client, client):
    article = factories.article("Lễ hội")
    assert save(admin_client, article, title="Lễ hội làng", slug="le-hoi-lang").status_code == 302
    assert client.get("/tin-tuc/le-hoi-lang/").status_code == 200
    assert client.get("/tin-tuc/le-hoi/").headers["Location"] == "/tin-tuc/le-hoi-lang/"


def test_an_address_left_empty_stays(admin_client):
    article = factories.article("Lễ hội")
    save(admin_client, article, title="Tên khác", slug="")
    article.refresh_from_db()
    assert (article.title, article.slug) == ("Tên khác", "le-hoi")


@pytest.mark.parametrize("slug", ["tin-khac", "có dấu", "a/b", "x" * 121])
def test_an_address_that_cannot_be_is_refused_and_nothing_typed_is_lost(admin_client, slug):
    factories.article("Tin khác")
    article = factories.article("Lễ hội")
    response = save(admin_client, article, title="Tên mới", slug=slug)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["slug"]
    assert 'value="Tên mới"' in response.content.decode()
    article.refresh_from_db()
    assert article.slug == "le-hoi"
