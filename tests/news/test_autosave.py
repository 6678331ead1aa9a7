from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from news.models import Article, TypedText
from saovang.accounts import roles
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return factories.staff(roles.AUTHOR, "lan", first_name="Lan")


@pytest.fixture
def client(author):
    return articles.signed_in(author)


@pytest.fixture
def item(author) -> Article:
    return factories.article(status="draft", published_at=None, body="<p>Đã lưu.</p>", written_by=author)


def type_text(client, item, **fields):
    return client.post(articles.at(item, "chu-chua-luu/"), articles.form(item, **fields))


def shown(response) -> dict:
    """What the form shows of the article and of its first photo."""
    form = response.context["adminform"].form
    values = {name: form[name].value() for name in ("title", "body", "seen")}
    for inline in response.context["inline_admin_formsets"]:
        for photo in inline.formset.initial_forms:
            values["caption"] = photo["caption"].value()
    return values


def test_what_was_typed_is_kept_and_offered_back_and_put_back(client, item):
    factories.photos(item, 1)
    seen = articles.form(item)["seen"]
    answer = type_text(client, item, title="Đang gõ", body="<p>Chưa lưu.</p>", **{"photos-0-caption": "Chú thích"})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert Article.objects.get().title == "Tin"
    page = client.get(articles.at(item))
    assert "mà chưa lưu" in page.content.decode()
    assert shown(page)["title"] == "Tin"
    back = client.get(articles.at(item, "change/?lay-lai"))
    assert shown(back) == {"title": "Đang gõ", "body": "<p>Chưa lưu.</p>", "seen": seen, "caption": "Chú thích"}
    client.post(articles.at(item), articles.form(item, title="Đang gõ", typed_here="1"))
    assert not TypedText.objects.exists()


def test_there_is_one_row_for_each_writer_of_an_article(client, item):
    editor = articles.signed_in(factories.staff(roles.EDITOR))
    for number in range(3):
        type_text(client, item, title=f"Lần {number}")
    type_text(editor, item, title="Của biên tập")
    assert sorted(row.fields["title"] for row in TypedText.objects.all()) == ["Của biên tập", "Lần 2"]
    assert shown(client.get(articles.at(item, "change/?lay-lai")))["title"] == "Lần 2"
    assert shown(editor.get(articles.at(item, "change/?lay-lai")))["title"] == "Của biên tập"


def test_what_is_no_different_is_not_offered(client, item):
    type_text(client, item)
    assert "mà chưa lưu" not in client.get(articles.at(item)).content.decode()


def test_an_older_text_that_was_not_taken_back_survives_a_save(client, item):
    type_text(client, item, title="Từ hôm qua")
    client.post(articles.at(item), articles.form(item, title="Hôm nay"))
    assert "mà chưa lưu" in client.get(articles.at(item)).content.decode()
    client.post(articles.at(item, "chu-chua-luu/"), {"forget": ""})
    assert not TypedText.objects.exists()


def test_another_who_types_is_told_of(client, item):
    editor = factories.staff(roles.EDITOR, first_name="Hùng")
    type_text(articles.signed_in(editor), item, title="x")
    assert "Hùng đang gõ trong bài này" in client.get(articles.at(item)).content.decode()
    TypedText.objects.update(saved_at=timezone.now() - timedelta(minutes=6))
    assert "đang gõ trong bài này" not in client.get(articles.at(item)).content.decode()


def test_an_expired_session_is_told_by_a_redirect_and_a_new_one_by_its_token(author, item):
    client = Client(enforce_csrf_checks=True)
    assert client.get(articles.at(item, "chu-chua-luu/")).status_code == 302
    client.force_login(author)
    token = client.get(articles.at(item, "chu-chua-luu/")).json()["token"]
    assert (
        client.post(articles.at(item, "chu-chua-luu/"), {"title": "x", "csrfmiddlewaretoken": "a" * 64}).status_code
        == 403
    )
    assert (
        client.post(articles.at(item, "chu-chua-luu/"), {"title": "x", "csrfmiddlewaretoken": token}).status_code == 200
    )
    assert TypedText.objects.get().fields["title"] == "x"


