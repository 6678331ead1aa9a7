"""The page on which each person chooses what e-mail to get."""

import pytest
from django.test import Client

from saovang.accounts import roles
from saovang.notices.models import OptOut
from saovang.notices.services import disabled_kinds
from tests import factories

pytestmark = pytest.mark.django_db
PATH = "/quan-tri/thu-bao/"
AUTHOR_KINDS = ["article_returned", "article_published", "article_scheduled"]


@pytest.fixture
def user():
    return factories.staff(roles.AUTHOR, "lan", email="lan@example.vn")


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user)
    return client


def test_page_offers_what_the_user_may_get(client):
    form = client.get(PATH).context["form"]
    assert [name for name, _ in form.fields["kinds"].choices] == AUTHOR_KINDS
    assert form.initial["kinds"] == AUTHOR_KINDS
    editor = Client()
    editor.force_login(factories.staff(roles.EDITOR))
    assert len(editor.get(PATH).context["form"].fields["kinds"].choices) == 7


def test_choice_is_saved_for_this_user(client, user):
    other = OptOut.objects.create(user=factories.staff(), kind="article_returned")
    hidden = OptOut.objects.create(user=user, kind="article_waiting")  # while the user was an editor
    page = client.post(PATH, {"kinds": ["article_returned"]}, follow=True)
    assert "Đã lưu loại thư muốn nhận." in page.content.decode()
    assert page.context["form"].initial["kinds"] == ["article_returned"]
    client.post(PATH, {"kinds": ["article_published"]})
    assert disabled_kinds(user) == {"article_returned", "article_scheduled", "article_waiting"}
    assert OptOut.objects.filter(pk__in=[other.pk, hidden.pk]).count() == 2
    client.post(PATH, {})
    assert disabled_kinds(user) >= set(AUTHOR_KINDS)


def test_forged_choice_changes_nothing(client):
    response = client.post(PATH, {"kinds": ["article_returned", "article_waiting"]})
    assert response.status_code == 422
    assert not OptOut.objects.exists()


def test_page_says_why_no_mail_comes(client, user, settings):
    assert "Thư gửi tới lan@example.vn." in client.get(PATH).content.decode()
    type(user).objects.update(email="")
    assert "chưa có địa chỉ thư điện tử" in client.get(PATH).content.decode()
    settings.EMAIL_URL = ""
    assert "chưa cài máy chủ thư" in client.get(PATH).content.decode()


def test_user_links_name_the_page(client):
    assert f'href="{PATH}"' in client.get("/quan-tri/").content.decode()
