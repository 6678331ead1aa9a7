import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from saovang.accounts.models import User
from tests.accounts.conftest import PASSWORD, Browser

pytestmark = pytest.mark.django_db


def with_second_step(user: User) -> User:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    return user


@pytest.fixture
def administrator(visitor):
    """One who may change accounts, but is not all-powerful."""
    user = User.objects.create_user("quantri", password=PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    visitor.sign_in("quantri")
    return visitor


def test_the_first_administrator_is_made_by_one_command(capsys, visitor):
    call_command("add_administrator", "quantri")
    password = re.search(r"lần này\): (\S+)", capsys.readouterr().out)[1]
    visitor.sign_in("quantri", password)
    assert visitor.get("/quan-tri/accounts/user/").status_code == 200


@pytest.mark.parametrize(("name", "said"), [("canbo", "đã có người dùng"), ("hai chữ", "chỉ gồm chữ, số")])
def test_a_name_that_cannot_be_is_refused(officer, name, said):
    with pytest.raises(CommandError, match=said):
        call_command("add_administrator", name)
    assert User.objects.count() == 1


def test_a_lost_telephone_is_helped_by_command(officer, capsys):
    with_second_step(officer)
    call_command("reset_two_steps", "canbo")
    call_command("reset_two_steps", "canbo")
    assert capsys.readouterr().out.splitlines() == [
        "Đã tắt đăng nhập hai bước của canbo.",
        "Tài khoản canbo không bật đăng nhập hai bước.",
    ]
    with pytest.raises(CommandError, match="Không có tài khoản ai-do"):
        call_command("reset_two_steps", "ai-do")


def test_who_can_publish_is_listed(officer, capsys, django_user_model):
    with_second_step(officer)
    django_user_model.objects.create_user("tacgia", is_staff=True)
    django_user_model.objects.create_superuser("nghi", is_active=False)
    call_command("list_publishers")
    assert capsys.readouterr().out == "canbo\tToàn quyền\thai bước\tchưa đăng nhập\n"


def test_a_new_account_can_sign_in_and_has_the_role_that_is_ticked(administrator):
    role = Group.objects.get_or_create(name="Biên tập viên")[0]
    new = {"username": "moi", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    administrator.post("/quan-tri/accounts/user/add/", new)
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
    assert Browser().sign_in("moi").status_code == 302


def test_nobody_becomes_all_powerful_by_the_account_of_one_who_is(administrator, officer):
    path = f"/quan-tri/accounts/user/{officer.pk}"
    administrator.post(f"{path}/change/", {"username": "khac", "is_active": ""})
    assert administrator.get(f"{path}/password/").status_code == 403
    assert administrator.post(f"{path}/password/", {"password1": "x" * 12, "password2": "x" * 12}).status_code == 403
    assert administrator.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    with_second_step(officer)
    administrator.post("/quan-tri/accounts/user/", {"action": "reset_two_steps", "_selected_action": [officer.pk]})
    assert Authenticator.objects.filter(user=officer).exists()
    officer.refresh_from_db()
    assert (officer.username, officer.is_active, officer.check_password(PASSWORD)) == ("canbo", True, True)


def test_a_lost_telephone_is_helped_in_the_list_of_accounts(administrator, django_user_model):
    user = with_second_step(django_user_model.objects.create_user("tacgia", is_staff=True))
    administrator.post("/quan-tri/accounts/user/", {"action": "reset_two_steps", "_selected_action": [user.pk]})
    assert not Authenticator.objects.exists()


@pytest.mark.usefixtures("no_polling")
@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_accounts_asks_the_same_for_many(
    administrator, django_user_model, django_assert_max_num_queries, count
):
    for number in range(count):
        with_second_step(django_user_model.objects.create_user(f"nguoi{number}", is_staff=True))
    with django_assert_max_num_queries(11):
        assert administrator.get("/quan-tri/accounts/user/").status_code == 200


def test_keys_roles_and_addresses_are_nowhere_in_the_desk(visitor, officer):
    visitor.sign_in()
    for path in ("mfa/authenticator", "account/emailaddress", "auth/group", "axes/accessattempt"):
        assert visitor.get(f"/quan-tri/{path}/").status_code == 404
