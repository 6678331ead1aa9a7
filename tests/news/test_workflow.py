"""The buttons under the form, and the list."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news.models import Article
from news.services.publishing import return_to_author
from saovang.accounts import roles
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return factories.staff(roles.AUTHOR, "lan", first_name="Lan")


@pytest.fixture
def editor():
    return articles.signed_in(factories.staff(roles.EDITOR, "hung", first_name="Hùng"))


def article(state: str = "draft", **fields) -> Article:
    return factories.article(**{"body": "<p>Một.</p>"} | articles.STATES[state] | fields)


def labels(response) -> list[str]:
    return [button.label for button in response.context["buttons"]]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", ["Đăng", "Lưu nháp"]),
        ("waiting", ["Đăng", "Lưu", "Trả lại…"]),
        ("scheduled", ["Lưu", "Đăng ngay", "Trả lại…"]),
        ("published", ["Lưu thay đổi", "Gỡ bài…"]),
        ("withdrawn", ["Đăng lại", "Lưu"]),
    ],
)
def test_an_editor_s_buttons_follow_the_state(editor, state, expected):
    page = editor.get(articles.at(article(state)))
    assert labels(page) == expected
    assert 'name="status"' not in page.content.decode()
    assert "_addanother" not in page.content.decode()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, ""),
        (
            5,
            " Ảnh 2 chưa có mô tả cho người không nhìn được ảnh."
            " Ảnh 3 chưa có mô tả cho người không nhìn được ảnh. Và 2 chỗ nữa.",
        ),
    ],
)
def test_who_sends_photos_without_a_text_is_told_and_not_held_up(author, number, said):
    item = article(written_by=author)
    factories.photos(item, number, alt_text="")
    response = articles.signed_in(author).post(articles.at(item), articles.form(item, _send="1"), follow=True)
    assert articles.messages(response) == [
        "Đã gửi duyệt “Tin”. Muốn sửa nữa thì chờ biên tập trả lại.",
        "Lưu ý: còn thiếu những điều sau thì biên tập viên chưa đăng được."
        f" Ảnh 1 chưa có mô tả cho người không nhìn được ảnh.{said}",
    ]
    assert Article.objects.get().status == "waiting"


def test_an_author_sends_and_sees_why_it_came_back(author, editor):
    client = articles.signed_in(author)
    client.post(articles.ADD, {"title": "Bài mới", "category": factories.category().pk})
    item = Article.objects.get()
    assert (item.written_by, item.author, item.status) == (author, "Lan", "draft")
    assert labels(client.get(articles.at(item))) == ["Gửi duyệt", "Lưu nháp"]
    response = client.post(articles.at(item), articles.form(item, body="<p>Một.</p>", _send="1"), follow=True)
    assert articles.messages(response) == ["Đã gửi duyệt “Bài mới”. Muốn sửa nữa thì chờ biên tập trả lại."]
    assert Article.objects.get().body == "<p>Một.</p>"
    response = editor.post(articles.at(item), articles.form(item, title="Bài mới hơn", _return="1"))
    assert response.headers["Location"] == articles.at(item, "tra-lai/")  # the editor's own correction is kept
    response = editor.post(articles.at(item, "tra-lai/"), {"word": "Thêm <b>tên</b>"}, follow=True)
    assert articles.messages(response) == ["Đã trả lại “Bài mới hơn” cho tác giả."]
    page = client.get(articles.at(item)).content.decode()
    assert "Hùng trả lại lúc" in page
    assert "Thêm &lt;b&gt;tên&lt;/b&gt;" in page
    client.post(articles.at(item), articles.form(item, _send="1"))
    assert Article.objects.get().status == "waiting"


@pytest.mark.parametrize(("page", "word"), [("tra-lai/", "Hãy viết cho tác giả"), ("go-bai/", "Hãy viết lý do gỡ bài")])
def test_a_word_that_is_missing_is_asked_for(editor, page, word):
    item = article("waiting" if page == "tra-lai/" else "published")
    response = editor.post(articles.at(item, page), {"word": "  "})
    assert response.status_code == 422
    assert word in response.content.decode()
    assert Article.objects.get().status == item.status


def test_what_may_not_be_published_is_said_on_the_form_and_nothing_typed_is_lost(editor):
    item = article(body="", title="Cũ")
    response = editor.post(articles.at(item), articles.form(item, title="Đang gõ", _publish="1"))
    form = response.context["adminform"].form
    assert response.status_code == 200
    assert form.non_field_errors() == ["Bài chưa có nội dung."]
    assert form["title"].value() == "Đang gõ"
    assert Article.objects.values("title", "status").get() == {"title": "Cũ", "status": "draft"}


def test_a_published_article_stays_fit_for_the_public(editor):
    item = article("published")
    response = editor.post(articles.at(item), articles.form(item, body="", summary=""))
    assert response.context["adminform"].form.non_field_errors() == ["Bài chưa có nội dung."]
    assert Article.objects.get().body == "<p>Một.</p>"


def test_a_time_to_come_is_vietnamese_time_and_said_so(editor):
    item = article()
    assert "Giờ Việt Nam (GMT+7)" in editor.get(articles.at(item)).content.decode()
    response = editor.post(
        articles.at(item), articles.form(item, published_at="2126-03-05T07:30", _publish="1"), follow=True
    )
    assert articles.messages(response) == ["“Tin” sẽ tự hiện lúc 07:30 ngày 05/03/2126 (giờ Việt Nam)."]
    item = Article.objects.get()
    assert item.published_at == datetime(2126, 3, 5, 7, 30, tzinfo=factories.HANOI)
    assert 'value="2126-03-05T07:30"' in editor.get(articles.at(item)).content.decode()
    response = editor.post(articles.at(item), articles.form(item, published_at="", _save="1"))
    assert "Bài đang hẹn giờ" in response.context["adminform"].form.errors["published_at"][0]
    editor.post(articles.at(item), articles.form(item, published_at="2126-03-05T07:30", _now="1"))
    assert Article.objects.get().is_public


def test_the_time_of_a_published_article_stays(editor):
    item = article("published")
    editor.post(articles.at(item), articles.form(item, published_at="2126-03-05T07:30"))
    assert Article.objects.get().published_at == item.published_at


def test_an_urgent_notice_needs_a_time_to_come(editor):
    item = article("published")
    for time, message in [("2020-01-01T08:00", "Lúc này đã qua"), ("2926-01-01T08:00", "Xa quá")]:
        response = editor.post(articles.at(item), articles.form(item, urgent_until=time))
        assert response.context["adminform"].form.errors["urgent_until"][0].startswith(message)
    soon = timezone.localtime(timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    editor.post(articles.at(item), articles.form(item, urgent_until=f"{soon:%Y-%m-%dT%H:%M}"))
    assert Article.objects.get().urgent_until == soon


def test_readers_are_told_of_a_change_after_publication(editor):
    item = article("published")
    assert "change_notes-0-text" in editor.get(articles.at(item)).content.decode()
    note = {"change_notes-TOTAL_FORMS": 1, "change_notes-0-text": "Sửa ngày họp"}
    editor.post(articles.at(item), articles.form(item, **note))
    assert [note.text for note in item.change_notes.all()] == ["Sửa ngày họp"]
    assert "change_notes-0-text" not in editor.get(articles.at(article("draft"))).content.decode()


def test_a_summary_that_was_made_follows_the_text_and_one_s_own_stays(editor):
    item = article()
    editor.post(articles.at(item), articles.form(item, body="<p>Hai.</p>"))
    assert Article.objects.get().summary == "Hai."
    editor.post(articles.at(item), articles.form(item, summary="Của tôi"))
    editor.post(articles.at(item), articles.form(item, body="<p>Ba.</p>"))
    assert Article.objects.get().summary == "Của tôi"
    editor.post(articles.at(item), articles.form(item, summary=""))
    assert Article.objects.get().summary == "Ba."


def test_publishing_at_an_address_needs_a_post(editor):
    assert editor.get(articles.at(article("waiting"), "dang/")).status_code == 405


def test_what_cannot_be_published_from_the_preview_is_said(editor):
    item = article("waiting", body="")
    response = editor.post(articles.at(item, "dang/"), follow=True)
    assert articles.messages(response) == ["Chưa đăng được: Bài chưa có nội dung."]


@pytest.mark.parametrize(
    ("state", "value"),
    [("draft", "nhap"), ("waiting", "cho"), ("scheduled", "hen"), ("published", "dang"), ("withdrawn", "go")],
)
def test_the_list_tells_and_filters_the_state(editor, state, value):
    for each in articles.STATES:
        article(each, title=f"Bài {each}")
    result = editor.get(f"{articles.LIST}?tinh-trang={value}").context["cl"].result_list
    assert [item.title for item in result] == [f"Bài {state}"]
    assert editor.get(f"{articles.LIST}?tinh-trang=la").status_code == 200


def test_the_list_leads_to_reading_what_waits(editor):
    item = article("waiting")
    page = editor.get(articles.LIST).content.decode()
    assert f'href="{articles.at(item, "xem-truoc/")}"' in page
    assert "Đọc và duyệt" in page
    own = article("waiting", written_by=factories.staff())
    assert "Đọc và duyệt" not in articles.signed_in(own.written_by).get(articles.LIST).content.decode()


@pytest.mark.usefixtures("no_polling")
def test_the_list_costs_the_same_for_one_and_for_thirty(editor, author, django_assert_max_num_queries):
    article(written_by=author)
    editor.get(articles.LIST)
    with django_assert_max_num_queries(12):
        editor.get(articles.LIST)
    for number in range(29):
        article("published", title=f"Bài {number}", written_by=author)
    with django_assert_max_num_queries(12):
        editor.get(articles.LIST)


def test_a_note_of_an_earlier_return_does_not_stand_over_a_later_draft(author, editor):
    item = article("waiting", written_by=author)
    return_to_author(item, "Lời cũ")
    client = articles.signed_in(author)
    client.post(articles.at(item), articles.form(item, _send="1"))
    return_to_author(Article.objects.get(), "Lời mới")
    page = client.get(articles.at(item)).content.decode()
    assert ("Lời mới" in page, "Lời cũ" in page) == (True, False)
