import pytest

from news.models import Article, Category
from news.services import diff
from news.services.diff import DiffSegment, diff_lines, diff_snapshots, html_to_lines
from news.services.history import load_snapshot, restore, versioned, versions
from news.services.photos import attach_photos, store_photo
from news.services.publishing import publish, withdraw
from saovang.accounts import roles
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return factories.staff(roles.EDITOR, "hung", first_name="Hùng")


@pytest.fixture
def client(editor):
    return articles.signed_in(editor)


def draft(**fields) -> Article:
    return factories.article(**{"status": "draft", "published_at": None, "body": "<p>Một hai ba.</p>"} | fields)


def comments(article) -> list[str]:
    return [version.revision.comment for version in versions(article.pk)][::-1]


def test_save_stores_version_with_user_and_comment(client, editor):
    item = draft()
    client.post(articles.at(item), articles.form(item, title="Tên mới", _save="1"))
    client.post(articles.at(item), articles.form(item, body="<p>Bốn.</p>", summary="", _publish="1"))
    assert comments(item) == ["Tự ghi trước khi sửa", "Sửa tiêu đề", "Sửa tóm tắt, nội dung", "Đăng"]
    assert [version.revision.user for version in versions(item.pk)][:3] == [editor] * 3
    page = client.get(articles.at(item, "history/")).content.decode()
    assert page.count("Hùng") >= 3
    assert "Sửa tóm tắt, nội dung" in page


def test_first_save_stores_previous_content_as_version(client):
    item = draft(body="<p>Bản nhập từ trang cũ.</p>")
    client.post(articles.at(item), articles.form(item, body="<p>Mới.</p>"))
    first = versions(item.pk).last()
    assert first.field_dict["body"] == "<p>Bản nhập từ trang cũ.</p>"


def test_version_view_shows_changes_escaped(client):
    item = draft(title="Cũ <b>")
    client.post(articles.at(item), articles.form(item, title="Mới <i>", body="<p>Một hai bốn &lt;script&gt;.</p>"))
    page = client.get(articles.at(item, f"history/{versions(item.pk).first().pk}/")).content.decode()
    assert "<del>Cũ &lt;b&gt;</del> <ins>Mới &lt;i&gt;</ins>" in page
    assert "Một hai <del>ba.</del> <ins>bốn &lt;script&gt;.</ins>" in page


def test_restore_version_with_photos_keeps_current_content(client):
    item = draft()
    photos = factories.photos(item, 2, caption="Đầu")
    client.post(articles.at(item), articles.form(item, title="Có hai ảnh"))
    wanted = versions(item.pk).first()
    before = [(photo.pk, photo.caption, photo.image.name) for photo in item.photos.all()]
    photos[0].delete()
    late = attach_photos(item, [store_photo(factories.image_file(), caption="Sau")])  # in no version so far
    client.post(articles.at(item), articles.form(item, title="Tên sau", body="<p>Khác.</p>"))
    newest = versions(item.pk).first()
    response = client.post(articles.at(item, f"history/{wanted.pk}/"), follow=True)
    assert articles.messages(response)[-1] == "Đã khôi phục. Bản trước đó vẫn còn trong lịch sử."
    item = Article.objects.get()
    assert (item.title, item.body) == ("Có hai ảnh", "<p>Một hai ba.</p>")
    assert [(photo.pk, photo.caption, photo.image.name) for photo in item.photos.all()] == before
    client.post(articles.at(item, f"history/{newest.pk}/"))
    item = Article.objects.get()
    assert item.title == "Tên sau"
    assert late[0] in item.photos.all()


def test_restore_stores_unrecorded_photo_first(client):
    item = draft()
    client.post(articles.at(item), articles.form(item, title="Một"))
    client.post(articles.at(item), articles.form(item, title="Hai"))
    old = versions(item.pk)[1]
    (photo,) = factories.photos(item, 1)
    client.post(articles.at(item, f"history/{old.pk}/"))
    assert not item.photos.exists()
    version_with_photo = next(version for version in versions(item.pk) if load_snapshot(version).photos)
    client.post(articles.at(item, f"history/{version_with_photo.pk}/"))
    assert item.photos.get() == photo


def test_restore_keeps_status_time_and_slug(editor):
    item = draft()
    with versioned(editor, item, "Sửa"):
        item.title = "Nháp"
        item.save()
    old = versions(item.pk).first()
    publish(item, user=editor)
    published = Article.objects.values("status", "published_at", "slug", "written_by").get()
    restore(old, editor)
    assert Article.objects.values("status", "published_at", "slug", "written_by").get() == published
    withdraw(item, "Nhầm", user=editor)
    restore(old, editor)
    item = Article.objects.get()
    assert (item.status, item.withdrawal_reason) == ("withdrawn", "Nhầm")


def test_restore_deleted_article_as_draft_with_photos(client):
    item = draft(status="waiting", title="Bị xóa")
    photos = factories.photos(item, 2)
    item.body = f'<p>Một.</p><figure data-photos="{photos[1].pk}"></figure>'
    item.save()
    client.post(articles.at(item, "delete/"), {"post": "yes"})
    assert not Article.objects.exists()
    page = client.get(f"{articles.LIST}da-xoa/")
    (deleted,) = page.context["deleted"]
    assert "Bị xóa" in page.content.decode()
    response = client.post(f"{articles.LIST}da-xoa/{deleted.pk}/", follow=True)
    assert articles.messages(response) == ["Đã khôi phục “Bị xóa” thành bản nháp."]
    back = Article.objects.get()
    assert (back.pk, back.slug, back.status, back.body, back.cover) == (
        item.pk,
        "bi-xoa",
        "draft",
        item.body,
        photos[0],
    )
    assert list(back.photos.all()) == photos
    assert client.get(f"{articles.LIST}da-xoa/").context["deleted"] == []
    second_click = client.post(f"{articles.LIST}da-xoa/{deleted.pk}/")
    assert (second_click.status_code, second_click.headers["Location"]) == (302, articles.at(item))


