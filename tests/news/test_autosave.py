from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from news.models import Article, Autosave
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


def autosave(client, item, **fields):
    return client.post(articles.at(item, "chu-chua-luu/"), articles.form(item, **fields))


def form_values(response) -> dict:
    """Return the values that the form shows of the article and of its last photo."""
    form = response.context["adminform"].form
    values = {name: form[name].value() for name in ("title", "body", "base_version")}
    for inline in response.context["inline_admin_formsets"]:
        for photo in inline.formset.initial_forms:
            values["caption"] = photo["caption"].value()
    return values


def test_autosave_is_offered_and_restored(client, item):
    factories.photos(item, 1)
    base_version = articles.form(item)["base_version"]
    answer = autosave(client, item, title="Đang gõ", body="<p>Chưa lưu.</p>", **{"photos-0-caption": "Chú thích"})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert Article.objects.get().title == "Tin"
    page = client.get(articles.at(item))
    assert "mà chưa lưu" in page.content.decode()
    assert form_values(page)["title"] == "Tin"
    back = client.get(articles.at(item, "change/?lay-lai"))
    assert form_values(back) == {
        "title": "Đang gõ",
        "body": "<p>Chưa lưu.</p>",
        "base_version": base_version,
        "caption": "Chú thích",
    }
    client.post(articles.at(item), articles.form(item, title="Đang gõ", includes_autosave="1"))
    assert not Autosave.objects.exists()


def test_save_autosave_one_row_per_user_and_article(client, item):
    editor = articles.signed_in(factories.staff(roles.EDITOR))
    for number in range(3):
        autosave(client, item, title=f"Lần {number}")
    autosave(editor, item, title="Của biên tập")
    assert sorted(row.fields["title"] for row in Autosave.objects.all()) == ["Của biên tập", "Lần 2"]
    assert form_values(client.get(articles.at(item, "change/?lay-lai")))["title"] == "Lần 2"
    assert form_values(editor.get(articles.at(item, "change/?lay-lai")))["title"] == "Của biên tập"


def test_autosave_without_changes_is_not_offered(client, item):
    autosave(client, item)
    assert "mà chưa lưu" not in client.get(articles.at(item)).content.decode()


def test_autosave_not_restored_survives_a_save(client, item):
    autosave(client, item, title="Từ hôm qua")
    client.post(articles.at(item), articles.form(item, title="Hôm nay"))
    assert "mà chưa lưu" in client.get(articles.at(item)).content.decode()
    client.post(articles.at(item, "chu-chua-luu/"), {"discard": ""})
    assert not Autosave.objects.exists()


def test_autosave_is_discarded_by_a_save_after_a_form_error(client, item):
    autosave(client, item, title="Đang gõ")
    page = client.post(articles.at(item), articles.form(item, title="", includes_autosave="1"))
    assert 'name="includes_autosave" value="1"' in page.content.decode()


def test_concurrent_editors_are_shown(client, item):
    editor = factories.staff(roles.EDITOR, first_name="Hùng")
    autosave(articles.signed_in(editor), item, title="x")
    assert "Hùng đang gõ trong bài này" in client.get(articles.at(item)).content.decode()
    Autosave.objects.update(saved_at=timezone.now() - timedelta(minutes=6))
    assert "đang gõ trong bài này" not in client.get(articles.at(item)).content.decode()


def test_autosave_view_renews_csrf_token_after_sign_in(author, item):
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
    assert Autosave.objects.get().fields["title"] == "x"


@pytest.mark.parametrize("value", ["\0", "a\0b", "<script>", "x" * 100_000, "🌧"])
def test_save_autosave_accepts_any_text(client, item, value):
    assert autosave(client, item, title=value, base_version=value).status_code == 200
    assert Autosave.objects.get().fields["title"] == value.replace("\0", "")
    page = client.get(articles.at(item, "change/?lay-lai"))
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().partition('id="id_title"')[0][-200:]


def test_change_view_read_only_post_shows_the_typed_text(client, item):
    sent = articles.form(item, title="Gõ trong thẻ kia", body="<p>Dòng một.</p><p>Dòng hai.</p>")
    client.post(articles.at(item), articles.form(item, _submit="1"))
    response = client.post(articles.at(item), sent)
    page = response.content.decode()
    assert response.status_code == 403
    assert "Gõ trong thẻ kia" in page
    assert "Dòng một.\n\nDòng hai." in page
    assert Article.objects.get().title == "Tin"


class TestEditConflict:
    @pytest.fixture
    def editor(self):
        return articles.signed_in(factories.staff(roles.EDITOR, first_name="Hùng"))

    def test_conflict_shows_editor_and_differences(self, client, editor, item):
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
        response = editor.post(articles.at(item), typed | {"base_version": form["base_version"].value()}, follow=True)
        assert Article.objects.get().title == "Của Hùng"
        history = editor.get(articles.at(item, "history/")).context["page"]
        assert [version.field_dict["title"] for version in history] == ["Của Hùng", "Của Lan", "Tin"]

    def test_conflict_after_publication(self, client, editor, item):
        """A text typed for a draft must not become public unnoticed."""
        opened = articles.form(item)
        editor.post(articles.at(item, "dang/"))
        assert "đã lưu bài này lúc" in editor.post(articles.at(item), opened | {"title": "Khác"}).content.decode()

    @pytest.mark.parametrize("base_version", ["", "hôm qua", "\0", "2026-01-01"])
    def test_conflict_unknown_base_version(self, client, item, base_version):
        client.post(articles.at(item), articles.form(item, title="Một"))
        response = client.post(articles.at(item), articles.form(item, title="Hai", base_version=base_version))
        assert response.status_code == 200
        assert Article.objects.get().title == "Một"

    def test_conflict_restored_autosave_keeps_base_version(self, client, editor, item):
        autosave(client, item, title="Đang gõ")
        editor.post(articles.at(item), articles.form(item, title="Của Hùng"))
        restored = form_values(client.get(articles.at(item, "change/?lay-lai")))
        response = client.post(
            articles.at(item), articles.form(item, title="Đang gõ", base_version=restored["base_version"])
        )
        assert "Hùng đã lưu bài này lúc" in response.content.decode()
