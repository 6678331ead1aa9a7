import pytest

from news.models import Article, Category
from news.services.diff import changes_of_states
from news.services.history import recorded, restore, state_of, versions
from news.services.photos import attach_photos, store_photo
from news.services.publishing import publish, withdraw
from news.services.text_diff import Piece, compare, lines_of
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


def test_every_save_is_a_version_with_who_and_what(client, editor):
    item = draft()
    client.post(articles.at(item), articles.form(item, title="Tên mới", _save="1"))
    client.post(articles.at(item), articles.form(item, body="<p>Bốn.</p>", summary="", _publish="1"))
    assert comments(item) == ["Bản có sẵn", "Sửa tiêu đề", "Sửa tóm tắt, nội dung", "Đăng"]
    assert [version.revision.user for version in versions(item.pk)][:3] == [editor] * 3
    page = client.get(articles.at(item, "history/")).content.decode()
    assert page.count("Hùng") >= 3
    assert "Sửa tóm tắt, nội dung" in page


def test_what_was_there_before_the_first_save_at_the_desk_is_a_version_too(client):
    item = draft(body="<p>Bản nhập từ trang cũ.</p>")
    client.post(articles.at(item), articles.form(item, body="<p>Mới.</p>"))
    first = versions(item.pk).last()
    assert first.field_dict["body"] == "<p>Bản nhập từ trang cũ.</p>"


def test_a_version_shows_what_changed_with_markup_escaped(client):
    item = draft(title="Cũ <b>")
    client.post(articles.at(item), articles.form(item, title="Mới <i>", body="<p>Một hai bốn &lt;script&gt;.</p>"))
    page = client.get(articles.at(item, f"history/{versions(item.pk).first().pk}/")).content.decode()
    assert "<del>Cũ &lt;b&gt;</del> <ins>Mới &lt;i&gt;</ins>" in page
    assert "Một hai <del>ba.</del> <ins>bốn &lt;script&gt;.</ins>" in page


def test_any_version_is_restored_with_its_photos_and_nothing_is_lost(client):
    item = draft()
    photos = factories.photos(item, 2, caption="Đầu")
    client.post(articles.at(item), articles.form(item, title="Có hai ảnh"))
    wanted = versions(item.pk).first()
    before = [(photo.pk, photo.caption, photo.image.name) for photo in item.photos.all()]
    photos[0].delete()
    late = attach_photos(item, [store_photo(factories.image_file(), caption="Sau")])  # in no version yet
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


def test_a_photo_that_no_version_holds_survives_a_restore(client):
    item = draft()
    client.post(articles.at(item), articles.form(item, title="Một"))
    client.post(articles.at(item), articles.form(item, title="Hai"))
    old = versions(item.pk)[1]
    (photo,) = factories.photos(item, 1)
    client.post(articles.at(item, f"history/{old.pk}/"))
    assert not item.photos.exists()
    kept = next(version for version in versions(item.pk) if state_of(version).photos)
    client.post(articles.at(item, f"history/{kept.pk}/"))
    assert item.photos.get() == photo


def test_going_back_leaves_the_state_the_time_and_the_address(editor):
    item = draft()
    with recorded(editor, item, "Sửa"):
        item.title = "Nháp"
        item.save()
    old = versions(item.pk).first()
    publish(item, by=editor)
    published = Article.objects.values("status", "published_at", "slug", "written_by").get()
    restore(old, editor)
    assert Article.objects.values("status", "published_at", "slug", "written_by").get() == published
    withdraw(item, "Nhầm", by=editor)
    restore(old, editor)
    item = Article.objects.get()
    assert (item.status, item.withdrawal_reason) == ("withdrawn", "Nhầm")


def test_what_was_deleted_comes_back_as_a_draft_with_its_photos_and_its_cover(client):
    item = draft(status="waiting", title="Bị xóa")
    photos = factories.photos(item, 2)
    item.body = f'<p>Một.</p><figure data-photos="{photos[1].pk}"></figure>'
    item.save()
    client.post(articles.at(item, "delete/"), {"post": "yes"})
    assert not Article.objects.exists()
    page = client.get(f"{articles.LIST}da-xoa/")
    (gone,) = page.context["deleted"]
    assert "Bị xóa" in page.content.decode()
    response = client.post(f"{articles.LIST}da-xoa/{gone.pk}/", follow=True)
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


