from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from news.models import Article
from saovang.accounts import roles
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


def url_of(obj, key=None) -> str:
    return f"/quan-tri/r/{ContentType.objects.get_for_model(obj).pk}/{key or obj.pk}/"


@pytest.mark.parametrize("role", roles.ROLES)
@pytest.mark.parametrize(
    "fields",
    [
        {"status": Article.Status.DRAFT, "published_at": None},
        {"status": Article.Status.WAITING, "published_at": None},
        {"published_at": timezone.now() + timedelta(days=1)},
        {"status": Article.Status.WITHDRAWN},
    ],
)
def test_view_on_site_of_article_that_is_not_public_is_404(role, fields):
    article = factories.article("Chuyện nội bộ", **fields)
    response = articles.signed_in(factories.staff(role)).get(url_of(article))
    assert (response.status_code, "Location" in response.headers) == (404, False)


def test_view_on_site_redirects_to_public_page():
    client = articles.signed_in(factories.staff(roles.EDITOR))
    for obj in (factories.article(), factories.category(), factories.procedure(), factories.feedback_address()):
        response = client.get(url_of(obj))
        assert (response.status_code, response.headers["Location"]) == (302, obj.get_absolute_url())


def test_view_on_site_only_of_what_the_user_may_view():
    client = articles.signed_in(factories.staff(roles.AUTHOR))
    assert client.get(url_of(factories.procedure())).status_code == 404
    assert client.get(url_of(factories.article())).status_code == 404  # of somebody else
    assert client.get(url_of(factories.staff())).status_code == 404


@pytest.mark.parametrize("key", ["x", "1.5", "99999999999999999999", "-1", "ả", "%00", "0"])
def test_view_on_site_with_bad_key_is_client_error(key):
    client = articles.signed_in(factories.staff(roles.ADMINISTRATOR))
    article = factories.article()
    assert 400 <= client.get(url_of(article, key)).status_code < 500
    assert 400 <= client.get(f"/quan-tri/r/{key}/{article.pk}/").status_code < 500
