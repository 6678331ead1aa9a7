import re
import unicodedata
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from saovang.accounts.models import User
from tests.accounts.conftest import PASSWORD, LoginClient

pytestmark = pytest.mark.django_db


def enable_mfa(user: User) -> User:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    return user


@pytest.fixture
def administrator(login_client):
    """A client of a user who may change accounts but is no superuser."""
    user = User.objects.create_user("quantri", password=PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    login_client.sign_in("quantri")
    return login_client


def test_add_administrator_prints_password_that_signs_in(capsys, login_client):
    call_command("add_administrator", "quantri")
    password = re.search(r"lần này\): (\S+)", capsys.readouterr().out)[1]
    login_client.sign_in("quantri", password)
    assert login_client.get("/quan-tri/accounts/user/").status_code == 200


@pytest.mark.parametrize(("username", "message"), [("canbo", "đã có người dùng"), ("hai chữ", "chỉ gồm chữ, số")])
def test_add_administrator_rejects_invalid_username(officer, username, message):
    with pytest.raises(CommandError, match=message):
        call_command("add_administrator", username)
    assert User.objects.count() == 1


def test_reset_mfa_command(officer, capsys):
    enable_mfa(officer)
    call_command("reset_mfa", "canbo")
    call_command("reset_mfa", "canbo")
    assert capsys.readouterr().out.splitlines() == [
        "Đã tắt đăng nhập hai bước của canbo.",
        "Tài khoản canbo không bật đăng nhập hai bước.",
    ]
    with pytest.raises(CommandError, match="Không có tài khoản ai-do"):
        call_command("reset_mfa", "ai-do")


def test_list_publishers(officer, capsys, django_user_model):
    enable_mfa(officer)
    django_user_model.objects.create_user("tacgia", is_staff=True)
    django_user_model.objects.create_superuser("nghi", is_active=False)
    call_command("list_publishers")
    assert capsys.readouterr().out == "canbo\tToàn quyền\thai bước\tchưa đăng nhập\n"


def test_list_publishers_shows_local_day(officer, capsys):
    officer.last_login = datetime(2026, 11, 27, 18, tzinfo=UTC)  # 1 o'clock of the next day in Vietnam
    officer.save()
    call_command("list_publishers")
    assert capsys.readouterr().out.endswith("\t28/11/2026\n")


def test_add_user_with_role_can_sign_in_but_is_no_superuser(administrator):
    role = Group.objects.get_or_create(name="Biên tập viên")[0]
    fields = {"username": "moi", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    administrator.post("/quan-tri/accounts/user/add/", fields)
    user = User.objects.get(username="moi")
    fields = {"username": "moi", "last_name": "Cán bộ", "first_name": "Mới", "is_active": "on", "groups": [role.pk]}
    administrator.post(f"/quan-tri/accounts/user/{user.pk}/change/", fields | {"is_superuser": "on"})
    user.refresh_from_db()
    assert (user.get_full_name(), user.is_staff, user.is_superuser, list(user.groups.all())) == (
        "Mới Cán bộ",
        True,
        False,
        [role],
    )
    assert LoginClient().sign_in("moi").status_code == 302


def test_administrator_cannot_manage_superuser(administrator, officer):
    path = f"/quan-tri/accounts/user/{officer.pk}"
    administrator.post(f"{path}/change/", {"username": "khac", "is_active": ""})
    assert administrator.get(f"{path}/password/").status_code == 403
    assert administrator.post(f"{path}/password/", {"password1": "x" * 12, "password2": "x" * 12}).status_code == 403
    assert administrator.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [officer.pk], "post": "yes"}
    administrator.post("/quan-tri/accounts/user/", action)
    enable_mfa(officer)
    administrator.post("/quan-tri/accounts/user/", {"action": "reset_mfa", "_selected_action": [officer.pk]})
    assert Authenticator.objects.filter(user=officer).exists()
    officer.refresh_from_db()
    assert (officer.username, officer.is_active, officer.check_password(PASSWORD)) == ("canbo", True, True)


def test_reset_mfa_action(administrator, django_user_model):
    user = enable_mfa(django_user_model.objects.create_user("tacgia", is_staff=True))
    administrator.post("/quan-tri/accounts/user/", {"action": "reset_mfa", "_selected_action": [user.pk]})
    assert not Authenticator.objects.exists()


@pytest.mark.usefixtures("no_polling")
@pytest.mark.parametrize("count", [1, 30])
def test_user_list_query_count_is_constant(administrator, django_user_model, django_assert_max_num_queries, count):
    for number in range(count):
        enable_mfa(django_user_model.objects.create_user(f"nguoi{number}", is_staff=True))
    with django_assert_max_num_queries(11):
        assert administrator.get("/quan-tri/accounts/user/").status_code == 200


def test_admin_hides_groups_emails_authenticators_attempts(login_client, officer):
    login_client.sign_in()
    for path in ("mfa/authenticator", "account/emailaddress", "auth/group", "axes/accessattempt"):
        assert login_client.get(f"/quan-tri/{path}/").status_code == 404


def test_user_form_normalizes_nfc(administrator, django_user_model):
    user = django_user_model.objects.create_user("moi", is_staff=True)
    names = {"username": "sửa", "last_name": "Nguyễn", "position": "Phó Chủ tịch"}
    decomposed = {name: unicodedata.normalize("NFD", text) for name, text in names.items()}
    response = administrator.post(f"/quan-tri/accounts/user/{user.pk}/change/", decomposed | {"is_active": "on"})
    assert response.status_code == 302
    assert django_user_model.objects.filter(pk=user.pk).values(*names).get() == names


def test_user_form_shows_position_and_telephone(administrator, officer):
    user = User.objects.create_user("moi", is_staff=True, position="Văn phòng", telephone="0237 383 5076")
    page = administrator.get(f"/quan-tri/accounts/user/{user.pk}/change/").content.decode()
    assert 'value="Văn phòng"' in page
    assert 'value="0237 383 5076"' in page
    assert "Sửa tài khoản" in page


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("login/", ["username", "current-password"]),
        ("dang-nhap/lai/", ["username", "current-password"]),
        ("password_change/", ["username", "current-password", "new-password", "new-password"]),
        ("accounts/user/add/", ["username", "new-password", "new-password"]),
        ("accounts/user/{pk}/password/", ["username", "new-password", "new-password"]),
    ],
)
def test_password_forms_have_autocomplete_hints(login_client, officer, path, expected):
    login_client.sign_in()
    page = login_client.get(f"/quan-tri/{path.format(pk=officer.pk)}").content.decode()
    assert re.findall(r'<input[^>]* autocomplete="([\w-]+)"', page) == expected
    assert page.count('type="password"') == len(expected) - 1


def test_set_user_password(login_client, officer):
    user = User.objects.create_user("moi", password=PASSWORD, is_staff=True)
    path = f"/quan-tri/accounts/user/{user.pk}/password/"
    login_client.sign_in()
    fields = {"usable_password": "true", "password1": "ngắn", "password2": "ngắn", "set-password": "1"}
    assert "Mật khẩu quá ngắn" in login_client.post(path, fields).content.decode()
    new_password = "cầu tre lắt lẻo"
    login_client.post(path, fields | {"password1": new_password, "password2": new_password})
    assert User.objects.get(pk=user.pk).check_password(new_password)
    login_client.post(path, {"usable_password": "false", "unset-password": "1"})
    assert not User.objects.get(pk=user.pk).has_usable_password()
    page = login_client.get(path).content.decode()
    assert "Tài khoản này sẽ đăng nhập được bằng mật khẩu." in page
    assert "unset-password" not in page
