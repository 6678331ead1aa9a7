import pytest

from news.models import Article
from news.services.history import record, versions
from news.services.publishing import publish
from procedures.models import FeedbackAddress
from saovang.accounts import roles
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db
PATH = "/quan-tri/procedures/feedbackaddress/"


def test_version_of_other_model_is_404():
    """Open the form of a feedback address with the key of an article version from before its publication."""
    editor = factories.staff(roles.EDITOR)
    article = factories.article(status="draft", published_at=None, body="<p>Một.</p>")
    record(article, editor, "Nháp")
    draft = versions(article.pk).first()
    publish(article, user=editor)
    factories.feedback_address(pk=article.pk)
    client = articles.signed_in(editor)
    page = client.get(f"{PATH}{article.pk}/change/")
    values = {field.name: field.value() for field in page.context["adminform"].form}
    data = {name: value for name, value in values.items() if value is not None}
    response = client.post(f"{PATH}{article.pk}/change/", data)
    assert response.status_code == 302, response.context["errors"]  # the data are valid
    for path in (f"recover/{draft.pk}/", f"{article.pk}/history/{draft.pk}/"):
        assert client.get(PATH + path).status_code == 404
        assert client.post(PATH + path, data).status_code == 404
        assert Article.objects.get().status == "published"
    assert FeedbackAddress.objects.count() == 1
