"""Who is told what about articles by e-mail."""

import io
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.models import Article, WorkflowEvent
from news.services import publishing
from saovang.accounts import roles
from saovang.accounts.models import User
from saovang.notices.models import Notice
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db
PREVIEW = "https://xa.example.vn/quan-tri/news/article/{}/xem-truoc/"
PUBLIC = "https://xa.example.vn/tin-tuc/{}/"


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_URL, settings.DEFAULT_FROM_EMAIL = "smtp://127.0.0.1", "cong@xa.example.vn"
    settings.ALLOWED_HOSTS, settings.HTTPS = ["xa.example.vn", "testserver"], True


@pytest.fixture
def lan():
    return factories.staff(roles.AUTHOR, "lan", last_name="Lê", first_name="Lan", email="lan@example.vn")


@pytest.fixture
def hung():
    return factories.staff(roles.EDITOR, "hung", last_name="Trần", first_name="Hùng", email="hung@example.vn")


@pytest.fixture
def item(lan):
    return factories.article("Hội làng", body="<p>Chưa ai được đọc.</p>", written_by=lan, **articles.STATES["draft"])


@pytest.fixture
def set_now(monkeypatch):
    """Return a function that sets the time."""

    def set_now(time: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: time)

    return set_now


def sent() -> dict[str, str]:
    """Send what is due, and return the subjects by address."""
    mail.outbox.clear()
    call_command("send_notices", stdout=io.StringIO())
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox)
    return {message.to[0]: message.subject.removeprefix("[Cổng thông tin] ") for message in mail.outbox}


def test_submitted_article_tells_other_publishers(item, lan, hung):
    second = factories.staff(roles.EDITOR, email="hai@example.vn")
    factories.staff(roles.AUTHOR, email="ban@example.vn")
    publishing.submit_for_approval(item, second)
    assert sent() == {hung.email: "Bài chờ duyệt: Hội làng"}
    body = mail.outbox[0].body
    assert PREVIEW.format(item.pk) in body
    assert "Chưa ai được đọc" not in body


def test_submit_names_the_author(item, lan, hung):
    publishing.submit_for_approval(item, lan)
    sent()
    assert "Lê Lan đã gửi duyệt bài “Hội làng” lúc " in mail.outbox[0].body


def test_returned_article_tells_its_author(item, lan, hung):
    publishing.submit_for_approval(item, lan)
    publishing.return_to_author(item, "Thiếu ngày\nhọp {x}", hung)
    assert sent() == {lan.email: "Bài bị trả lại: Hội làng"}
    body = mail.outbox[0].body
    assert "Trần Hùng đã trả lại bài “Hội làng” của bạn" in body
    assert "Thiếu ngày họp {x}" in body
    assert PREVIEW.format(item.pk) in body


def test_published_article_tells_its_author(item, lan, hung):
    publishing.publish(item, user=hung)
    assert sent() == {lan.email: "Bài đã đăng: Hội làng"}
    assert PUBLIC.format(item.slug) in mail.outbox[0].body


def test_own_step_tells_nobody(lan, hung):
    item = factories.article(written_by=hung, body="<p>A</p>", **articles.STATES["draft"])
    publishing.publish(item, user=hung)
    publishing.withdraw(item, "Sai", user=hung)
    publishing.publish(factories.article(body="<p>A</p>", **articles.STATES["draft"]), user=hung)  # without author
    assert sent() == {}


def test_command_tells_nobody(item, hung):
    publishing.publish(item)
    assert not Notice.objects.exists()


def test_each_new_event_is_told(item, lan, hung):
    for _ in range(2):
        publishing.submit_for_approval(item, lan)
        assert sent() == {hung.email: "Bài chờ duyệt: Hội làng"}
        publishing.return_to_author(item, "Sửa", hung)
        assert sent() == {lan.email: "Bài bị trả lại: Hội làng"}


def test_scheduled_article_tells_when_it_goes_out(item, lan, hung, set_now):
    now = timezone.now()
    publishing.publish(item, now + timedelta(days=3), hung)
    assert sent() == {}
    set_now(now + timedelta(days=3, minutes=1))
    expected = dict.fromkeys([lan.email, hung.email], "Bài hẹn giờ đã đăng: Hội làng")
    assert sent() == expected
    assert PUBLIC.format(item.slug) in mail.outbox[0].body
    assert sent() == {}


def test_scheduled_article_that_is_put_off_tells_later(item, lan, hung, set_now):
    now = timezone.now()
    publishing.publish(item, now + timedelta(hours=1), hung)
    Article.objects.update(published_at=now + timedelta(days=10))
    set_now(now + timedelta(hours=2))
    assert sent() == {}
    set_now(now + timedelta(days=10, minutes=1))
    assert sent().keys() == {lan.email, hung.email}