@pytest.mark.parametrize("button", ["_save", "_submit"])
def test_form_of_deleted_article_shows_what_was_typed(client, button):
    item = draft(body="<p>Cũ.</p>")
    factories.photos(item, 1)
    opened = articles.form(item, body="<p>Chữ vừa gõ.</p>", **{"photos-0-caption": "Cổng làng", button: "1"})
    client.post(articles.at(item, "delete/"), {"post": "yes"})
    response = client.post(articles.at(item), opened)
    page = response.content.decode()
    assert response.status_code == 404
    assert "Chữ vừa gõ." in page
    assert "Cổng làng" in page
    assert "đã bị xóa" in page


def test_restore_deleted_without_category_slug_and_author(client, editor):
    author = factories.staff()
    item = draft(title="Tin", category=factories.category("Sẽ bỏ"), written_by=author)
    client.post(articles.at(item, "delete/"), {"post": "yes"})
    Category.objects.get(name="Sẽ bỏ").delete()
    author.delete()
    factories.article("Tin")
    (deleted,) = client.get(f"{articles.LIST}da-xoa/").context["deleted"]
    client.post(f"{articles.LIST}da-xoa/{deleted.pk}/")
    back = Article.objects.get(pk=item.pk)
    assert (back.slug, back.written_by, back.category) == ("tin-2", None, Category.objects.get())


def test_restore_deleted_without_any_category_is_refused(client):
    item = draft()
    client.post(articles.at(item, "delete/"), {"post": "yes"})
    Category.objects.all().delete()
    (deleted,) = client.get(f"{articles.LIST}da-xoa/").context["deleted"]
    response = client.post(f"{articles.LIST}da-xoa/{deleted.pk}/", follow=True)
    (message,) = articles.messages(response)
    assert message.startswith("Chưa khôi phục được: Chưa có chuyên mục nào")
    assert response.context["deleted"] == [deleted]
    assert not Article.objects.exists()


def test_restore_published_to_unpublishable_is_refused(client):
    item = draft(body="", summary="")
    client.post(articles.at(item), articles.form(item, title="Trống"))
    empty = versions(item.pk).first()
    client.post(articles.at(item), articles.form(item, body="<p>Đủ.</p>", _publish="1"))
    response = client.post(articles.at(item, f"history/{empty.pk}/"), follow=True)
    assert articles.messages(response)[-1] == "Chưa khôi phục được: Bài chưa có nội dung."
    assert Article.objects.get().body == "<p>Đủ.</p>"


def test_diff_snapshots_of_photos(editor):
    item = draft()
    first, second = factories.photos(item, 2, caption="Cũ")
    with versioned(editor, item, "Đầu"):
        pass
    removed = second.pk
    with versioned(editor, item, "Sau"):
        second.delete()
        first.caption = "Mới"
        first.save()
    new, old = versions(item.pk)[:2]
    (change,) = diff_snapshots(load_snapshot(old), load_snapshot(new))
    assert change.name == "ảnh"
    assert change.lines == [
        [DiffSegment("removed", f"Bỏ ảnh {removed}: Cũ")],
        [DiffSegment("same", f"Ảnh {first.pk}, chú thích:"), DiffSegment("removed", "Cũ"), DiffSegment("added", "Mới")],
    ]


def test_diff_lines_and_words():
    html = '<h2>Mục</h2><p>Một <a href="/x/">hai</a></p><ul><li><p>a</p></li></ul><figure data-photos="3 4"></figure>'
    assert html_to_lines(html) == ["Mục", "Một hai (/x/)", "a", "[Hàng ảnh: 3 4]"]
    assert diff_lines(["a b c"], ["a x c"]) == [
        [DiffSegment("same", "a"), DiffSegment("removed", "b"), DiffSegment("added", "x"), DiffSegment("same", "c")]
    ]
    long = [str(number) for number in range(50)]
    shown = diff_lines(long, [*long, "mới"])
    assert shown == [[DiffSegment("skipped", "…")], [DiffSegment("same", "49")], [DiffSegment("added", "mới")]]


def test_diff_lines_very_long_paragraph_is_not_compared():
    """The time of a word by word comparison grows with the cube, and a form may hold 2.5 MB."""
    old, new = "chữ " * 200_000, "chữ " * 200_000 + "khác"
    assert diff_lines([old], [new]) == [[DiffSegment("removed", old.strip()), DiffSegment("added", new)]]


def test_diff_lines_of_many_changed_lines_is_bounded(monkeypatch):
    """Once the time is over, changed lines are shown as a whole."""
    monkeypatch.setattr(diff, "MAX_SECONDS", -1)
    assert diff_lines(["a b c d e", "f"], ["x b y d z", "f"]) == [
        [DiffSegment("removed", "a b c d e"), DiffSegment("added", "x b y d z")],
        [DiffSegment("same", "f")],
    ]


@pytest.mark.usefixtures("no_polling")
def test_history_view_query_count_is_constant(client, django_assert_max_num_queries):
    item = draft()
    for number in range(3):
        client.post(articles.at(item), articles.form(item, title=f"Tên {number}"))
    client.get(articles.at(item, "history/"))
    with django_assert_max_num_queries(11):
        client.get(articles.at(item, "history/"))
    for number in range(27):
        client.post(articles.at(item), articles.form(item, title=f"Tên mới {number}"))
    with django_assert_max_num_queries(11):
        client.get(articles.at(item, "history/"))
