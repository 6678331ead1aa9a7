import re

import pytest
from django.test import Client
from django.urls import reverse

from procedures.models import GuideEntry
from saovang.accounts import roles
from saovang.pages.models import Page
from tests import factories, helpers
from tests.news import articles

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<p class="page-actions"><a href="(/quan-tri/[^"]+)" aria-label="[^"]+">(Sửa [^<]+ này)</a></p>')
OBJECTS = {
    "Sửa bài này": lambda: factories.article(),
    "Sửa chuyên mục này": lambda: factories.category(),
    "Sửa trang này": lambda: Page.objects.create(title="Giới thiệu", slug="gioi-thieu"),
    "Sửa thủ tục này": lambda: factories.procedure(),
    "Sửa việc này": lambda: factories.life_event(),
    "Sửa nơi nhận này": lambda: factories.feedback_address(),
    "Sửa hướng dẫn này": lambda: GuideEntry.objects.create(request_type="complaint", choice="Tôi khiếu nại"),
    "Sửa cơ quan này": lambda: factories.body(),
    "Sửa đường đến này": lambda: factories.directions(),
}


def links(client: Client, url: str) -> list[tuple[str, str]]:
    return LINK.findall(client.get(url).content.decode())


@pytest.mark.parametrize("label", OBJECTS)
def test_edit_link_on_public_page_opens_the_form(label):
    obj = OBJECTS[label]()
    client = articles.signed_in(factories.staff(roles.EDITOR))
    [(url, text)] = links(client, obj.get_absolute_url().partition("#")[0])
    assert (text, url) == (label, reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk]))
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("label", OBJECTS)
def test_edit_link_is_only_for_who_may_change(label):
    url = OBJECTS[label]().get_absolute_url().partition("#")[0]
    not_staff = factories.User.objects.create_user("not-staff", is_superuser=True)
    for client in (Client(), articles.signed_in(not_staff), articles.signed_in(factories.staff(roles.AUTHOR))):
        assert links(client, url) == []


def test_edit_link_of_published_article_is_not_for_its_author():
    author = factories.staff(roles.AUTHOR)
    article = factories.article(written_by=author)
    assert links(articles.signed_in(author), article.get_absolute_url()) == []


def test_edit_link_on_page_of_withdrawn_article():
    article = factories.article("Gỡ", status="withdrawn", withdrawal_reason="Nhầm số liệu")
    response = articles.signed_in(factories.staff(roles.EDITOR)).get(article.get_absolute_url())
    assert response.status_code == 410
    assert LINK.search(response.content.decode())[1] == articles.at(article)
    assert not LINK.search(Client().get(article.get_absolute_url()).content.decode())


def test_edit_link_of_each_person_has_a_name_of_its_own():
    body = factories.body()
    for name in ("Lê Thị A", "Trần Văn B"):
        factories.person(name, body=body)
    page = articles.signed_in(factories.staff(roles.EDITOR)).get(body.get_absolute_url()).content.decode()
    names = re.findall(r'aria-label="Sửa người này: ([^"]+)"', page)
    assert len(set(names)) == 2
    assert all(name in " ".join(names) for name in ("Lê Thị A", "Trần Văn B"))


def test_edit_link_is_not_in_the_cached_page():
    url = factories.article().get_absolute_url()
    editor = articles.signed_in(factories.staff(roles.EDITOR))
    visitor = Client(headers={"User-Agent": helpers.USER_AGENT})
    assert links(editor, url)
    before = visitor.get(url).content
    response = editor.get(url)
    assert LINK.search(response.content.decode())
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert visitor.get(url).content == before
    assert b"/quan-tri/" not in before


def test_edit_link_is_gone_after_sign_out():
    url = factories.article().get_absolute_url()
    editor = articles.signed_in(factories.staff(roles.EDITOR))
    assert links(editor, url)
    editor.post("/quan-tri/logout/")
    assert links(editor, url) == []


def test_edit_link_is_not_in_the_preview():
    article = factories.article(status="draft", published_at=None)
    response = articles.signed_in(factories.staff(roles.EDITOR)).get(articles.at(article, "xem-truoc/"))
    assert response.status_code == 200
    assert "Sửa bài này" not in response.content.decode()