def test_it_comes_back_though_its_category_its_address_and_its_author_are_gone(client, editor):
    author = factories.staff()
    item = draft(title="Tin", category=factories.category("Sẽ bỏ"), written_by=author)
    client.post(articles.at(item, "delete/"), {"post": "yes"})
    Category.objects.get(name="Sẽ bỏ").delete()
    author.delete()
    factories.article("Tin")
    (gone,) = client.get(f"{articles.LIST}da-xoa/").context["deleted"]
    client.post(f"{articles.LIST}da-xoa/{gone.pk}/")
    back = Article.objects.get(pk=item.pk)
    assert (back.slug, back.written_by, back.category) == ("tin-2", None, Category.objects.get())


def test_while_there_is_no_category_at_all_a_deleted_article_cannot_come_back_and_it_is_said_why(client):
    item = draft()
    client.post(articles.at(item, "delete/"), {"post": "yes"})
    Category.objects.all().delete()
    (gone,) = client.get(f"{articles.LIST}da-xoa/").context["deleted"]
    response = client.post(f"{articles.LIST}da-xoa/{gone.pk}/", follow=True)
    (said,) = articles.messages(response)
    assert said.startswith("Chưa khôi phục được: Chưa có chuyên mục nào")
    assert response.context["deleted"] == [gone]
    assert not Article.objects.exists()


def test_a_published_article_is_not_taken_back_to_what_may_not_be_published(client):
    item = draft(body="", summary="")
    client.post(articles.at(item), articles.form(item, title="Trống"))
    empty = versions(item.pk).first()
    client.post(articles.at(item), articles.form(item, body="<p>Đủ.</p>", _publish="1"))
    response = client.post(articles.at(item, f"history/{empty.pk}/"), follow=True)
    assert articles.messages(response)[-1] == "Chưa khôi phục được: Bài chưa có nội dung."
    assert Article.objects.get().body == "<p>Đủ.</p>"


def test_changes_of_photos_are_told(editor):
    item = draft()
    first, second = factories.photos(item, 2, caption="Cũ")
    with recorded(editor, item, "Đầu"):
        pass
    removed = second.pk
    with recorded(editor, item, "Sau"):
        second.delete()
        first.caption = "Mới"
        first.save()
    new, old = versions(item.pk)[:2]
    (change,) = changes_of_states(state_of(old), state_of(new))
    assert change.name == "ảnh"
    assert change.lines == [
        [Piece("removed", f"Bỏ ảnh {removed}: Cũ")],
        [Piece("same", f"Ảnh {first.pk}:"), Piece("removed", "Cũ"), Piece("added", "Mới")],
    ]


def test_lines_and_words():
    html = '<h2>Mục</h2><p>Một <a href="/x/">hai</a></p><ul><li><p>a</p></li></ul><figure data-photos="3 4"></figure>'
    assert lines_of(html) == ["Mục", "Một hai (/x/)", "a", "[Hàng ảnh: 3 4]"]
    assert compare(["a b c"], ["a x c"]) == [
        [Piece("same", "a"), Piece("removed", "b"), Piece("added", "x"), Piece("same", "c")]
    ]
    long = [str(number) for number in range(50)]
    shown = compare(long, [*long, "mới"])
    assert shown == [[Piece("skipped", "…")], [Piece("same", "49")], [Piece("added", "mới")]]


def test_a_paragraph_of_endless_words_is_shown_whole():
    """Comparing word by word takes time that grows with the square, and a form may hold 2.5 MB."""
    old, new = "chữ " * 200_000, "chữ " * 200_000 + "khác"
    assert compare([old], [new]) == [[Piece("removed", old.strip()), Piece("added", new)]]


@pytest.mark.usefixtures("no_polling")
def test_the_history_of_an_article_costs_the_same_however_long(client, django_assert_max_num_queries):
    item = draft()
    for number in range(3):
        client.post(articles.at(item), articles.form(item, title=f"Tên {number}"))
    client.get(articles.at(item, "history/"))
    with django_assert_max_num_queries(9):
        client.get(articles.at(item, "history/"))
    for number in range(27):
        client.post(articles.at(item), articles.form(item, title=f"Tên mới {number}"))
    with django_assert_max_num_queries(9):
        client.get(articles.at(item, "history/"))
