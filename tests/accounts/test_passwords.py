import unicodedata
from collections import Counter

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from saovang.accounts.models import User
from saovang.accounts.passwords import password_forms
from tests.accounts.conftest import PASSWORD, LoginClient

pytestmark = pytest.mark.django_db
DECOMPOSED = unicodedata.normalize("NFD", PASSWORD)
WINDOWS = "ruô\u0323ng lu\u0301a chi\u0301n va\u0300ng"  # the Vietnamese keyboard of Windows: a letter and its tone
FORMS = [PASSWORD, DECOMPOSED, WINDOWS]
NEW = "cầu tre lắt lẻo"
NEW_DECOMPOSED = unicodedata.normalize("NFD", NEW)


@pytest.mark.parametrize("typed", FORMS)
@pytest.mark.parametrize("hashed", FORMS)
def test_sign_in_with_hash_of_other_form(officer, hashed, typed):
    User.objects.update(password=make_password(hashed))
    assert LoginClient().sign_in(password=typed).status_code == 302
    stored = User.objects.get().password
    assert hashers.check_password(PASSWORD, stored)  # hashed again in the normal form
    assert LoginClient().sign_in(password=PASSWORD.replace("ộ", "ô")).status_code == 200
    assert User.objects.get().password == stored


def test_password_with_wide_letters_and_spaces_matches(officer):
    assert officer.check_password(PASSWORD.replace(" ", "\u00a0").replace("r", "ｒ"))


@pytest.mark.parametrize("typed", FORMS)
def test_reauthenticate_with_other_form(login_client, officer, typed):
    login_client.sign_in()
    response = login_client.post("/quan-tri/dang-nhap/lai/?next=/quan-tri/hai-buoc/", {"password": typed})
    assert response.headers["Location"] == "/quan-tri/hai-buoc/"


def test_password_change_with_other_form(login_client, officer):
    login_client.sign_in()
    fields = {"old_password": DECOMPOSED, "new_password1": NEW_DECOMPOSED, "new_password2": NEW}
    assert login_client.post("/quan-tri/password_change/", fields).status_code == 302
    assert hashers.check_password(NEW, User.objects.get().password)
    assert login_client.is_signed_in


def test_password_set_by_administrator_is_normalized(login_client, officer):
    user = User.objects.create_user("moi", is_staff=True)
    login_client.sign_in()
    fields = {"usable_password": "true", "password1": NEW_DECOMPOSED, "password2": NEW_DECOMPOSED, "set-password": "1"}
    login_client.post(f"/quan-tri/accounts/user/{user.pk}/password/", fields)
    fields = {"username": "nua", "usable_password": "true", "password1": NEW_DECOMPOSED, "password2": NEW_DECOMPOSED}
    login_client.post("/quan-tri/accounts/user/add/", fields)
    assert [hashers.check_password(NEW, user.password) for user in User.objects.exclude(pk=officer.pk)] == [True, True]


def test_password_of_commands_is_normalized(officer, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NEW_DECOMPOSED)
    call_command("createsuperuser", "--no-input", "--username", "toan-quyen", "--email", "")
    assert hashers.check_password(NEW, User.objects.get(username="toan-quyen").password)
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW_DECOMPOSED)
    call_command("changepassword", "canbo")
    assert hashers.check_password(NEW, User.objects.get(username="canbo").password)


def test_length_of_password_is_that_of_the_normal_form(login_client, officer):
    login_client.sign_in()
    short = unicodedata.normalize("NFD", "ộộộộộ")  # 15 characters, five letters
    response = login_client.post(
        "/quan-tri/password_change/", {"old_password": PASSWORD, "new_password1": short, "new_password2": short}
    )
    assert response.context["form"].errors["new_password2"] == ["Mật khẩu quá ngắn, cần ít nhất 10 ký tự."]


def test_sign_in_with_decomposed_username(django_user_model):
    django_user_model.objects.create_user("sửa", password=PASSWORD, is_staff=True)
    assert LoginClient().sign_in(unicodedata.normalize("NFD", "sửa")).status_code == 302


@pytest.mark.parametrize("typed", ["chin vang chin vang", DECOMPOSED, "sai mật khẩu rồi"])
def test_check_hashes_as_often_for_every_account(officer, monkeypatch, django_user_model, typed):
    django_user_model.objects.create_user("nghi", password="khác hẳn", is_staff=True, is_active=False)
    django_user_model.objects.create_user("khong-mat-khau", is_staff=True)
    User.objects.filter(username="canbo").update(password=make_password("khác hẳn"))
    hashes = Counter()
    encode = hashers.MD5PasswordHasher.encode

    def count(self, password, salt):
        hashes[name] += 1
        return encode(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", count)
    for name in ("canbo", "khongcoai", "nghi", "khong-mat-khau"):
        LoginClient().sign_in(name, typed)
    assert set(hashes.values()) == {len(password_forms(typed))}
    assert len(hashes) == 4
    assert max(hashes.values()) <= 5
