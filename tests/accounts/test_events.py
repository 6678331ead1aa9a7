"""What the journal and the owner of an account are told."""

import unicodedata

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.management import call_command

from saovang.accounts import notifications, roles
from saovang.accounts.models import User
from saovang.journal.models import SecurityEvent
from tests import factories
from tests.accounts.conftest import PASSWORD, LoginClient, totp_code

pytestmark = pytest.mark.django_db
NEW = "cầu tre lắt lẻo"
CLIENT = {"X-Forwarded-For": "203.0.113.77", "User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}
NETWORK = "203.0.113.0/24"


def entries() -> list[tuple]:
    """Return the entries since the last call."""
    rows = list(SecurityEvent.objects.order_by("pk").values_list("event", "username", "detail", "network"))
    SecurityEvent.objects.all().delete()
    return rows


@pytest.fixture
def client(officer):
    User.objects.update(email="canbo@example.vn")
    entries()
    return LoginClient(headers=CLIENT)


@pytest.fixture
def administrator(client):
    client.sign_in()
    entries()
    return client


@pytest.fixture
def sent(settings, monkeypatch, django_capture_on_commit_callbacks):
    """Return a function that returns the bodies of the mails that a function causes."""
    settings.EMAIL_URL = "smtp://127.0.0.1"
    monkeypatch.setattr(notifications._executor, "submit", lambda function, *args: function(*args))

    def run(function) -> list[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            function()
        assert all(message.to == ["canbo@example.vn"] for message in mail.outbox)
        return [message.body.split("\n")[0] for message in mail.outbox]

    return run


def test_sign_in_is_recorded(client):
    client.sign_in()
    assert entries() == [("sign_in", "canbo", "Firefox trên Windows, thiết bị mới", NETWORK)]
    client.post("/quan-tri/logout/")
    client.sign_in()
    assert entries() == [("sign_in", "canbo", "Firefox trên Windows", NETWORK)]


def test_failures_are_recorded_until_locked(client):
    for _ in range(7):
        client.sign_in(password="sai")
    assert entries() == [("sign_in_failed", "canbo", "", NETWORK)] * 4 + [
        ("sign_in_failed", "canbo", "Tạm khóa", NETWORK)
    ]


def test_unknown_names_are_recorded_without_the_name(client):
    for name in ("mat-khau-go-nham", "ten-khac", "ten-nua"):
        client.sign_in(name, "sai")
    assert entries() == [("sign_in_failed", "", "Tên không có trong trang", NETWORK)]


def test_second_step_is_recorded(administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        secret, _ = administrator.activate_mfa()
    assert ("mfa_added", "canbo", "ứng dụng xác thực", NETWORK) in entries()
    other = LoginClient(headers=CLIENT)
    other.sign_in()
    other.post("/quan-tri/dang-nhap/ma/", {"code": "000000"})
    other.post("/quan-tri/dang-nhap/ma/", {"code": totp_code(secret)})
    assert [row[0] for row in entries()] == ["sign_in_failed", "mfa_used", "sign_in"]
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post("/quan-tri/hai-buoc/tat/")
    assert ("mfa_removed", "canbo", "ứng dụng xác thực", NETWORK) in entries()


def test_password_changes_are_recorded(administrator, monkeypatch):
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    administrator.post("/quan-tri/password_change/", fields)
    assert entries() == [("password_set", "canbo", "canbo", NETWORK)]
    user = User.objects.create_user("moi", is_staff=True)
    entries()
    path = f"/quan-tri/accounts/user/{user.pk}/password/"
    administrator.post(path, {"usable_password": "true", "password1": NEW, "password2": NEW, "set-password": "1"})
    administrator.post(path, {"usable_password": "false", "unset-password": "1"})
    assert entries() == [("password_set", "canbo", "moi", NETWORK)] * 2
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    call_command("changepassword", "moi")
    assert entries() == [("password_set", "", "moi", "")]


def test_accounts_and_roles_are_recorded(administrator):
    group = factories.staff(roles.EDITOR).groups.get()
    entries()
    fields = {"username": "moi", "password1": NEW, "password2": NEW, "usable_password": "true"}
    administrator.post("/quan-tri/accounts/user/add/", fields)
    user = User.objects.get(username="moi")
    path = f"/quan-tri/accounts/user/{user.pk}"
    administrator.post(f"{path}/change/", {"username": "moi", "is_active": "on", "groups": [group.pk]})
    administrator.post(f"{path}/change/", {"username": "moi2", "groups": [group.pk]})
    administrator.post(f"{path}/delete/", {"post": "yes"})
    assert [row[:3] for row in entries()] == [
        ("account_created", "canbo", "moi"),
        ("role_changed", "canbo", "moi: Biên tập viên"),
        ("account_changed", "canbo", "moi đổi tên thành moi2"),
        ("account_changed", "canbo", "moi2: khóa"),
        ("deletion", "canbo", "tài khoản: moi2"),
    ]


def test_other_changes_are_recorded(administrator):
    LoginClient().sign_in()
    entries()
    administrator.post("/quan-tri/phien/")
    administrator.activate_mfa()
    administrator.post("/quan-tri/accounts/loginpolicy/add/", {"mfa_required": "on"})
    call_command("reset_mfa", "canbo")
    rows = entries()
    assert rows[0] == ("signed_out_elsewhere", "canbo", "1 nơi", NETWORK)
    assert ("policy_changed", "canbo", "Bắt buộc hai bước: bật", NETWORK) in rows
    assert rows[-1] == ("mfa_removed", "", "canbo", "")


def test_owner_is_told_of_new_device(client, sent):
    text = f"Tài khoản canbo: đăng nhập trên thiết bị mới, Firefox trên Windows, mạng {NETWORK}."
    assert sent(client.sign_in) == [text]
    client.post("/quan-tri/logout/")
    assert sent(client.sign_in) == []


def test_owner_is_told_of_password_and_second_step(administrator, sent):
    assert sent(administrator.activate_mfa)[0].endswith("đã thêm ứng dụng xác thực để đăng nhập hai bước.")
    assert sent(lambda: call_command("reset_mfa", "canbo"))[0].endswith("đăng nhập hai bước đã được tắt.")
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert sent(lambda: administrator.post("/quan-tri/password_change/", fields)) == [
        "Tài khoản canbo: mật khẩu đã được đổi."
    ]


def test_old_hash_is_no_password_change(client, sent):
    User.objects.update(password=make_password(unicodedata.normalize("NFD", PASSWORD)))
    assert len(sent(client.sign_in)) == 1  # the new device
    assert [row[0] for row in entries()] == ["sign_in"]


def test_old_algorithm_is_no_password_change(client, sent, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    assert len(sent(client.sign_in)) == 1  # the new device
    assert [row[0] for row in entries()] == ["sign_in"]
    assert User.objects.get().password.startswith("pbkdf2")


def test_no_mail_without_mail_server_or_address(client, sent, settings):
    settings.EMAIL_URL = ""
    assert sent(client.sign_in) == []
    settings.EMAIL_URL = "smtp://127.0.0.1"
    User.objects.update(email="")
    assert sent(lambda: LoginClient().sign_in()) == []


def test_mail_that_fails_is_logged_and_holds_nothing_up(client, sent, monkeypatch, caplog):
    def fail(*args):
        raise OSError("no route to host")

    monkeypatch.setattr(notifications, "send_mail", fail)
    assert sent(client.sign_in) == []
    assert client.is_signed_in
    assert "an e-mail about an account was not sent" in caplog.text


def test_mail_is_sent_by_another_thread(client, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_URL = "smtp://127.0.0.1"
    with django_capture_on_commit_callbacks(execute=True):
        client.sign_in()
    notifications._executor.submit(lambda: None).result()  # after the mail, because there is one thread
    assert [message.subject for message in mail.outbox] == ["[Cổng thông tin] Thay đổi về đăng nhập"]