@pytest.mark.parametrize("value", ["\0", "a\0b", "<script>", "x" * 100_000, "🌧"])
def test_anything_can_be_typed(client, item, value):
    assert type_text(client, item, title=value, seen=value).status_code == 200
    assert TypedText.objects.get().fields["title"] == value.replace("\0", "")
    page = client.get(articles.at(item, "change/?lay-lai"))
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().partition('id="id_title"')[0][-200:]


def test_what_is_typed_when_the_article_may_not_be_changed_any_more_is_shown_back(client, item):
    sent = articles.form(item, title="Gõ trong thẻ kia", body="<p>Dòng một.</p><p>Dòng hai.</p>")
    client.post(articles.at(item), articles.form(item, _send="1"))
    response = client.post(articles.at(item), sent)
    page = response.content.decode()
    assert response.status_code == 403
    assert "Gõ trong thẻ kia" in page
    assert "Dòng một.\n\nDòng hai." in page
    assert Article.objects.get().title == "Tin"


class TestTwoPeopleOnOneArticle:
    @pytest.fixture
    def editor(self):
        return articles.signed_in(factories.staff(roles.EDITOR, first_name="Hùng"))

    def test_the_second_is_told_who_saved_sees_the_difference_and_loses_nothing(self, client, editor, item):
        opened = articles.form(item)
        client.post(articles.at(item), opened | {"title": "Của Lan", "body": "<p>Đã lưu rồi.</p>"})
        typed = opened | {"title": "Của Hùng", "body": "<p>Đã lưu và thêm.</p>"}
        response = editor.post(articles.at(item), typed)
        page = response.content.decode()
        assert response.status_code == 200
        assert "Lan đã lưu bài này lúc" in page
        assert "<del>Lan</del> <ins>Hùng</ins>" in page
        assert "<del>rồi.</del> <ins>và thêm.</ins>" in page
        form = response.context["adminform"].form
        assert (form["title"].value(), form["body"].value()) == ("Của Hùng", "<p>Đã lưu và thêm.</p>")
        assert Article.objects.get().title == "Của Lan"
        response = editor.post(articles.at(item), typed | {"seen": form["seen"].value()}, follow=True)
        assert Article.objects.get().title == "Của Hùng"
        history = editor.get(articles.at(item, "history/")).context["page"]
        assert [version.field_dict["title"] for version in history] == ["Của Hùng", "Của Lan", "Tin"]

    def test_whoever_saves_after_a_step_is_told_too(self, client, editor, item):
        """What was typed for a draft must not become public by surprise."""
        opened = articles.form(item)
        editor.post(articles.at(item, "dang/"))
        assert "đã lưu bài này lúc" in editor.post(articles.at(item), opened | {"title": "Khác"}).content.decode()

    @pytest.mark.parametrize("seen", ["", "hôm qua", "\0", "2026-01-01"])
    def test_a_stamp_that_is_none_writes_over_nothing(self, client, item, seen):
        client.post(articles.at(item), articles.form(item, title="Một"))
        response = client.post(articles.at(item), articles.form(item, title="Hai", seen=seen))
        assert response.status_code == 200
        assert Article.objects.get().title == "Một"

    def test_text_that_was_put_back_keeps_the_stamp_it_was_typed_under(self, client, editor, item):
        type_text(client, item, title="Đang gõ")
        editor.post(articles.at(item), articles.form(item, title="Của Hùng"))
        back = shown(client.get(articles.at(item, "change/?lay-lai")))
        response = client.post(articles.at(item), articles.form(item, title="Đang gõ", seen=back["seen"]))
        assert "Hùng đã lưu bài này lúc" in response.content.decode()