def test_own_scheduled_article_tells_once(hung, set_now):
    item = factories.article(written_by=hung, body="<p>A</p>", **articles.STATES["draft"])
    publishing.publish(item, timezone.now() + timedelta(hours=1), hung)
    set_now(timezone.now() + timedelta(hours=2))
    assert sent().keys() == {hung.email}


CHANGES = {
    "recalled": lambda item, lan, hung: publishing.recall(item, lan),
    "published": lambda item, lan, hung: publishing.publish(item, user=lan),
    "returned and submitted by the other": lambda item, lan, hung: (
        publishing.return_to_author(item, "x", lan),
        publishing.submit_for_approval(item, hung),
    ),
    "deleted": lambda item, lan, hung: item.delete(),
    "role lost": lambda item, lan, hung: hung.groups.clear(),
    "account closed": lambda item, lan, hung: User.objects.filter(pk=hung.pk).update(is_active=False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_waiting_article_that_changed_tells_nobody(item, lan, hung, change):
    publishing.submit_for_approval(item, lan)
    CHANGES[change](item, lan, hung)
    assert hung.email not in sent()


def test_scheduled_article_that_was_returned_tells_nobody(item, lan, hung, set_now):
    publishing.publish(item, timezone.now() + timedelta(hours=1), hung)
    publishing.return_to_author(item, "Sửa", hung)
    sent()
    set_now(timezone.now() + timedelta(hours=2))
    assert sent() == {}
    assert set(Notice.objects.filter(kind="article_scheduled").values_list("state", flat=True)) == {"cancelled"}


def test_withdrawn_article_is_not_told_as_published(item, lan, hung):
    publishing.publish(item, user=hung)
    publishing.withdraw(item, "Sai", hung)
    assert sent() == {}


@pytest.mark.parametrize(
    ("submitted", "now", "told"),
    [
        ("2026-11-25 10:00", "2026-11-27 09:00", False),  # Wednesday to Friday
        ("2026-11-25 10:00", "2026-11-27 10:05", True),
        ("2026-11-26 10:00", "2026-11-30 09:00", False),  # over a weekend
        ("2026-11-26 10:00", "2026-11-30 10:05", True),
        ("2026-11-25 10:00", "2026-11-28 12:00", False),  # on a Saturday
        ("2026-11-25 10:00", "2026-11-30 06:00", False),  # early in the morning
        ("2026-08-31 10:00", "2026-09-03 09:00", False),  # over a holiday
        ("2026-08-31 10:00", "2026-09-03 10:05", True),
    ],
)
def test_overdue_article_is_told_after_two_working_days(item, lan, hung, set_now, submitted, now, told):
    publishing.submit_for_approval(item, lan)
    sent()
    times = [datetime.fromisoformat(text).replace(tzinfo=factories.HANOI) for text in (submitted, now)]
    WorkflowEvent.objects.update(created_at=times[0])
    set_now(times[1])
    assert sent() == ({hung.email: "Bài chờ duyệt đã lâu: Hội làng"} if told else {})
    if told:
        assert "quá 2 ngày làm việc" in mail.outbox[0].body
        assert PREVIEW.format(item.pk) in mail.outbox[0].body
    assert sent() == {}


def test_hostile_title_is_one_header(lan, hung):
    item = factories.article("Tin\r\nBcc: x@y.vn <b>", body="<p>A</p>", written_by=lan, **articles.STATES["draft"])
    publishing.submit_for_approval(item, lan)
    sent()
    message = mail.outbox[0].message()
    assert "Bcc" not in message
    assert mail.outbox[0].subject.endswith("Bài chờ duyệt: Tin Bcc: x@y.vn <b>")


def test_notice_of_a_rolled_back_step_is_not_stored(item, lan, hung, monkeypatch):
    monkeypatch.setattr(publishing, "announce", lambda event: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publishing.submit_for_approval(item, lan)
    item.refresh_from_db()
    assert (item.status, Notice.objects.count()) == ("draft", 0)


def test_notices_take_two_queries(lan, hung, settings):
    """Everybody who is told: the number of people is not in it."""

    def count_queries(url: str) -> int:
        settings.EMAIL_URL = url
        item = factories.article(written_by=lan, body="<p>A</p>", **articles.STATES["draft"])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            publishing.submit_for_approval(item, lan)
        return len(queries)

    factories.staff(roles.EDITOR, email="hai@example.vn")
    count_queries("")  # fills Django's cache of content types
    assert count_queries("smtp://127.0.0.1") - count_queries("") == 2


def test_form_button_tells_publishers(item, lan, hung):
    articles.signed_in(lan).post(articles.at(item), articles.form(item, _submit="1"))
    assert sent() == {hung.email: "Bài chờ duyệt: Hội làng"}
