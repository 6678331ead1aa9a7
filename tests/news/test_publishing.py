from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from news.models import Article, PreviewLink, WorkflowEvent
from news.services.history import versions
from news.services.publishing import publish, return_to_author, submit_for_approval, withdraw
from saovang.accounts import roles
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "<p>Một đoạn.</p>"


def article(status: str = "draft", **fields) -> Article:
    published = {"published_at": timezone.now() - timedelta(days=1)} if status in ("published", "withdrawn") else {}
    return factories.article(**{"status": status, "published_at": None, "body": TEXT} | published | fields)


def error_of(service, *args) -> str:
    with pytest.raises(ValidationError) as error:
        service(*args)
    return error.value.messages[0]


def test_workflow_events_record_user_and_time():
    author, editor = factories.staff(), factories.staff(roles.EDITOR)
    item = article(written_by=author)
    submit_for_approval(item, user=author)
    return_to_author(item, "Thêm  tên\nngười phụ trách.", user=editor)
    submit_for_approval(item, user=author)
    publish(item, user=editor)
    withdraw(item, "Sai số liệu", user=editor)
    publish(item, user=editor)
    assert [(event.action, event.user, event.note) for event in item.workflow_events.all()] == [
        ("submitted", author, ""),
        ("returned", editor, "Thêm tên người phụ trách."),
        ("submitted", author, ""),
        ("published", editor, ""),
        ("withdrawn", editor, "Sai số liệu"),
        ("published", editor, ""),
    ]
    assert all(timezone.now() - event.created_at < timedelta(minutes=1) for event in item.workflow_events.all())


@pytest.mark.parametrize("status", ["waiting", "published", "withdrawn"])
def test_submit_for_approval_requires_draft(status):
    item = article(status)
    assert error_of(submit_for_approval, item).startswith("Chỉ gửi duyệt được bản nháp.")
    assert Article.objects.get().status == status
    assert not WorkflowEvent.objects.exists()


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_return_to_author_requires_waiting_or_scheduled(status):
    assert error_of(return_to_author, article(status), "Sửa").startswith("Chỉ trả lại được bài đang chờ duyệt")


def test_return_to_author_refuses_public_article():
    item = article("published")
    assert error_of(return_to_author, item, "Sửa") == "Bài đã đăng thì không trả lại được, chỉ gỡ được."
    withdraw(item, "Nhầm")
    assert Article.objects.get().status == "withdrawn"


def test_withdraw_refuses_scheduled_article():
    item = article("published", published_at=timezone.now() + timedelta(hours=1))
    assert error_of(withdraw, item, "Nhầm") == "Bài chưa đến giờ đăng: hãy trả lại thay vì gỡ."
    return_to_author(item, "Chưa đăng vội")
    assert Article.objects.get().status == "draft"


@pytest.mark.parametrize("note", ["", "  \n "])
def test_return_and_withdraw_require_a_note(note):
    assert error_of(return_to_author, article("waiting"), note) == "Hãy viết cho tác giả biết cần sửa gì."
    assert error_of(withdraw, article("published"), note).startswith("Hãy viết lý do gỡ bài")
    assert error_of(withdraw, article("published"), "x" * 301).startswith("Viết dài quá")


@pytest.mark.parametrize("body", ["", "<p>&nbsp;</p>", "<hr>"])
def test_submit_and_publish_require_content(body):
    item = article(body=body)
    assert error_of(submit_for_approval, item) == error_of(publish, item) == "Bài chưa có nội dung."
    factories.photos(item, 1)
    publish(item)
    assert Article.objects.published().get() == item


def test_publish_scheduled_keeps_its_time():
    item, time = article(), timezone.now() + timedelta(hours=2)
    publish(item, at=time)
    assert (Article.objects.get().published_at, item.is_scheduled, item.is_public) == (time, True, False)
    publish(item, at=timezone.now())
    first = Article.objects.published().get().published_at
    publish(item)
    assert Article.objects.get().published_at == first


def test_withdraw_ends_preview_link_and_alert():
    item = article("published", alert_until=timezone.now() + timedelta(days=1))
    PreviewLink.objects.create(article=item)
    withdraw(item, "Có thông tin cá nhân")
    item = Article.objects.get()
    assert (item.withdrawal_reason, item.alert_until) == ("Có thông tin cá nhân", None)
    assert not PreviewLink.objects.exists()


def test_return_to_author_reloads_the_status():
    """The second of two editors has an outdated article."""
    item = article("waiting")
    old = Article.objects.get()
    publish(item)
    assert error_of(return_to_author, old, "Sửa") == "Bài đã đăng thì không trả lại được, chỉ gỡ được."


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("<h2>Mục</h2><p></p><p>Một <strong>hai</strong> &amp; ba.</p><p>Bốn.</p>", "Một hai & ba."),
        ("<p>Dòng một<br>dòng hai</p>", "Dòng một dòng hai"),
        ('<figure data-photos="1"></figure>', ""),
        (f"<p>{'chữ ' * 200}</p>", f"{'chữ ' * 74}chữ…"),
    ],
)
def test_save_generates_summary_from_first_paragraph(body, summary):
    item = factories.article(body=body)
    assert item.summary == summary
    assert item.lede == ""  # the page would repeat it


def test_save_keeps_a_written_summary():
    item = factories.article(body=TEXT, summary="Của tôi")
    assert (item.summary, item.lede) == ("Của tôi", "Của tôi")


def test_publish_query_count(django_assert_max_num_queries):
    """Not versioned so far: two versions are stored, before and after."""
    publish(article())  # fills Django's cache of content types
    item = article()
    factories.photos(item, 3)
    locks = connection.features.has_select_for_update  # of the search index, not on SQLite
    with django_assert_max_num_queries(18 + locks):
        publish(item)
    assert versions(item.pk).count() == 2
