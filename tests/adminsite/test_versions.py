import pytest

from news.models import Article
from news.services.history import record, versions
from news.services.publishing import publish
from procedures.models import FeedbackAddress
from saovang.accounts import roles
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db
NOTICE = "/quan-tri/procedures/feedbackaddress/"


def test_a_version_of_one_thing_is_no_way_to_undo_another():
    """The form of a notice with the key of an article's version from before its publication."""
    editor = factories.staff(roles.EDITOR)
    item = factories.article(status="draft", published_at=None, body="<p>Một.</p>")
    record(item, editor, "Nháp")
    draft = versions(item.pk).first()
    publish(item, by=editor)
    factories.feedback_address(pk=item.pk)
    client = articles.signed_in(editor)
    page = client.get(f"{NOTICE}{item.pk}/change/")
    values = {field.name: field.value() for field in page.context["adminform"].form}
    sent = {name: value for name, value in values.items() if value is not None}
    response = client.post(f"{NOTICE}{item.pk}/change/", sent)
    assert response.status_code == 302, response.context["errors"]  # the form itself is good
    for path in (f"recover/{draft.pk}/", f"{item.pk}/history/{draft.pk}/"):
        assert client.get(NOTICE + path).status_code == 404
        assert client.post(NOTICE + path, sent).status_code == 404
        assert Article.objects.get().status == "published"
    assert FeedbackAddress.objects.count() == 1
