from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from news.models import Article, Attachment, Photo
from saovang.accounts import roles
from saovang.adminsite.autosave import MAX_AUTOSAVES
from saovang.adminsite.models import Autosave
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(author):
    return articles.signed_in(author)


class Tab:
    """An open form of an article. Without `autosave` it is opened as stored, and otherwise filled from that one."""

    def __init__(self, client: Client, item: Article, autosave: Autosave | None = None) -> None:
        self.client, self.item = client, item
        query = f"?lay-lai={autosave.pk}" if autosave else ""
        self.page = client.get(articles.at(item, f"change/{query}"))
        self.fields = articles.form(item) | self.hidden_values()

    def hidden_values(self) -> dict:
        form = self.page.context["adminform"].form
        values = {name: form[name].value() for name in ("form_key", "base_version")}
        return values | {"includes_autosave": self.page.context.get("includes_autosave", "")}

    def autosave(self, **fields):
        self.fields |= fields
        return self.client.post(articles.at(self.item, "chu-chua-luu/"), self.fields)

    def save(self, **fields):
        """Send the form. If it comes back with errors, it has a new key, as the script of the page gives it."""
        self.fields |= fields
        response = self.client.post(articles.at(self.item), self.fields)
        if response.status_code == 200:
            self.page = response
            self.fields |= self.hidden_values() | {"form_key": "new"}
        return response

    @property
    def offers(self) -> list[tuple[str, list[str]]]:
        return [(offer.autosave.data["title"], offer.labels) for offer in self.page.context["offers"]]

    @property
    def text(self) -> str:
        return self.page.content.decode()


def stored_titles() -> list[str]:
    return sorted(autosave.data["title"] for autosave in Autosave.objects.all())


def test_autosave_is_offered_and_restored(client, item):
    factories.photos(item, 1)
    tab = Tab(client, item)
    answer = tab.autosave(title="Đang gõ", body="<p>Chưa lưu.</p>", **{"photos-0-caption": "Chú thích"})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert Article.objects.get().title == "Tin"
    opened = Tab(client, item)
    assert "mà chưa lưu.</b> Khác bản đã lưu ở: tiêu đề, nội dung, ảnh." in opened.text
    assert opened.page.context["adminform"].form["title"].value() == "Tin"

    restored = Tab(client, item, Autosave.objects.get())
    form = restored.page.context["adminform"].form
    assert [form[name].value() for name in ("title", "body")] == ["Đang gõ", "<p>Chưa lưu.</p>"]
    assert 'value="Chú thích"' in restored.text
    assert restored.offers == []
    assert restored.fields["base_version"] == tab.fields["base_version"]
    assert restored.save(title="Đang gõ").status_code == 302
    assert not Autosave.objects.exists()


def test_autosave_restores_everything_typed(client, item):
    """Also what no field of the article holds: alternative texts, deletions, and titles of attachments."""
    factories.photos(item, 2, decorative=True)
    attachment = Attachment.objects.create(article=item, file="tep/a.pdf", title="a", file_type="pdf", size=9)
    rows = {"attachments-TOTAL_FORMS": 1, "attachments-INITIAL_FORMS": 1, "attachments-0-id": attachment.pk}
    rows |= {"attachments-0-title": "Kế hoạch", "attachments-0-order": "7", "photos-1-DELETE": "on", "cover": "0"}
    tab = Tab(client, item)
    tab.fields.pop("photos-0-decorative")
    tab.autosave(**rows, **{"photos-0-alt_text": "Cánh đồng"}, source="Đài xã")
    restored = Tab(client, item, Autosave.objects.get())
    photos, attachments = [inline.formset for inline in restored.page.context["inline_admin_formsets"]][:2]
    values = [photos[0][name].value() for name in ("alt_text", "decorative")]
    assert values == ["Cánh đồng", False]
    assert [photos[1][name].value() for name in ("decorative", "DELETE")] == [True, True]
    assert [attachments[0][name].value() for name in ("title", "order")] == ["Kế hoạch", "7"]
    assert restored.page.context["adminform"].form["source"].value() == "Đài xã"
    assert Tab(client, item).offers == [("Tin", ["nguồn", "ảnh", "tệp đính kèm"])]


