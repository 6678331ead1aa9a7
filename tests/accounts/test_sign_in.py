import re
import unicodedata
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from saovang.core.models import CacheEntry
from tests.accounts.conftest import PASSWORD, LoginClient

pytestmark = pytest.mark.django_db
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


def test_sign_in_redirects_to_next(login_client, officer):
    response = login_client.get("/quan-tri/news/article/")
    assert response.headers["Location"] == "/quan-tri/login/?next=/quan-tri/news/article/"
    response = login_client.sign_in(next="/quan-tri/news/article/")
    assert response.headers["Location"] == "/quan-tri/news/article/"
    assert login_client.is_signed_in


def test_admin_login_url_is_account_login():
    assert reverse("admin:login") == reverse("account_login")
    assert resolve(reverse("admin:login")).url_name == "account_login"


def test_sign_in_ignores_next_of_other_host(login_client, officer):
    assert login_client.sign_in(next="https://example.org/").headers["Location"] == "/quan-tri/"


def open_sign_in(client, url: str = "/quan-tri/login/") -> str:
    """Return the CSRF token of a tab in which the sign-in form has been opened."""
    return re.search('name="csrfmiddlewaretoken" value="([^"]*)"', client.get(url).content.decode())[1]


@pytest.mark.parametrize(
    ("next_url", "location"),
    [
        ("/quan-tri/news/article/?q=a", "/quan-tri/news/article/?q=a"),
        ("", "/quan-tri/"),
        ("https://evil.example/", "/quan-tri/"),
        ("//evil.example/", "/quan-tri/"),
    ],
)
def test_second_sign_in_tab_leads_to_admin_site(officer, next_url, location):
    client = LoginClient(enforce_csrf_checks=True)
    tabs = [open_sign_in(client), open_sign_in(client)]
    responses = [client.sign_in(next=next_url, csrfmiddlewaretoken=token) for token in tabs]
    assert [(response.status_code, response.headers["Location"]) for response in responses] == [(302, location)] * 2
    assert client.is_signed_in


def test_second_tab_with_code_leads_to_admin_site(officer):
    client = LoginClient(enforce_csrf_checks=True)
    client.force_login(officer)
    url = "/quan-tri/dang-nhap/ma/"
    assert client.post(url, {"code": "123456"}).headers["Location"] == "/quan-tri/"


def test_csrf_failure_is_403_elsewhere(officer):
    client = LoginClient(enforce_csrf_checks=True)
    token = open_sign_in(client)
    assert client.sign_in(csrfmiddlewaretoken="x" * 64).status_code == 403  # nobody is signed in
    client.sign_in(csrfmiddlewaretoken=token)
    for path in ["/quan-tri/password_change/", "/quan-tri/logout/", "/quan-tri/dang-nhap/lai/"]:
        response = client.post(path, {"csrfmiddlewaretoken": token, "next": "/quan-tri/"})
        assert response.status_code == 403
        assert "Phiên làm việc đã hết hạn" in response.content.decode()


@pytest.mark.parametrize("name", ["canbo", "khongcoai", "dangnghi", "nguoidan"])
def test_sign_in_error_does_not_reveal_account(login_client, officer, django_user_model, name):
    django_user_model.objects.create_user("dangnghi", password=PASSWORD, is_staff=True, is_active=False)
    django_user_model.objects.create_user("nguoidan", password=PASSWORD)
    password = "sai" if name == "canbo" else PASSWORD
    response = login_client.sign_in(name, password)
    assert response.status_code == 200
    (messages,) = response.context["form"].errors.values()
    assert messages[0].startswith(WRONG)
    assert f'value="{name}"' in response.content.decode()
    assert not login_client.is_signed_in


