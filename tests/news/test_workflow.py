"""The buttons of the article's form, and the changelist."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from news.models import Article
from news.services.publishing import return_to_author
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


def article(state: str = "draft", **fields) -> Article:
    return factories.article(**{"body": "<p>Một.</p>"} | articles.STATES[state] | fields)


def labels(response) -> list[str]:
    return [button.label for button in response.context["buttons"]]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", ["Đăng ngay", "Hẹn giờ", "Lưu nháp"]),
        ("waiting", ["Đăng ngay", "Hẹn giờ", "Lưu", "Trả lại…"]),
        ("scheduled", ["Lưu", "Đăng ngay", "Trả lại…"]),
        ("published", ["Lưu thay đổi", "Gỡ bài…"]),
        ("withdrawn", ["Đăng lại", "Lưu"]),
    ],
)
def test_get_buttons_by_status(editor, state, expected):
    page = editor.get(articles.at(article(state)))
    assert labels(page) == expected
    assert 'name="status"' not in page.content.decode()
    assert "_addanother" not in page.content.decode()


@pytest.mark.parametrize(
    ("state", "fields", "folded"),
    [
        ("draft", {}, True),
        ("draft", {"published_at": timezone.now()}, False),
        ("published", {}, True),
        ("published", {"alert_until": timezone.now()}, False),
        ("scheduled", {}, False),
        ("withdrawn", {}, True),
    ],
)
def test_publication_fields_are_folded_until_one_is_set(editor, state, fields, folded):
    page = editor.get(articles.at(article(state, **fields))).content.decode()
    heading = page[: page.index("Hẹn giờ, tin khẩn, địa chỉ</h2>")].rpartition("<fieldset")[2]
    assert ("<details>" in heading) == folded


@pytest.mark.parametrize(
    ("number", "more"),
    [
        (1, ""),
        (
            5,
            " Ảnh 2 chưa có mô tả cho người không nhìn được ảnh."
            " Ảnh 3 chưa có mô tả cho người không nhìn được ảnh. Và 2 chỗ nữa.",
        ),
    ],
)
def test_submit_warns_of_missing_alt_text(author, number, more):
    item = article(written_by=author)
    factories.photos(item, number, alt_text="")
    client = articles.signed_in(author)
    answer = articles.confirmation(client.post(articles.at(item), articles.form(item, _submit="1")))
    assert Article.objects.get().status == "draft"
    response = client.post(articles.at(item), articles.form(item, _submit="1", **answer), follow=True)
    assert articles.messages(response) == [
        "Đã gửi duyệt “Tin”. Muốn sửa nữa thì mở bài, bấm “Rút lại”.",
        "Lưu ý: còn thiếu những điều sau thì biên tập viên chưa đăng được."
        f" Ảnh 1 chưa có mô tả cho người không nhìn được ảnh.{more}",
    ]
    assert Article.objects.get().status == "waiting"


def test_submit_and_return_with_a_note(author, editor):
    client = articles.signed_in(author)
    client.post(articles.ADD, {"title": "Bài mới", "category": factories.category().pk})
    item = Article.objects.get()
    assert (item.written_by, item.author, item.status) == (author, "Lan", "draft")
    assert labels(client.get(articles.at(item))) == ["Gửi duyệt", "Lưu nháp"]
    response = client.post(articles.at(item), articles.form(item, body="<p>Một.</p>", _submit="1"), follow=True)
    assert articles.messages(response) == ["Đã gửi duyệt “Bài mới”. Muốn sửa nữa thì mở bài, bấm “Rút lại”."]
    assert Article.objects.get().body == "<p>Một.</p>"
    response = editor.post(articles.at(item), articles.form(item, title="Bài mới hơn", _return="1"))
    assert response.headers["Location"] == articles.at(item, "tra-lai/")  # the editor's correction is saved
    response = editor.post(articles.at(item, "tra-lai/"), {"reason": "Thêm <b>tên</b>"}, follow=True)
    assert articles.messages(response) == ["Đã trả lại “Bài mới hơn” cho tác giả."]
    page = client.get(articles.at(item)).content.decode()
    assert "Hùng trả lại lúc" in page
    assert "Thêm &lt;b&gt;tên&lt;/b&gt;" in page
    client.post(articles.at(item), articles.form(item, _submit="1"))
    assert Article.objects.get().status == "waiting"


@pytest.mark.parametrize(
    ("action", "message"), [("tra-lai/", "Hãy viết cho tác giả"), ("go-bai/", "Hãy viết lý do gỡ bài")]
)
def test_return_and_withdraw_views_require_a_reason(editor, action, message):
    item = article("waiting" if action == "tra-lai/" else "published")
    response = editor.post(articles.at(item, action), {"reason": "  "})
    assert response.status_code == 422
    assert message in response.content.decode()
    assert Article.objects.get().status == item.status


def test_publish_without_content_is_a_form_error(editor):
    item = article(body="", title="Cũ")
    response = editor.post(articles.at(item), articles.form(item, title="Đang gõ", _publish="1"))
    form = response.context["adminform"].form
    assert response.status_code == 200
    assert form.non_field_errors() == ["Bài chưa có nội dung."]
    assert form["title"].value() == "Đang gõ"
    assert Article.objects.values("title", "status").get() == {"title": "Cũ", "status": "draft"}


def test_save_published_without_content_is_a_form_error(editor):
    item = article("published")
    response = editor.post(articles.at(item), articles.form(item, body="", summary=""))
    assert response.context["adminform"].form.non_field_errors() == ["Bài chưa có nội dung."]
    assert Article.objects.get().body == "<p>Một.</p>"


def test_publish_with_missing_alt_text_is_a_form_error(editor):
    item = article(title="Cũ")
    factories.photos(item, 1, alt_text="")
    response = editor.post(articles.at(item), articles.form(item, title="Đang gõ", _publish="1"))
    assert response.status_code == 200
    assert "Ảnh 1 chưa có mô tả cho người không nhìn được ảnh." in response.content.decode()
    assert response.context["adminform"].form["title"].value() == "Đang gõ"
    assert Article.objects.values("title", "status").get() == {"title": "Cũ", "status": "draft"}
    text = {"photos-0-alt_text": "Bà con quét dọn đường làng"}
    assert editor.post(articles.at(item), articles.form(item, _publish="1", **text)).status_code == 302
    assert Article.objects.get().is_public


def test_publish_counts_photos_uploaded_in_another_window(editor):
    item = article()
    data = articles.form(item, _publish="1")
    factories.photos(item, 1, alt_text="")
    response = editor.post(articles.at(item), data)
    assert "Ảnh 1 chưa có mô tả cho người không nhìn được ảnh." in response.content.decode()
    assert Article.objects.get().status == "draft"


@pytest.mark.parametrize("button", ["_publish", "_schedule", "_submit"])
def test_deleting_the_only_content_is_a_form_error(editor, button):
    item = article(body="")
    factories.photos(item, 1)
    time = articles.time("published_at", timezone.now() + timedelta(days=1)) if button == "_schedule" else {}
    response = editor.post(articles.at(item), articles.form(item, **time, **{"photos-0-DELETE": "on", button: "1"}))
    assert response.status_code == 200
    assert "Bài chưa có nội dung." in response.content.decode()
    assert item.photos.exists()


def test_submit_of_a_published_article_is_a_form_error(editor):
    item = article("published")
    response = editor.post(articles.at(item), articles.form(item, _submit="1"))
    assert response.context["adminform"].form.non_field_errors() == ["Chỉ gửi duyệt được bản nháp. Bài này: đã đăng."]


@pytest.mark.usefixtures("no_polling")
def test_publish_request_query_count(editor, django_assert_max_num_queries):
    item = article()
    editor.get(articles.at(item))
    factories.photos(item, 1, alt_text="")
    text = {"body": "<p>Hai.</p>", "photos-0-alt_text": "Bà con quét dọn đường làng"}
    data = articles.form(item, _publish="1", **text)
    locks = 2 * connection.features.has_select_for_update  # of the search index, not on SQLite
    with django_assert_max_num_queries(57 + locks):
        assert editor.post(articles.at(item), data).status_code == 302


def test_change_notes_of_a_public_article(editor):
    item = article("published")
    assert "change_notes-0-text" in editor.get(articles.at(item)).content.decode()
    note = {"change_notes-TOTAL_FORMS": 1, "change_notes-0-text": "Sửa ngày họp"}
    editor.post(articles.at(item), articles.form(item, **note))
    assert [note.text for note in item.change_notes.all()] == ["Sửa ngày họp"]
    assert "change_notes-0-text" not in editor.get(articles.at(article("draft"))).content.decode()


def test_generated_summary_follows_the_body(editor):
    item = article()
    editor.post(articles.at(item), articles.form(item, body="<p>Hai.</p>"))
    assert Article.objects.get().summary == "Hai."
    editor.post(articles.at(item), articles.form(item, summary="Của tôi"))
    editor.post(articles.at(item), articles.form(item, body="<p>Ba.</p>"))
    assert Article.objects.get().summary == "Của tôi"
    editor.post(articles.at(item), articles.form(item, summary=""))
    assert Article.objects.get().summary == "Ba."


def test_publish_view_requires_post(editor):
    assert editor.get(articles.at(article("waiting"), "dang/")).status_code == 405


def test_publish_view_reports_errors(editor):
    item = article("waiting", body="")
    response = editor.post(articles.at(item, "dang/"), follow=True)
    assert articles.messages(response) == ["Chưa đăng được: Bài chưa có nội dung."]


@pytest.mark.parametrize(
    ("state", "value"),
    [("draft", "nhap"), ("waiting", "cho"), ("scheduled", "hen"), ("published", "dang"), ("withdrawn", "go")],
)
def test_changelist_status_filter(editor, state, value):
    for each in articles.STATES:
        article(each, title=f"Bài {each}")
    result = editor.get(f"{articles.LIST}?tinh-trang={value}").context["cl"].result_list
    assert [item.title for item in result] == [f"Bài {state}"]
    assert editor.get(f"{articles.LIST}?tinh-trang=la").status_code == 200


def test_changelist_links_to_review(editor):
    item = article("waiting")
    page = editor.get(articles.LIST).content.decode()
    assert f'href="{articles.at(item, "xem-truoc/")}"' in page
    assert "Đọc và duyệt" in page
    own = article("waiting", written_by=factories.staff())
    assert "Đọc và duyệt" not in articles.signed_in(own.written_by).get(articles.LIST).content.decode()


@pytest.mark.usefixtures("no_polling")
def test_changelist_query_count_is_constant(editor, author, django_assert_max_num_queries):
    article(written_by=author)
    editor.get(articles.LIST)
    with django_assert_max_num_queries(14):
        editor.get(articles.LIST)
    for number in range(29):
        article("published", title=f"Bài {number}", written_by=author)
    with django_assert_max_num_queries(14):
        editor.get(articles.LIST)


def test_last_return_shows_the_latest_note_only(author, editor):
    item = article("waiting", written_by=author)
    return_to_author(item, "Lời cũ")
    client = articles.signed_in(author)
    client.post(articles.at(item), articles.form(item, _submit="1"))
    return_to_author(Article.objects.get(), "Lời mới")
    page = client.get(articles.at(item)).content.decode()
    assert ("Lời mới" in page, "Lời cũ" in page) == (True, False)


def test_author_takes_a_waiting_article_back():
    author = factories.staff()
    article = factories.article("Tin", status="waiting", published_at=None, written_by=author)
    client = articles.signed_in(author)
    page = client.get(articles.LIST).content.decode()
    assert f'<a href="{articles.at(article, "xem-truoc/")}"' in page
    assert f'formaction="{articles.at(article, "rut-lai/")}"' in page
    assert "Rút lại để sửa" in client.get(articles.at(article, "xem-truoc/")).content.decode()
    response = client.post(articles.at(article, "rut-lai/"), follow=True)
    assert articles.messages(response) == ["Đã rút lại “Tin”. Sửa xong thì gửi duyệt lại."]
    article.refresh_from_db()
    assert (article.status, article.workflow_events.get().action) == ("draft", "recalled")


def test_article_that_was_published_meanwhile_stays_public():
    author = factories.staff()
    article = factories.article("Tin", written_by=author)
    response = articles.signed_in(author).post(articles.at(article, "rut-lai/"), follow=True)
    assert articles.messages(response) == ["Không rút lại được nữa. Bài này: đã đăng."]
    article.refresh_from_db()
    assert article.status == "published"


def test_preview_of_staff_lists_missing_texts(admin_client, media):
    article = factories.article(status="waiting", published_at=None)
    factories.photos(article, 1, alt_text="")
    page = admin_client.get(articles.at(article, "xem-truoc/")).content.decode()
    assert "Còn thiếu, bổ sung xong mới đăng được:" in page
    assert "Rút lại để sửa" not in page
