"""The same form sent twice by the same person: a double click, or a retry after a lost answer."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from news.models import Article, Photo, WorkflowEvent
from news.services.history import versions
from saovang.accounts import roles
from saovang.adminsite.models import Autosave
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


def article(state: str = "draft", **fields) -> Article:
    return factories.article(**{"body": "<p>Một.</p>"} | articles.STATES[state] | fields)


def send_twice(client, url: str, data: dict):
    """Post a form twice, read the message of the first answer in between, and return both answers."""
    first = client.post(url, data)
    seen = articles.messages(client.get(articles.LIST))
    rows = database_rows()
    second = client.post(url, data | {"csrfmiddlewaretoken": "khac"})
    assert database_rows() == rows
    assert articles.messages(client.get(articles.LIST)) == seen
    return first, second


def database_rows() -> list:
    models = (Article, Photo, Autosave, WorkflowEvent)
    return [list(model.objects.order_by("pk").values()) for model in models] + [
        [version.pk for item in Article.objects.all() for version in versions(item.pk)]
    ]


@pytest.mark.parametrize(
    ("state", "button"),
    [
        ("draft", "_save"),
        ("draft", "_publish"),
        ("draft", "_schedule"),
        ("draft", "_submit"),
        ("waiting", "_publish"),
        ("waiting", "_return"),
        ("scheduled", "_save"),
        ("scheduled", "_publish"),
        ("published", "_save"),
        ("withdrawn", "_publish"),
    ],
)
def test_second_submission_changes_nothing(editor, state, button):
    item = article(state)
    time = articles.time("published_at", articles.STATES["scheduled"]["published_at"]) if button == "_schedule" else {}
    first, second = send_twice(editor, articles.at(item), articles.form(item, title="Mới", **time, **{button: "1"}))
    assert (second.status_code, second.headers["Location"]) == (302, first.headers["Location"])
    assert Article.objects.get().title == "Mới"
    assert WorkflowEvent.objects.count() == (button in ("_publish", "_schedule", "_submit"))


def test_second_submission_by_an_author_who_lost_the_right(author):
    item = article(written_by=author)
    client = articles.signed_in(author)
    first, second = send_twice(client, articles.at(item), articles.form(item, _submit="1"))
    assert second.headers["Location"] == first.headers["Location"] == articles.LIST


def test_second_submission_with_deleted_photo(editor):
    item = article()
    factories.photos(item, 2)
    data = articles.form(item, _publish="1", **{"photos-0-DELETE": "on"})
    _, second = send_twice(editor, articles.at(item), data)
    assert second.status_code == 302
    assert item.photos.count() == 1


def test_second_submission_does_not_add_its_files_again(editor):
    item = article()
    data = articles.form(item)
    for _ in range(2):
        assert editor.post(articles.at(item), data | {"new_photos": factories.image_file()}).status_code == 302
    assert item.photos.count() == 1


def test_same_form_after_another_change_is_a_conflict(editor, author):
    item = article()
    data = articles.form(item, title="Mới")
    editor.post(articles.at(item), data)
    other = articles.signed_in(factories.staff(roles.EDITOR))
    assert other.post(articles.at(item), data).status_code == 200  # not the same person
    editor.post(articles.at(item), articles.form(item, title="Mới hơn"))
    assert editor.post(articles.at(item), data).status_code == 200
    item = article(title="Khác")
    data = articles.form(item, _publish="1")
    editor.post(articles.at(item), data)
    editor.post(articles.at(item, "go-bai/"), {"reason": "Nhầm"})
    assert editor.post(articles.at(item), data).status_code == 200
    assert not Article.objects.get(pk=item.pk).is_public


def test_add_form_sent_twice_creates_one_article(author):
    client = articles.signed_in(author)
    data = {"title": "Bài mới", "category": factories.category().pk}
    form_key = client.get(articles.ADD).context["adminform"].form["form_key"].value()
    first, second = send_twice(client, articles.ADD, data | {"form_key": form_key})
    item = Article.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == articles.at(item)
    assert versions(item.pk).count() == 1
    other_key = client.get(articles.ADD).context["adminform"].form["form_key"].value()
    client.post(articles.ADD, data | {"form_key": other_key})  # another article of the same name from a second form
    assert Article.objects.count() == 2


def test_add_form_of_another_person_creates_another_article(author, editor):
    data = {"title": "Bài mới", "category": factories.category().pk, "form_key": "mot"}
    for client in (articles.signed_in(author), editor):
        client.post(articles.ADD, data)
    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ("action", "state", "data"),
    [
        ("dang/", "waiting", {"base_version": ""}),
        ("tra-lai/", "waiting", {"reason": "Thêm  tên"}),
        ("go-bai/", "published", {"reason": "Nhầm"}),
    ],
)
def test_workflow_pages_sent_twice(editor, action, state, data):
    item = article(state)
    first, second = send_twice(editor, articles.at(item, action), data)
    assert first.headers["Location"] == second.headers["Location"] == articles.LIST
    assert WorkflowEvent.objects.count() == 1


def test_withdraw_again_for_another_reason_is_an_error(editor):
    item = article("published")
    editor.post(articles.at(item, "go-bai/"), {"reason": "Nhầm"})
    assert editor.post(articles.at(item, "go-bai/"), {"reason": "Sai tên"}).status_code == 422


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [True, False])
def test_submissions_at_the_same_time_are_one(is_new):
    user = factories.staff(roles.EDITOR, "hung")
    if is_new:
        url, data = articles.ADD, {"title": "Bài mới", "category": factories.category().pk, "form_key": "mot"}
    else:
        item = article()
        factories.photos(item, 1)
        url, data = articles.at(item), articles.form(item, _publish="1", **{"photos-0-DELETE": "on"})
    clients = [articles.signed_in(user) for _ in range(4)]

    def send(client) -> tuple[int, str | None]:
        try:
            response = client.post(url, data)
            return response.status_code, response.headers.get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = set(pool.map(send, clients))
    item = Article.objects.get()
    assert answers == {(302, articles.at(item))}
    assert WorkflowEvent.objects.count() == (not is_new)