def test_five_failures_lock_username_and_ip(login_client, officer):
    statuses = [login_client.sign_in(password="sai").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    response = login_client.sign_in()
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "1800"
    assert "30 phút" in response.content.decode()
    assert not login_client.is_signed_in
    assert LoginClient().sign_in(REMOTE_ADDR="203.0.113.7").status_code == 302  # another IP


def test_unknown_username_is_locked_out_too(login_client, officer):
    statuses = [login_client.sign_in("khongcoai", "sai").status_code for _ in range(6)]
    assert statuses == [200, 200, 200, 200, 429, 429]


def test_lockout_uses_ip_forwarded_by_proxy(login_client, officer):
    for _ in range(5):
        login_client.sign_in(password="sai", headers={"X-Forwarded-For": "198.51.100.1"})
    assert login_client.sign_in(headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429
    assert login_client.sign_in(headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 302


@pytest.mark.parametrize("hop", ["198.51.100.{}:50123", "[2001:db8:0:{}::1]:443", '"[2001:db8:0:{}::1]"'])
def test_lockout_uses_ip_forwarded_with_port(login_client, officer, hop):
    for _ in range(5):
        login_client.sign_in(password="sai", headers={"X-Forwarded-For": hop.format(1)})
    assert login_client.sign_in(headers={"X-Forwarded-For": hop.format(1)}).status_code == 429
    assert login_client.sign_in(headers={"X-Forwarded-For": hop.format(2)}).status_code == 302


def test_lockout_counts_ipv6_by_network(login_client, officer):
    for number in range(5):
        login_client.sign_in(password="sai", headers={"X-Forwarded-For": f"2001:db8::{number}"})
    assert login_client.sign_in(headers={"X-Forwarded-For": "2001:db8::abcd"}).status_code == 429
    assert login_client.sign_in(headers={"X-Forwarded-For": "2001:db8:0:1::1"}).status_code == 302


def guess_from_many_networks(count: int, username: str = "canbo") -> list[int]:
    """Enter wrong passwords, four from each network. Return the status codes."""
    return [
        LoginClient()
        .sign_in(username, f"sai-{number}", headers={"X-Forwarded-For": f"203.0.113.{number // 4}"})
        .status_code
        for number in range(count)
    ]


@pytest.mark.parametrize("username", ["canbo", "khongcoai"])
def test_account_is_locked_for_all_networks(officer, username):
    statuses = guess_from_many_networks(60, username)
    assert statuses == [200] * 50 + [429] * 10
    assert LoginClient().sign_in(username, REMOTE_ADDR="198.51.100.9").status_code == 429


def test_account_is_locked_whatever_form_of_its_name(django_user_model):
    django_user_model.objects.create_user("phó", password=PASSWORD, is_staff=True)
    for number in range(50):
        name = ["phó", unicodedata.normalize("NFD", "phó"), "ｐｈó"][number % 3]
        LoginClient().sign_in(name, "sai", REMOTE_ADDR=f"203.0.113.{number}")
    assert LoginClient().sign_in("phó").status_code == 429


def test_owner_on_known_device_is_never_locked_out(login_client, officer):
    login_client.sign_in()
    login_client.post("/quan-tri/logout/")
    guess_from_many_networks(60)
    for _ in range(5):  # from the network of the owner too
        LoginClient().sign_in(password="sai")
    assert LoginClient().sign_in().status_code == 429
    assert login_client.sign_in().status_code == 302
    assert login_client.is_signed_in


def test_known_device_has_a_limit_of_its_own(login_client, officer):
    login_client.sign_in()
    login_client.post("/quan-tri/logout/")
    assert [login_client.sign_in(password="sai").status_code for _ in range(6)] == [200] * 4 + [429] * 2
    assert LoginClient().sign_in().status_code == 302


def test_device_cookie_knows_its_account_only(login_client, officer, django_user_model):
    django_user_model.objects.create_user("khac", password=PASSWORD, is_staff=True)
    login_client.sign_in("khac")
    guess_from_many_networks(50)
    login_client.post("/quan-tri/logout/")
    assert login_client.sign_in().status_code == 429
    cookie = login_client.cookies["thiet_bi"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    login_client.cookies["thiet_bi"] = cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B")
    guess_from_many_networks(50, "khac")
    assert login_client.sign_in("khac").status_code == 429


def test_password_change_revokes_other_devices(login_client, officer):
    other, new = LoginClient(), "cầu tre lắt lẻo"
    other.sign_in()
    login_client.sign_in()
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    login_client.post("/quan-tri/password_change/", fields)
    guess_from_many_networks(50)
    assert other.sign_in(password=new).status_code == 429
    assert login_client.sign_in(password=new).status_code == 302


def test_old_password_guesses_are_limited(login_client, officer):
    login_client.sign_in()
    new = "cầu tre lắt lẻo"
    fields = {"old_password": "sai", "new_password1": new, "new_password2": new}
    responses = [login_client.post("/quan-tri/password_change/", fields) for _ in range(5)]
    assert [response.status_code for response in responses] == [200, 200, 200, 200, 429]
    assert login_client.post("/quan-tri/password_change/", fields | {"old_password": PASSWORD}).status_code == 429
    assert not login_client.sign_in(password=new).status_code == 302
    assert not [
        secret for attempt in AccessAttempt.objects.all() for secret in (new, "sai") if secret in attempt.post_data
    ]


def test_reauthentication_guesses_are_limited(login_client, officer):
    login_client.sign_in()
    statuses = [login_client.post("/quan-tri/dang-nhap/lai/", {"password": "sai"}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert login_client.post("/quan-tri/dang-nhap/lai/", {"password": PASSWORD}).status_code == 429


def test_lockout_ends_after_cooloff_and_success_resets(login_client, officer, settings):
    for _ in range(5):
        login_client.sign_in(password="sai")
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert login_client.sign_in().status_code == 302
    assert not AccessAttempt.objects.exists()


def test_purge_expired(login_client, officer, settings):
    login_client.sign_in(password="sai")
    call_command("purge_expired")
    assert AccessAttempt.objects.count() == 1
    assert PASSWORD not in AccessAttempt.objects.get().post_data
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME)
    login_client.sign_in(REMOTE_ADDR="203.0.113.7")
    Session.objects.update(expire_date=timezone.now())
    assert CacheEntry.objects.update(expires=timezone.now()) > 0
    call_command("purge_expired")
    assert not AccessAttempt.objects.exists()
    assert not CacheEntry.objects.exists()
    assert not Session.objects.exists()


def test_session_ends_with_browser_after_hours_and_on_logout(login_client, officer):
    login_client.sign_in()
    cookie = login_client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)
    expire_date = Session.objects.get().expire_date
    assert expire_date <= timezone.now() + timedelta(hours=12)
    assert login_client.get("/quan-tri/").status_code == 200
    assert Session.objects.get().expire_date == expire_date  # requests do not extend it
    login_client.post("/quan-tri/logout/")
    assert not Session.objects.exists()
    assert not login_client.is_signed_in


def test_password_change_ends_other_sessions(login_client, officer):
    other = LoginClient()
    login_client.sign_in()
    other.sign_in()
    new = "cầu tre lắt lẻo"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert login_client.post("/quan-tri/password_change/", fields).status_code == 302
    assert login_client.is_signed_in
    assert not other.is_signed_in


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("ngắn", "Mật khẩu quá ngắn, cần ít nhất 10 ký tự."),
        ("8365920174", "Mật khẩu không được chỉ gồm chữ số."),
        ("basketball", "Mật khẩu này nhiều người dùng, dễ bị đoán."),
    ],
)
def test_password_change_rejects_weak_password(login_client, officer, password, message):
    login_client.sign_in()
    fields = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    response = login_client.post("/quan-tri/password_change/", fields)
    assert response.context["form"].errors["new_password2"] == [message]


@pytest.mark.parametrize(
    "path", ["signup/", "accounts/signup/", "quan-tri/signup/", "quan-tri/dang-ky/", "quan-tri/password/reset/"]
)
def test_no_signup_and_no_password_reset_urls(client, path):
    assert client.get(f"/{path}").status_code in {302, 404}
    assert client.get(f"/{path}", follow=True).redirect_chain[-1:] in ([], [(f"/quan-tri/login/?next=/{path}", 302)])


@pytest.mark.parametrize("path", ["/", "/tin-tuc/", "/khong-co/", "/thu-tuc-hanh-chinh/"])
def test_public_pages_set_visit_cookie_only(path):
    client = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    assert set(client.get(path).cookies) <= {"luot_truy_cap"}


def test_sign_in_page_creates_no_session(client):
    response = client.get("/quan-tri/login/")
    assert set(response.cookies) == {"csrftoken"}
    assert "no-store" in response.headers["Cache-Control"]
    assert not Session.objects.exists()