def test_autosave_restores_new_change_note():
    editor = articles.signed_in(factories.staff(roles.EDITOR))
    item = factories.article(body="<p>Đã đăng.</p>")
    note = {"change_notes-TOTAL_FORMS": 1, "change_notes-0-id": "", "change_notes-0-text": "Sửa giờ họp"}
    Tab(editor, item).autosave(**note)
    assert Tab(editor, item).offers == [("Tin", ["ghi chú cập nhật"])]
    assert "Sửa giờ họp" in Tab(editor, item, Autosave.objects.get()).text


def test_restore_shows_text_of_a_deleted_photo(client, item):
    (photo,) = factories.photos(item, 1)
    Tab(client, item).autosave(**{"photos-0-caption": "Gõ cho ảnh đã bỏ"})
    photo.delete()
    restored = Tab(client, item, Autosave.objects.get())
    assert "Gõ cho ảnh đã bỏ" in restored.text
    assert "không còn chỗ ở đây" in restored.text


@pytest.mark.parametrize("pk", ["", "0", "x", "999", "%00"])
def test_restore_unknown_autosave_says_so(client, item, pk):
    page = client.get(articles.at(item, f"change/?lay-lai={pk}"))
    assert "Chữ ấy không còn nữa" in page.content.decode()


def test_autosave_without_changes_is_not_offered(client, item):
    item.body = "<p>Một.</p>\r\n<p>Hai.</p>"
    item.published_at = timezone.now()
    item.save()
    tab = Tab(client, item)
    tab.autosave(body="<p>Một.</p>\n<p>Hai.</p>")
    assert Tab(client, item).offers == []


def test_autosave_is_discarded_only_if_asked_for(client, item):
    Tab(client, item).autosave(title="Từ hôm qua")
    tab = Tab(client, item)
    tab.save(title="Hôm nay")
    page = client.get(articles.at(item))
    assert "mà chưa lưu" in page.content.decode()
    reference = page.context["offers"][0].autosave.reference
    response = client.post(articles.at(item, "chu-chua-luu/"), {"discard": reference})
    assert response.status_code == 302
    assert not Autosave.objects.exists()


