import pytest
from reversion.models import Version

from news.models import Article
from news.services.history import record, versions
from news.services.publishing import publish
from procedures.models import FeedbackAddress
from saovang.accounts import roles
from saovang.pages.models import Page
from tests import factories
from tests.fuzz.admin_requests import Form
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


@pytest.mark.parametrize("in_bulk", [False, True])
def test_deleted_page_without_version_is_recovered(admin_client, in_bulk):
    """A command has created the page, as `setup` creates the page on privacy."""
    page = Page.objects.create(title="Quyền riêng tư", slug="quyen-rieng-tu", body="<p>Không lưu địa chỉ IP.</p>")
    if in_bulk:
        action = {"action": "delete_selected", "_selected_action": [page.pk], "index": 0, "post": "yes"}
        admin_client.post("/quan-tri/pages/page/", action)
    else:
        admin_client.post(f"/quan-tri/pages/page/{page.pk}/delete/", {"post": "yes"})
    assert not Page.objects.exists()
    deleted = Version.objects.get_deleted(Page).get()
    path = f"/quan-tri/pages/page/recover/{deleted.pk}/"
    form = admin_client.get(path)
    assert 'value="Khôi phục bản này"' in form.content.decode()
    assert admin_client.post(path, Form(form.content.decode()).fields).status_code == 302
    assert Page.objects.get().body == "<p>Không lưu địa chỉ IP.</p>"


def test_older_version_of_page_is_restored(admin_client):
    path = "/quan-tri/pages/page/"
    data = {"title": "Trang", "slug": "trang", "body": "<p>Một.</p>", "position": "menu", "order": "1"}
    data |= {"files-TOTAL_FORMS": 0, "files-INITIAL_FORMS": 0}
    admin_client.post(f"{path}add/", data)
    page = Page.objects.get()
    admin_client.post(f"{path}{page.pk}/change/", data | {"body": "<p>Hai.</p>"})
    first = Version.objects.get_for_object(page).last()
    history = admin_client.get(f"{path}{page.pk}/history/").content.decode().partition("change-history")[2]
    assert history.index("Đã sửa Nội dung") < history.index("Đã thêm")
    restore = f"{path}{page.pk}/history/{first.pk}/"
    form = admin_client.get(restore).content.decode()
    assert "Khác bản hiện nay ở: nội dung." in form
    assert 'value="Khôi phục bản này"' in form
    fields = Form(form).fields
    assert fields["body"] == "<p>Một.</p>"
    assert admin_client.post(restore, fields).status_code == 302
    assert Page.objects.get().body == "<p>Một.</p>"
