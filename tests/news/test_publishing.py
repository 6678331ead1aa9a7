from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from news.models import Article, PreviewLink, Step
from news.services.publishing import publish, return_to_author, send_for_approval, withdraw
from saovang.accounts import roles
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "<p>Một đoạn.</p>"


def article(status: str = "draft", **fields) -> Article:
    published = {"published_at": timezone.now() - timedelta(days=1)} if status in ("published", "withdrawn") else {}
    return factories.article(**{"status": status, "published_at": None, "body": TEXT} | published | fields)


def refusal(verb, *arguments) -> str:
    with pytest.raises(ValidationError) as error:
        verb(*arguments)
    return error.value.messages[0]


def test_the_whole_way_is_kept_with_who_and_when():
    author, editor = factories.staff(), factories.staff(roles.EDITOR)
    item = article(written_by=author)
    send_for_approval(item, by=author)
    return_to_author(item, "Thêm  tên\nngười phụ trách.", by=editor)
    send_for_approval(item, by=author)
    publish(item, by=editor)
    withdraw(item, "Sai số liệu", by=editor)
    publish(item, by=editor)
    assert [(step.verb, step.by, step.note) for step in item.steps.all()] == [
        ("sent", author, ""),
        ("returned", editor, "Thêm tên người phụ trách."),
        ("sent", author, ""),
        ("published", editor, ""),
        ("withdrawn", editor, "Sai số liệu"),
        ("published", editor, ""),
    ]
    assert all(timezone.now() - step.at < timedelta(minutes=1) for step in item.steps.all())


@pytest.mark.parametrize("status", ["waiting", "published", "withdrawn"])
def test_only_a_draft_is_sent(status):
    item = article(status)
    assert refusal(send_for_approval, item).startswith("Chỉ gửi duyệt được bản nháp.")
    assert Article.objects.get().status == status
    assert not Step.objects.exists()


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_only_what_waits_or_is_to_come_is_returned(status):
    assert refusal(return_to_author, article(status), "Sửa").startswith("Chỉ trả lại được bài đang chờ duyệt")


def test_what_the_public_has_seen_is_withdrawn_and_never_returned():
    item = article("published")
    assert refusal(return_to_author, item, "Sửa") == "Bài đã đăng thì không trả lại được, chỉ gỡ được."
    withdraw(item, "Nhầm")
    assert Article.objects.get().status == "withdrawn"


def test_what_is_to_come_is_returned_and_not_withdrawn():
    item = article("published", published_at=timezone.now() + timedelta(hours=1))
    assert refusal(withdraw, item, "Nhầm") == "Bài chưa đến giờ đăng: hãy trả lại thay vì gỡ."
    return_to_author(item, "Chưa đăng vội")
    assert Article.objects.get().status == "draft"


@pytest.mark.parametrize("words", ["", "  \n "])
def test_a_return_and_a_withdrawal_need_a_word(words):
    assert refusal(return_to_author, article("waiting"), words) == "Hãy viết cho tác giả biết cần sửa gì."
    assert refusal(withdraw, article("published"), words).startswith("Hãy viết lý do gỡ bài")
    assert refusal(withdraw, article("published"), "x" * 301).startswith("Viết dài quá")


def test_nothing_empty_goes_on():
    item = article(body="")
    assert refusal(send_for_approval, item) == refusal(publish, item) == "Bài chưa có nội dung."
    factories.photos(item, 1)
    publish(item)
    assert Article.objects.published().get() == item


def test_it_appears_at_its_time_and_keeps_it():
    item, time = article(), timezone.now() + timedelta(hours=2)
    publish(item, at=time)
    assert (Article.objects.get().published_at, item.is_scheduled, item.is_public) == (time, True, False)
    publish(item, at=timezone.now())
    first = Article.objects.published().get().published_at
    publish(item)
    assert Article.objects.get().published_at == first


def test_a_withdrawal_ends_the_preview_link_and_the_notice():
    item = article("published", urgent_until=timezone.now() + timedelta(days=1))
    PreviewLink.objects.create(article=item)
    withdraw(item, "Có thông tin cá nhân")
    item = Article.objects.get()
    assert (item.withdrawal_reason, item.urgent_until) == ("Có thông tin cá nhân", None)
    assert not PreviewLink.objects.exists()


def test_a_state_that_changed_meanwhile_is_seen():
    """Two editors: the second holds the article as it was."""
    item = article("waiting")
    old = Article.objects.get()
    publish(item)
    assert refusal(return_to_author, old, "Sửa") == "Bài đã đăng thì không trả lại được, chỉ gỡ được."


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("<h2>Mục</h2><p></p><p>Một <strong>hai</strong> &amp; ba.</p><p>Bốn.</p>", "Một hai & ba."),
        ("<p>Dòng một<br>dòng hai</p>", "Dòng một dòng hai"),
        ('<figure data-photos="1"></figure>', ""),
        (f"<p>{'chữ ' * 200}</p>", f"{'chữ ' * 74}chữ…"),
    ],
)
def test_a_summary_is_made_of_the_first_paragraph(body, summary):
    item = factories.article(body=body)
    assert item.summary == summary
    assert item.lede == ""  # the page would say it twice


def test_a_summary_of_one_s_own_stays():
    item = factories.article(body=TEXT, summary="Của tôi")
    assert (item.summary, item.lede) == ("Của tôi", "Của tôi")