class TestTwoTabs:
    """Two forms of one article, opened by the same person."""

    @pytest.fixture
    def first(self, client, item):
        tab = Tab(client, item)
        tab.autosave(title="Thẻ một")
        return tab

    @pytest.fixture
    def second(self, client, item, first):
        return Tab(client, item)

    def test_each_tab_stores_its_own_text(self, first, second):
        second.autosave(title="Thẻ hai")
        first.autosave(title="Thẻ một nữa")
        assert stored_titles() == ["Thẻ hai", "Thẻ một nữa"]

    def test_offers_are_newest_first_with_what_differs(self, client, item, first, second):
        second.autosave(title="Thẻ hai", source="Đài xã")
        assert Tab(client, item).offers == [("Thẻ hai", ["tiêu đề", "nguồn"]), ("Thẻ một", ["tiêu đề"])]

    def test_equal_autosaves_are_offered_once(self, client, item, first, second):
        second.autosave(title="Thẻ một")
        opened = Tab(client, item)
        assert opened.offers == [("Thẻ một", ["tiêu đề"])]
        reference = opened.page.context["offers"][0].autosave.reference
        client.post(articles.at(item, "chu-chua-luu/"), {"discard": reference})
        assert Tab(client, item).offers == []

    def test_save_deletes_only_the_text_that_it_saved(self, client, item, first, second):
        second.autosave(title="Thẻ hai")
        assert second.save().status_code == 302
        assert stored_titles() == ["Thẻ một"]
        assert Tab(client, item).offers == [("Thẻ một", ["tiêu đề"])]

    def test_save_without_autosave_deletes_no_other_text(self, first, second):
        assert second.save(title="Lưu ngay").status_code == 302
        assert stored_titles() == ["Thẻ một"]

    def test_save_deletes_an_equal_autosave(self, first, second):
        assert second.save(title="Thẻ một").status_code == 302
        assert stored_titles() == []

    def test_restored_text_is_replaced_by_what_follows(self, client, item, first):
        restored = Tab(client, item, Autosave.objects.get())
        restored.autosave(title="Thẻ một, viết tiếp")
        restored.autosave(title="Thẻ một, viết tiếp nữa")
        assert stored_titles() == ["Thẻ một, viết tiếp nữa"]
        restored.save()
        assert stored_titles() == []

    def test_restored_text_that_goes_on_elsewhere_stays(self, client, item, first):
        restored = Tab(client, item, Autosave.objects.get())
        first.autosave(title="Thẻ một gõ tiếp")
        restored.autosave(title="Lấy lại rồi gõ")
        assert stored_titles() == ["Lấy lại rồi gõ", "Thẻ một gõ tiếp"]
        restored.save()
        assert stored_titles() == ["Thẻ một gõ tiếp"]

    def test_text_restored_twice_is_overwritten_by_neither(self, client, item, first):
        tabs = [Tab(client, item, Autosave.objects.get()) for _ in range(2)]
        tabs[0].autosave(title="Lấy lại lần một")
        tabs[1].autosave(title="Lấy lại lần hai")
        assert stored_titles() == ["Lấy lại lần hai", "Lấy lại lần một"]
        first.autosave(title="Thẻ một vẫn gõ")
        assert stored_titles() == ["Lấy lại lần hai", "Lấy lại lần một", "Thẻ một vẫn gõ"]

    def test_form_with_errors_continues_its_autosave(self, first):
        assert first.save(title="").status_code == 200
        first.autosave(title="Sửa lỗi rồi")
        assert stored_titles() == ["Sửa lỗi rồi"]
        assert first.save().status_code == 302
        assert stored_titles() == []

    def test_discard_changed_text_is_refused(self, client, item, first, second):
        reference = second.page.context["offers"][0].autosave.reference
        first.autosave(title="Thẻ một gõ tiếp")
        url = articles.at(item, "chu-chua-luu/")
        response = client.post(url, {"discard": reference}, headers={"Accept": "application/json"})
        assert response.status_code == 409
        assert "vừa đổi ở một thẻ khác" in response.json()["error"]
        assert "vừa đổi ở một thẻ khác" in client.post(url, {"discard": reference}, follow=True).content.decode()
        assert stored_titles() == ["Thẻ một gõ tiếp"]

    def test_discard_by_script(self, client, item, second):
        reference = second.page.context["offers"][0].autosave.reference
        data = {"discard": reference}
        response = client.post(articles.at(item, "chu-chua-luu/"), data, headers={"Accept": "application/json"})
        assert (response.status_code, stored_titles()) == (200, [])

    def test_both_tabs_are_told_of_each_other(self, client, item, first, second):
        assert "Bạn cũng sửa bài này ở một thẻ khác" in second.text
        assert second.autosave(title="Thẻ hai").json()["notes"][0].startswith("Bạn cũng sửa bài này ở một thẻ khác")
        assert first.autosave().json()["notes"][0].startswith("Bạn cũng sửa bài này ở một thẻ khác")
        Autosave.objects.update(saved_at=timezone.now() - timedelta(minutes=6))
        assert "ở một thẻ khác" not in Tab(client, item).text

    def test_too_many_autosaves_are_refused_and_none_deleted(self, client, author, item, first):
        Autosave.objects.bulk_create(
            articles.autosave(item, author, str(number), title="Cũ") for number in range(MAX_AUTOSAVES - 1)
        )
        response = Tab(client, item).autosave(title="Nhiều quá")
        assert response.status_code == 422
        assert "Chưa tự giữ được chữ mới" in response.json()["error"]
        assert Autosave.objects.count() == MAX_AUTOSAVES
        assert first.autosave(title="Thẻ một vẫn giữ").status_code == 200

    def test_autosaves_at_the_limit_can_all_be_discarded(self, client, author, item):
        """Also those that differ no more from the article, which are offered at no other time."""
        fields = [{"title": "Tin", "source": ""}, {"title": "Tin"}] * (MAX_AUTOSAVES // 2)
        Autosave.objects.bulk_create(
            articles.autosave(item, author, str(number), **values) for number, values in enumerate(fields)
        )
        opened = Tab(client, item)
        assert opened.offers == [("Tin", []), ("Tin", [])]
        assert "Không khác bản đã lưu." in opened.text
        for offer in opened.page.context["offers"]:
            client.post(articles.at(item, "chu-chua-luu/"), {"discard": offer.autosave.reference})
        assert not Autosave.objects.exists()

    def test_autosaves_of_others_are_neither_offered_nor_used(self, item, first):
        editor = articles.signed_in(factories.staff(roles.EDITOR))
        autosave = Autosave.objects.get()
        assert Tab(editor, item).offers == []
        assert "Chữ ấy không còn nữa" in Tab(editor, item, autosave).text
        reference = autosave.reference
        editor.post(articles.at(item, "chu-chua-luu/"), {"discard": reference})
        forged = {"form_key": autosave.form_key, "includes_autosave": reference}
        editor.post(articles.at(item, "chu-chua-luu/"), articles.form(item, title="Của biên tập", **forged))
        assert stored_titles() == ["Của biên tập", "Thẻ một"]
        editor.post(articles.at(item), articles.form(item, title="Biên tập lưu", **forged))
        assert stored_titles() == ["Thẻ một"]


def test_concurrent_editors_are_shown(client, item):
    editor = factories.staff(roles.EDITOR, first_name="Hùng")
    Tab(articles.signed_in(editor), item).autosave(title="x")
    assert "Hùng đang gõ trong bài này" in Tab(client, item).text
    assert Tab(client, item).autosave(title="y").json()["notes"][0].startswith("Hùng đang gõ trong bài này")
    Autosave.objects.update(saved_at=timezone.now() - timedelta(minutes=6))
    assert "đang gõ trong bài này" not in Tab(client, item).text


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
    assert Autosave.objects.get().data == {"title": ["x"]}


@pytest.mark.parametrize("value", ["\0", "a\0b", "<script>", "x" * 100_000, "🌧"])
def test_save_autosave_accepts_any_text(client, item, value):
    hostile = {"base_version": value, "form_key": value, "includes_autosave": value, f"photos-{value[:99]}-id": value}
    sent = articles.form(item, title=value, **hostile)
    assert client.post(articles.at(item, "chu-chua-luu/"), sent).status_code == 200
    autosave = Autosave.objects.get()
    assert autosave.data["title"] == value.replace("\0", "")
    restored = Tab(client, item, autosave)
    assert restored.page.status_code == 200
    assert "<script>" not in restored.text.partition('id="id_title"')[0][-200:]


def test_change_view_read_only_post_shows_the_typed_text(client, item):
    factories.photos(item, 1)
    typed = {"title": "Gõ trong thẻ kia", "body": "<p>Dòng một.</p><p>Dòng hai.</p>", "source": "Đài xã"}
    sent = articles.form(item, **typed, **{"photos-0-caption": "Chú thích vừa gõ"})
    client.post(articles.at(item), articles.form(item, _submit="1"))
    response = client.post(articles.at(item), sent)
    page = response.content.decode()
    assert response.status_code == 403
    for text in ("Gõ trong thẻ kia", "Dòng một.\n\nDòng hai.", "Đài xã", "Chú thích vừa gõ"):
        assert text in page
    assert Article.objects.get().title == "Tin"
    assert Photo.objects.get().caption == ""


def test_autosave_keeps_half_a_time():
    editor = articles.signed_in(factories.staff(roles.EDITOR))
    item = factories.article(status="draft", published_at=timezone.now(), body="<p>Đã lưu.</p>")
    time = timezone.localtime(item.published_at)
    data = articles.form(item) | {
        "form_key": "k",
        "published_at_0": f"{time:%Y-%m-%d}",
        "published_at_1": f"{time:%H:%M}",
    }
    editor.post(articles.at(item, "chu-chua-luu/"), data)
    assert editor.get(articles.at(item)).context["offers"] == []
    typed = {"published_at_0": "31/02/2027", "published_at_1": "", "alert_until_0": "", "alert_until_1": "8h"}
    editor.post(articles.at(item, "chu-chua-luu/"), data | typed)
    (offer,) = editor.get(articles.at(item)).context["offers"]
    assert offer.labels == ["thời điểm đăng", "ghim tin khẩn đến"]
    page = editor.get(articles.at(item, f"change/?lay-lai={offer.autosave.pk}")).content.decode()
    assert 'value="31/02/2027"' in page
    assert 'value="8h"' in page
