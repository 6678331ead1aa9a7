"""The outbox: who gets a notice, what the e-mail is like, and what happens when it cannot be sent."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from saovang.accounts import roles
from saovang.accounts.models import User
from saovang.journal.models import SecurityEvent
from saovang.notices import services
from saovang.notices.kinds import Content, Due, Kind, kinds
from saovang.notices.management.commands import send_notices
from saovang.notices.models import Notice, OptOut
from tests import factories
from tests.smtp import run_mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def contents(monkeypatch):
    """Register a kind for this test. Return what its notices say, by key, as the test changes it."""
    contents = {"1": Content("Bài: Hội\r\nBcc: x@y.vn\u2028 làng", "Lan đã gửi bài {0}.", "/tin-tuc/")}
    kind = Kind("thu", "Để thử", lambda user: user.last_name != "Hết quyền", lambda key, user: contents.get(key))
    monkeypatch.setattr(kinds, "_kinds", {"thu": kind})
    return contents


@pytest.fixture
def reader(contents):
    return factories.staff(username="lan", email="lan@example.vn")


@pytest.fixture
def smtp(settings, contents):
    """Start a mail server and send to it."""
    with run_mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 1
        yield server


def enqueue(key: object = 1, **options) -> list[Notice]:
    """Store a notice for every account, and return all notices."""
    services.enqueue("thu", key, User.objects.all(), **options)
    return list(Notice.objects.order_by("pk"))


def states() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


def try_again() -> None:
    Notice.objects.pending().update(next_attempt_at=timezone.now())


def test_enqueue_stores_an_event_once(reader):
    assert [notice.recipient for notice in enqueue()] == [reader]
    assert len(enqueue()) == 1
    services.send_due()
    assert len(enqueue()) == 1  # also after it was sent
    assert len(enqueue(2)) == 2


@pytest.mark.parametrize("fields", [{"email": ""}, {"is_active": False}, {"is_staff": False}])
def test_enqueue_leaves_out_who_cannot_be_reached(reader, fields):
    User.objects.update(**fields)
    assert enqueue() == []


def test_enqueue_leaves_out_who_has_switched_it_off(reader):
    other = factories.staff(email="hung@example.vn")
    OptOut.objects.create(user=reader, kind="thu")
    OptOut.objects.create(user=other, kind="khac")
    assert [notice.recipient for notice in enqueue()] == [other]


def test_shared_mailbox_gets_one_message(reader):
    factories.staff(email="Lan@example.vn")
    assert [notice.recipient for notice in enqueue()] == [reader]


@pytest.mark.parametrize("name", ["EMAIL_URL", "DEFAULT_FROM_EMAIL"])
def test_nothing_is_stored_without_mail_server(reader, settings, name, django_assert_num_queries):
    setattr(settings, name, "")
    with django_assert_num_queries(0):
        services.enqueue("thu", 1, User.objects.all())
    output = io.StringIO()
    call_command("send_notices", stdout=output)
    assert "Chưa cài máy chủ thư" in output.getvalue()
    assert not Notice.objects.exists()


def test_enqueue_takes_two_queries(reader, django_assert_num_queries):
    factories.staff(email="hung@example.vn")
    with django_assert_num_queries(2):
        services.enqueue("thu", 1, User.objects.all())


def test_sent_message(reader):
    enqueue()
    call_command("send_notices", stdout=io.StringIO())
    (message,) = mail.outbox
    assert (message.to, message.from_email) == (["lan@example.vn"], "cong@xa.example.vn")
    assert message.subject == "[Cổng thông tin] Bài: Hội Bcc: x@y.vn làng"
    assert message.body.startswith("Lan đã gửi bài {0}.\n\nhttps://xa.example.vn/tin-tuc/\n\n-- \n")
    assert "https://xa.example.vn/quan-tri/thu-bao/" in message.body
    sent = message.message()
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["List-Unsubscribe"] == "<https://xa.example.vn/quan-tri/thu-bao/>"
    assert sent["Message-ID"].endswith("@xa.example.vn>")
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts, notice.last_error) == ("sent", 1, "")
    call_command("send_notices", stdout=io.StringIO())
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda user, contents: User.objects.update(is_active=False),
        lambda user, contents: User.objects.update(email=""),
        lambda user, contents: User.objects.update(last_name="Hết quyền"),
        lambda user, contents: OptOut.objects.create(user=user, kind="thu"),
        lambda user, contents: user.delete(),
        lambda user, contents: contents.clear(),
        lambda user, contents: Notice.objects.update(kind="khong-con"),
    ],
)
def test_notice_that_no_longer_applies_is_not_sent(reader, contents, change):
    enqueue()
    change(reader, contents)
    assert services.send_due() == (0, 0)
    assert (states(), mail.outbox) == (["cancelled"], [])


def test_notice_waits_for_its_time(reader, contents):
    enqueue(due_at=timezone.now() + timedelta(hours=1))
    services.send_due()
    assert states() == ["pending"]
    content, later = contents["1"], timezone.now() + timedelta(days=9)
    contents["1"] = later
    try_again()
    services.send_due()
    notice = Notice.objects.get()
    assert (notice.state, notice.due_at, notice.next_attempt_at, notice.attempts) == ("pending", later, later, 0)
    contents["1"] = content
    try_again()
    services.send_due()
    assert states() == ["sent"]


FAILURES = {
    "greeting": {"CONNECT": "554 No"},
    "busy": {"EHLO": "421 Busy", "HELO": "421 Busy"},
    "sender": {"MAIL": "550 Not you"},
    "recipient": {"lan@": "550 5.1.1 User unknown"},
    "later": {"lan@": "451 4.7.1 Greylisted"},
    "data": {"DATA": "452 No space"},
    "content": {"CONTENT": "554 Spam"},
    "hang up": {"MAIL": "hang up"},
    "timeout": {"CONNECT": "hang"},
}


@pytest.mark.parametrize("name", FAILURES)
def test_failed_notice_is_tried_again(reader, smtp, name, caplog):
    enqueue()
    smtp.answers |= FAILURES[name]
    assert services.send_due() == (0, 1)
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts) == ("pending", 1)
    assert notice.last_error
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert services.send_due() == (0, 0)  # not before its time
    smtp.answers.clear()
    smtp.released.set()
    try_again()
    assert services.send_due() == (1, 0)
    assert [message["To"] for message in smtp.messages] == ["lan@example.vn"]
    assert Notice.objects.get().last_error == ""


def test_refused_connection_is_tried_again(reader, settings):
    enqueue()
    with run_mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert services.send_due() == (0, 1)
    assert "ConnectionRefusedError" in Notice.objects.get().last_error


def test_message_id_is_the_same_at_each_attempt(reader, smtp):
    enqueue()
    smtp.answers["QUIT"] = "hang up"
    services.send_due()
    Notice.objects.update(state="pending", sent_at=None, attempts=0, next_attempt_at=timezone.now())
    services.send_due()
    first, second = smtp.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Subject"].strip() == "[Cổng thông tin] Bài: Hội Bcc: x@y.vn làng"


def test_refused_recipient_does_not_hold_up_others(reader, smtp):
    users = [reader, *(factories.staff(email=f"ban{number}@example.vn") for number in range(2))]
    enqueue()
    smtp.answers["lan@"] = "550 Unknown"
    assert services.send_due() == (2, 1)
    assert sorted(message["To"] for message in smtp.messages) == [user.email for user in users[1:]]


def test_kind_that_raises_does_not_hold_up_others(reader):
    broken = Kind("hong", "Hỏng", lambda user: True, lambda key, user: 1 / 0)
    kinds.register(broken)
    services.enqueue("hong", 1, User.objects.all())
    enqueue()
    assert services.send_due() == (1, 1)
    assert len(mail.outbox) == 1


def test_run_stops_while_the_server_is_down(smtp):
    for number in range(5):
        factories.staff(email=f"ban{number}@example.vn")
    enqueue()
    smtp.answers["CONNECT"] = "421 Down"
    assert services.send_due() == (0, 3)
    smtp.answers.clear()
    assert services.send_due() == (2, 0)


def test_notice_is_given_up_after_some_days(reader, monkeypatch, caplog):
    """The intervals grow; the last failure is an error, which ERROR_EMAILS get."""
    enqueue()
    now, hours = timezone.now(), []
    monkeypatch.setattr(services, "_message", lambda *args: 1 / 0)
    while states() == ["pending"] and len(hours) < 50:
        monkeypatch.setattr(timezone, "now", lambda time=now: time)
        assert services.send_due() == (0, 1)
        next_attempt = Notice.objects.get().next_attempt_at
        hours.append((next_attempt - now) / timedelta(hours=1))
        now = next_attempt
    assert states() == ["failed"]
    assert 5 < len(hours) < 15
    assert hours == sorted(hours)
    levels = [record.levelname for record in caplog.records]
    assert levels == ["WARNING"] * (len(hours) - 1) + ["ERROR"]


def test_notice_of_a_restored_backup_is_not_sent(reader):
    enqueue(due_at=timezone.now() - timedelta(days=4))
    assert services.send_due() == (0, 0)
    assert (states(), mail.outbox) == (["failed"], [])


def test_command_without_database_is_no_failure(reader, monkeypatch):
    def fail() -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr(send_notices, "enqueue_due", fail)
    errors = io.StringIO()
    call_command("send_notices", stderr=errors)
    assert "no connection" in errors.getvalue()


def test_notice_is_claimed_by_one_process(reader):
    (notice,) = enqueue()
    (same,) = Notice.objects.all()
    assert services._claim(notice)
    assert not services._claim(same)


def test_old_notices_are_deleted_and_not_recorded(reader):
    enqueue(1)
    services.send_due()
    enqueue(2)
    Notice.objects.update(due_at=timezone.now() - timedelta(days=91))
    services.delete_old()
    assert states() == ["pending"]
    assert not SecurityEvent.objects.filter(event="deletion").exists()


def test_due_events_are_stored_once(reader, contents, monkeypatch):
    events = [Due(2, User.objects.all())]
    contents["2"] = contents["1"]
    kind = Kind("thu", "Để thử", lambda user: True, lambda key, user: contents.get(key), lambda: events)
    monkeypatch.setattr(kinds, "_kinds", {"thu": kind})
    for _ in range(2):
        call_command("send_notices", stdout=io.StringIO())
    assert len(mail.outbox) == 1
    factories.staff(email="moi@example.vn")  # a new colleague is not told of old events
    call_command("send_notices", stdout=io.StringIO())
    assert len(mail.outbox) == 1


def test_account_with_notices_can_be_deleted(client, reader):
    enqueue()
    client.force_login(factories.staff(roles.ADMINISTRATOR))
    client.post(f"/quan-tri/accounts/user/{reader.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=reader.pk).exists()
    assert Notice.objects.get().recipient is None


def test_dashboard_shows_unsent_notices_to_administrators(client, reader):
    def card() -> bool:
        return "Thư báo việc chưa gửi được" in client.get("/quan-tri/").content.decode()

    client.force_login(factories.staff(roles.ADMINISTRATOR))
    enqueue()
    assert not card()
    Notice.objects.update(state="failed")
    assert card()
    client.force_login(factories.staff(roles.EDITOR))
    assert not card()


def test_list_is_read_only(client, reader):
    (notice,) = enqueue()
    Notice.objects.update(last_error="SMTPDataError: 554 Spam")
    client.force_login(factories.staff(roles.ADMINISTRATOR))
    path = "/quan-tri/notices/notice/"
    page = client.get(path).content.decode()
    assert "Để thử" in page
    assert "554 Spam" in page
    assert [client.post(f"{path}{page}").status_code for page in ("add/", f"{notice.pk}/delete/")] == [403, 403]
