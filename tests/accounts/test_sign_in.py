from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from saovang.accounts.cleanup import Sweep
from tests.accounts.conftest import PASSWORD, Browser

pytestmark = pytest.mark.django_db
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


def test_who_knows_the_password_goes_where_they_wanted(visitor, officer):
    response = visitor.get("/quan-tri/news/article/")
    assert response.headers["Location"] == "/quan-tri/login/?next=/quan-tri/news/article/"
    response = visitor.sign_in(next="/quan-tri/news/article/")
    assert response.headers["Location"] == "/quan-tri/news/article/"
    assert visitor.is_in


def test_the_admin_s_own_sign_in_which_knows_no_second_step_is_nowhere():
    assert reverse("admin:login") == reverse("account_login")
    assert resolve(reverse("admin:login")).url_name == "account_login"


def test_nobody_is_sent_to_another_site(visitor, officer):
    assert visitor.sign_in(next="https://example.org/").headers["Location"] == "/quan-tri/"


@pytest.mark.parametrize("name", ["canbo", "khongcoai", "dangnghi", "nguoidan"])
def test_a_wrong_password_tells_nothing_about_the_name(visitor, officer, django_user_model, name):
    django_user_model.objects.create_user("dangnghi", password=PASSWORD, is_staff=True, is_active=False)
    django_user_model.objects.create_user("nguoidan", password=PASSWORD)
    password = "sai" if name == "canbo" else PASSWORD
    response = visitor.sign_in(name, password)
    assert response.status_code == 200
    (said,) = response.context["form"].errors.values()
    assert said[0].startswith(WRONG)
    assert f'value="{name}"' in response.content.decode()
    assert not visitor.is_in


def test_after_five_failures_name_and_address_wait_and_the_page_helps(visitor, officer):
    answers = [visitor.sign_in(password="sai").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = visitor.sign_in()
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "1800"
    assert "30 phút" in locked.content.decode()
    assert not visitor.is_in
    assert Browser().sign_in(REMOTE_ADDR="203.0.113.7").status_code == 302  # the officer's telephone


def test_a_name_that_does_not_exist_is_locked_out_alike(visitor, officer):
    answers = [visitor.sign_in("khongcoai", "sai").status_code for _ in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]


def test_the_proxy_s_word_on_the_address_counts(visitor, officer):
    for _ in range(5):
        visitor.sign_in(password="sai", headers={"X-Forwarded-For": "198.51.100.1"})
    assert visitor.sign_in(headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429
    assert visitor.sign_in(headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 302


def test_after_the_cool_off_it_works_again_and_success_forgets_the_failures(visitor, officer, settings):
    for _ in range(5):
        visitor.sign_in(password="sai")
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert visitor.sign_in().status_code == 302
    assert not AccessAttempt.objects.exists()


def test_failures_and_sessions_are_forgotten_once_they_are_over(visitor, officer, settings):
    visitor.sign_in(password="sai")
    Sweep()()
    assert AccessAttempt.objects.count() == 1
    assert PASSWORD not in AccessAttempt.objects.get().post_data
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME)
    visitor.sign_in(REMOTE_ADDR="203.0.113.7")
    Session.objects.update(expire_date=timezone.now())
    Sweep()()
    assert not AccessAttempt.objects.exists()
    assert not Session.objects.exists()


def test_a_session_ends_with_the_browser_after_a_day_s_work_and_on_leaving(visitor, officer):
    visitor.sign_in()
    cookie = visitor.cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)
    end = Session.objects.get().expire_date
    assert end <= timezone.now() + timedelta(hours=12)
    assert visitor.get("/quan-tri/").status_code == 200
    assert Session.objects.get().expire_date == end  # work does not put it off
    visitor.post("/quan-tri/logout/")
    assert not Session.objects.exists()
    assert not visitor.is_in


def test_a_new_password_ends_the_sessions_on_all_other_machines(visitor, officer):
    other = Browser()
    visitor.sign_in()
    other.sign_in()
    new = "cầu tre lắt lẻo"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert visitor.post("/quan-tri/password_change/", fields).status_code == 302
    assert visitor.is_in
    assert not other.is_in


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("ngắn", "Mật khẩu quá ngắn, cần ít nhất 10 ký tự."),
        ("8365920174", "Mật khẩu không được chỉ gồm chữ số."),
        ("basketball", "Mật khẩu này nhiều người dùng, dễ bị đoán."),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(visitor, officer, password, said):
    visitor.sign_in()
    fields = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    response = visitor.post("/quan-tri/password_change/", fields)
    assert response.context["form"].errors["new_password2"] == [said]


@pytest.mark.parametrize(
    "path", ["signup/", "accounts/signup/", "quan-tri/signup/", "quan-tri/dang-ky/", "quan-tri/password/reset/"]
)
def test_there_is_no_signing_up_and_no_reset_by_mail(client, path):
    assert client.get(f"/{path}").status_code in {302, 404}
    assert client.get(f"/{path}", follow=True).redirect_chain[-1:] in ([], [(f"/quan-tri/login/?next=/{path}", 302)])


@pytest.mark.parametrize("path", ["/", "/tin-tuc/", "/khong-co/", "/thu-tuc-hanh-chinh/"])
def test_a_resident_gets_no_cookie_but_the_visit_s(path):
    resident = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    assert set(resident.get(path).cookies) <= {"luot_truy_cap"}


def test_looking_at_the_sign_in_opens_no_session(client):
    response = client.get("/quan-tri/login/")
    assert set(response.cookies) == {"csrftoken"}
    assert "no-store" in response.headers["Cache-Control"]
    assert not Session.objects.exists()
