"""Two people, or two tabs, save one article. What the second save would overwrite is shown first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article, Attachment, ChangeNote, Photo
from news.services import publishing
from saovang.accounts import roles
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(author):
    return articles.signed_in(author)


def attachment(item: Article, title: str = "Kế hoạch", order: int = 1) -> Attachment:
    fields = {"file": f"tep/{order}.pdf", "file_type": "pdf", "size": 9}
    return Attachment.objects.create(article=item, title=title, order=order, **fields)


def attachment_rows(item: Article) -> dict:
    """Return the form data of the attachments as the browser sends it."""
    rows = list(item.attachments.all())
    data = {"attachments-TOTAL_FORMS": len(rows), "attachments-INITIAL_FORMS": len(rows)}
    for index, row in enumerate(rows):
        data |= {f"attachments-{index}-{name}": getattr(row, name) for name in ("id", "title", "order")}
    return data


def form(item: Article) -> dict:
    return articles.form(item) | attachment_rows(item)


def save_as_other(client, item: Article, **fields) -> None:
    """Save the article as it is, with these changes, in another window."""
    assert client.post(articles.at(item), form(item) | fields).status_code == 302


def changes(response) -> dict[str, str]:
    """Return the differences that the page shows: removed text in brackets, and added text after a plus."""
    marks = {"removed": "[{}]", "added": "+{}"}
    return {
        change.name: "\n".join(
            " ".join(marks.get(segment.kind, "{}").format(segment.text) for segment in line) for line in change.lines
        )
        for change in response.context["conflict"]["changes"]
    }


def notes(response) -> list[str]:
    return response.context["conflict"]["notes"]


def send_again(client, item: Article, sent: dict, response):
    """Send the form that came back with a conflict."""
    version = response.context["adminform"].form["base_version"].value()
    return client.post(articles.at(item), sent | {"base_version": version})


def test_conflict_shows_editor_and_differences(client, editor, item):
    opened = articles.form(item)
    client.post(articles.at(item), opened | {"title": "Của Lan", "body": "<p>Đã lưu rồi.</p>"})
    typed = opened | {"title": "Của Hùng", "body": "<p>Đã lưu và thêm.</p>"}
    response = editor.post(articles.at(item), typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Lan đã lưu bài này lúc" in page
    assert "<del>Lan</del> <ins>Hùng</ins>" in page
    assert "<del>rồi.</del> <ins>và thêm.</ins>" in page
    shown = response.context["adminform"].form
    assert (shown["title"].value(), shown["body"].value()) == ("Của Hùng", "<p>Đã lưu và thêm.</p>")
    assert Article.objects.get().title == "Của Lan"
    assert send_again(editor, item, typed, response).status_code == 302
    assert Article.objects.get().title == "Của Hùng"
    history = editor.get(articles.at(item, "history/")).context["page"]
    assert [version.field_dict["title"] for version in history] == ["Của Hùng", "Của Lan", "Tin"]


def test_conflict_after_publication(editor, item):
    """A text typed for a draft must not become public unnoticed, and a form without change notes can be sent."""
    opened = articles.form(item) | {"title": "Khác"}
    opened = {name: value for name, value in opened.items() if not name.startswith("change_notes")}
    editor.post(articles.at(item, "dang/"))
    response = editor.post(articles.at(item), opened)
    page = response.content.decode()
    assert "đã lưu bài này lúc" in page
    assert "Bài nay: đã đăng." in page
    assert "TOTAL_FORMS)" not in page
    assert "change_notes-0-text" in page
    assert send_again(editor, item, opened, response).status_code == 302
    assert Article.objects.get().title == "Khác"


def test_save_after_scheduled_article_became_public(editor):
    """The form was opened before: it has no change notes."""
    item = factories.article(published_at=timezone.now() + timedelta(hours=1), body="<p>Hẹn giờ.</p>")
    opened = articles.form(item, title="Sửa tên")
    opened = {name: value for name, value in opened.items() if not name.startswith("change_notes")}
    Article.objects.update(published_at=timezone.now() - timedelta(minutes=1))
    assert editor.post(articles.at(item), opened).status_code == 302
    assert Article.objects.get().title == "Sửa tên"


@pytest.mark.parametrize("base_version", ["", "hôm qua", "\0", "2026-01-01"])
def test_conflict_unknown_base_version(client, item, base_version):
    client.post(articles.at(item), articles.form(item, title="Một"))
    response = client.post(articles.at(item), articles.form(item, title="Hai", base_version=base_version))
    assert response.status_code == 200
    assert Article.objects.get().title == "Một"


def test_conflict_of_restored_autosave(client, editor, item):
    sent = articles.form(item, title="Đang gõ")
    client.post(articles.at(item, "chu-chua-luu/"), sent)
    editor.post(articles.at(item), articles.form(item, title="Của Hùng"))
    (offer,) = client.get(articles.at(item)).context["offers"]
    page = client.get(articles.at(item, f"change/?lay-lai={offer.autosave.pk}"))
    version = page.context["adminform"].form["base_version"].value()
    response = client.post(articles.at(item), sent | {"base_version": version})
    assert "Hùng đã lưu bài này lúc" in response.content.decode()


def test_conflict_shows_time_alert_slug_and_cover(editor, item):
    first, second = factories.photos(item, 2)
    opened = form(item) | {"cover": first.pk}
    until = timezone.localtime(timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    save_as_other(editor, item, slug="dia-chi-moi", cover=second.pk)
    Article.objects.update(published_at=until, alert_until=until)
    response = editor.post(articles.at(item), opened)
    time = f"[{until:%H:%M %d/%m/%Y}]"
    assert changes(response) == {
        "địa chỉ": "[dia-chi-moi] +tin",
        "ảnh bìa": f"ảnh [{second.pk}] +{first.pk}",
        "thời điểm đăng": time,
        "ghim tin khẩn đến": time,
    }


def test_conflict_shows_photos_that_alone_differ(client, editor, item):
    first, second = factories.photos(item, 2, caption="Cũ")
    opened = form(item)
    save_as_other(
        client,
        item,
        **{"photos-0-caption": "Của Lan", "photos-0-alt_text": "Lan tả ảnh", "photos-1-decorative": "on"},
    )
    response = editor.post(articles.at(item), opened)
    alt_text = opened["photos-0-alt_text"]
    assert changes(response).keys() == {"ảnh"}
    lines = changes(response)["ảnh"].splitlines()
    assert lines[0] == f"Ảnh {first.pk}, chú thích: [Của Lan] +Cũ"
    assert lines[1].startswith(f"Ảnh {first.pk}, mô tả: [Lan tả ảnh]")
    assert lines[1].endswith(f"+{alt_text}")
    assert lines[2] == f"Ảnh {second.pk}, trang trí: [có] +không"
    assert Photo.objects.get(pk=first.pk).caption == "Của Lan"
    assert send_again(editor, item, opened, response).status_code == 302
    assert Photo.objects.get(pk=first.pk).caption == "Cũ"


def test_conflict_shows_order_and_deletions_of_photos(client, editor, item):
    first, second, third = factories.photos(item, 3, caption="Ảnh của bài")
    opened = form(item) | {"photos-2-DELETE": "on"}
    save_as_other(client, item, **{"photos-0-order": 9})
    response = editor.post(articles.at(item), opened)
    assert changes(response)["ảnh"].splitlines() == [f"[Bỏ ảnh {third.pk}: Ảnh của bài]", "Đổi thứ tự ảnh."]
    assert send_again(editor, item, opened, response).status_code == 302
    assert list(item.photos.all()) == [first, second]


def test_conflict_over_a_photo_deleted_by_the_other(client, editor, item):
    deleted, photo = factories.photos(item, 2)
    opened = form(item) | {"photos-0-caption": "Hùng vừa gõ", "photos-1-caption": "Hùng gõ ảnh kia"}
    save_as_other(client, item, **{"photos-0-DELETE": "on"})
    response = editor.post(articles.at(item), opened)
    assert notes(response) == [
        f"Bản kia đã bỏ ảnh {deleted.pk}. Lưu lần nữa không đưa trở lại.",
        "Chỗ của những chữ sau nay không còn, nên lưu lần nữa cũng không giữ chúng: "
        f"“Hùng vừa gõ”, “{opened['photos-0-alt_text']}”.",
    ]
    assert "TOTAL_FORMS)" not in response.content.decode()
    assert changes(response) == {"ảnh": f"Ảnh {photo.pk}, chú thích: +Hùng gõ ảnh kia"}
    sent = {name: value for name, value in opened.items() if not name.startswith("photos-0-")}
    assert send_again(editor, item, sent | {"photos-0-id": deleted.pk}, response).status_code == 302
    assert [photo.caption for photo in item.photos.all()] == ["Hùng gõ ảnh kia"]


def test_conflict_over_a_photo_added_by_the_other(client, editor, item):
    opened = form(item)
    (photo,) = factories.photos(item, 1, caption="Ảnh của Lan")
    save_as_other(client, item)
    response = editor.post(articles.at(item), opened)
    assert notes(response) == [f"Bản kia có thêm ảnh {photo.pk}: Ảnh của Lan. Lưu lần nữa vẫn giữ."]
    assert send_again(editor, item, opened, response).status_code == 302
    assert list(item.photos.all()) == [photo]


def test_photo_added_elsewhere_can_be_described(client, editor):
    """A published article cannot be saved without the alt text of a photo that another window has added."""
    item = factories.article()
    opened = form(item) | {"title": "Tít mới"}
    (photo,) = factories.photos(item, 1, alt_text="")
    response = editor.post(articles.at(item), opened)
    assert "Ảnh 1 chưa có mô tả" in response.content.decode()
    formset = response.context["inline_admin_formsets"][0].formset
    assert [card["alt_text"].html_name for card in formset] == ["photos-0-alt_text"]
    rows = {"photos-TOTAL_FORMS": 1, "photos-INITIAL_FORMS": 1, "photos-0-id": photo.pk, "photos-0-order": photo.order}
    response = editor.post(articles.at(item), opened | rows | {"photos-0-alt_text": "Cổng làng"})
    assert response.status_code == 302
    assert item.photos.get().alt_text == "Cổng làng"


def test_conflict_shows_attachments(client, editor, item):
    _, second, third = (attachment(item, title, order) for order, title in enumerate(["Một", "Hai", "Ba"], 1))
    opened = form(item) | {"attachments-2-DELETE": "on", "attachments-0-order": 8}
    save_as_other(client, item, **{"attachments-1-title": "Lan đặt tên"})
    response = editor.post(articles.at(item), opened)
    assert changes(response)["tệp đính kèm"].splitlines() == [
        f"[Bỏ tệp đính kèm {third.pk}: Ba]",
        f"Tệp đính kèm {second.pk}, tên: [Lan đặt tên] +Hai",
        "Đổi thứ tự tệp đính kèm.",
    ]
    assert send_again(editor, item, opened, response).status_code == 302
    assert list(item.attachments.values_list("title", flat=True)) == ["Hai", "Một"]


def test_conflict_over_an_attachment_deleted_by_the_other(client, editor, item):
    deleted = attachment(item)
    opened = form(item)
    save_as_other(client, item, **{"attachments-0-DELETE": "on"})
    response = editor.post(articles.at(item), opened)
    assert notes(response)[0] == f"Bản kia đã bỏ tệp đính kèm {deleted.pk}. Lưu lần nữa không đưa trở lại."
    assert send_again(editor, item, opened, response).status_code == 302


class TestChangeNotes:
    @pytest.fixture
    def item(self):
        return factories.article(body="<p>Đã đăng.</p>")

    @pytest.fixture
    def other(self):
        return articles.signed_in(factories.staff(roles.EDITOR, first_name="Lan"))

    @pytest.fixture
    def opened(self, item) -> dict:
        """Return the form data of an article with one change note and an empty one."""
        note = ChangeNote.objects.create(article=item, text="Sửa ngày")
        data = {"change_notes-TOTAL_FORMS": 2, "change_notes-INITIAL_FORMS": 1, "change_notes-1-id": ""}
        return articles.form(item) | data | {"change_notes-0-id": note.pk, "change_notes-0-text": note.text}

    def test_conflict_shows_change_notes(self, editor, other, item, opened):
        key = opened["change_notes-0-id"]
        other.post(articles.at(item), opened | {"change_notes-0-text": "Lan sửa giờ"})
        sent = opened | {"change_notes-1-text": "Sửa tên thôn"}
        response = editor.post(articles.at(item), sent)
        assert changes(response)["ghi chú cập nhật"].splitlines() == [
            "+Thêm ghi chú cập nhật: Sửa tên thôn",
            f"Ghi chú cập nhật {key}, nội dung: [Lan sửa giờ] +Sửa ngày",
        ]
        assert send_again(editor, item, sent, response).status_code == 302
        assert [note.text for note in item.change_notes.all()] == ["Sửa ngày", "Sửa tên thôn"]

    def test_conflict_over_a_note_deleted_by_the_other(self, editor, other, item, opened):
        assert other.post(articles.at(item), opened | {"change_notes-0-DELETE": "on"}).status_code == 302
        response = editor.post(articles.at(item), opened)
        assert notes(response)[0].startswith("Bản kia đã bỏ ghi chú cập nhật")
        assert send_again(editor, item, opened, response).status_code == 302
        assert not ChangeNote.objects.exists()

    def test_conflict_after_withdrawal_shows_typed_note(self, editor, item, opened):
        publishing.withdraw(item, "Sai số liệu")
        response = editor.post(articles.at(item), opened | {"change_notes-1-text": "Vừa gõ"})
        assert "Bài nay: đã gỡ." in response.content.decode()
        assert "Vừa gõ" in notes(response)[0]
        assert changes(response) == {}  # the notes that the form no longer has are not deleted


def test_conflict_without_differences_says_so(client, editor, item):
    opened = form(item)
    save_as_other(client, item)
    response = editor.post(articles.at(item), opened)
    assert changes(response) == {}
    assert "Hai bản không khác gì nhau." in response.content.decode()


@pytest.mark.parametrize(
    ("field", "wrong"), [("title", ""), ("photos-0-caption", "x" * 301), ("photos-0-order", "một")]
)
def test_conflict_with_a_wrong_field_is_shown_again(client, editor, item, field, wrong):
    """A field with an error is not among the differences: it must not be overwritten unseen later."""
    factories.photos(item, 1)
    opened = form(item)
    save_as_other(client, item, **{field: "5"})
    sent = opened | {field: wrong}
    response = editor.post(articles.at(item), sent)
    assert response.status_code == 200
    sent = opened | {field: "7"}
    response = send_again(editor, item, sent, response)
    assert response.status_code == 200, "the first answer did not show this difference"
    assert "đã lưu bài này lúc" in response.content.decode()
    assert send_again(editor, item, sent, response).status_code == 302


def test_conflict_with_a_third_save_is_shown_again(client, editor, item):
    opened = form(item)
    save_as_other(client, item, title="Một")
    response = editor.post(articles.at(item), opened)
    save_as_other(client, item, title="Hai")
    response = send_again(editor, item, opened, response)
    assert changes(response)["tiêu đề"] == "[Hai] +Tin"
