import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import call_command

from saovang.accounts import mfa
from saovang.accounts.models import LoginPolicy
from tests.accounts.conftest import PASSWORD, Browser, code

pytestmark = pytest.mark.django_db
CODE = "/quan-tri/dang-nhap/ma/"
ON = "/quan-tri/hai-buoc/bat/"


@pytest.fixture
def secret_and_codes(visitor, officer):
    visitor.sign_in()
    return visitor.turn_on_two_steps()


def test_once_on_the_password_alone_opens_nothing(secret_and_codes):
    secret, _ = secret_and_codes
    other = Browser()
    assert other.sign_in().headers["Location"] == CODE
    assert other.get(CODE).status_code == 200
    assert not other.is_in
    response = other.post(CODE, {"code": "000000"})
    assert response.context["form"].errors["code"] == [
        "Mã không đúng hoặc đã hết hạn. Hãy nhập mã đang hiện trong ứng dụng."
    ]
    assert not other.is_in
    assert other.post(CODE, {"code": code(secret)}).headers["Location"] == "/quan-tri/"
    assert other.is_in


def test_a_code_is_good_once(secret_and_codes):
    secret, _ = secret_and_codes
    first, second = Browser(), Browser()
    for visitor in (first, second):
        visitor.sign_in()
    shown = code(secret)
    for visitor in (first, second):
        visitor.post(CODE, {"code": shown})
    assert (first.is_in, second.is_in) == (True, False)


def test_a_recovery_code_stands_in_for_a_lost_telephone_once(secret_and_codes):
    _, codes = secret_and_codes
    assert len(codes) == 10
    results = []
    for _ in range(2):
        visitor = Browser()
        visitor.sign_in()
        visitor.post(CODE, {"code": codes[0]})
        results.append(visitor.is_in)
    assert results == [True, False]


def test_guessing_codes_is_stopped(secret_and_codes):
    secret, _ = secret_and_codes
    other = Browser()
    other.sign_in()
    for _ in range(10):
        other.post(CODE, {"code": "000000"})
    response = other.post(CODE, {"code": code(secret)})
    assert response.context["form"].errors["code"] == ["Đã nhập sai nhiều lần. Hãy đợi ít phút rồi thử lại."]
    assert not other.is_in


def test_who_is_half_way_in_can_go_back_and_be_another(secret_and_codes, django_user_model):
    django_user_model.objects.create_user("khac", password=PASSWORD, is_staff=True)
    other = Browser()
    other.sign_in()
    other.post("/quan-tri/dang-nhap/bo-qua/", {"next": "/quan-tri/login/"})
    other.sign_in("khac")
    assert other.is_in


def test_changing_the_second_step_later_asks_for_the_password_again(visitor, officer, monkeypatch):
    visitor.sign_in()
    assert visitor.get(ON).status_code == 200
    monkeypatch.setattr("saovang.accounts.adapters.FRESH", 0)
    assert visitor.get(ON).headers["Location"] == f"/quan-tri/dang-nhap/lai/?next={ON.replace('/', '%2F')}"
    assert visitor.post(ON, {"code": "123456"}).status_code == 302
    assert not mfa.has(officer)
    monkeypatch.undo()
    visitor.post(f"/quan-tri/dang-nhap/lai/?next={ON}", {"password": PASSWORD})
    assert visitor.get(ON).status_code == 200


def test_the_database_holds_no_secret_that_anybody_could_use(secret_and_codes):
    secret, codes = secret_and_codes
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert [word for word in (secret, *codes) if word in stored] == []
    assert stored.count('"gAAAAA') == 2


def test_under_another_key_the_second_step_stays_shut_until_it_is_reset(secret_and_codes, settings):
    secret, codes = secret_and_codes
    settings.SECRET_KEY = "mot-khoa-khac-" * 5
    other = Browser()
    other.sign_in()
    for typed in (code(secret), codes[0], code("A" * 32)):
        assert other.post(CODE, {"code": typed}).status_code == 200
    assert not other.is_in
    call_command("reset_two_steps", "canbo")
    again = Browser()
    again.sign_in()
    assert again.is_in


def test_a_second_step_from_before_secrets_were_encrypted_still_opens(officer):
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    visitor = Browser()
    visitor.sign_in()
    visitor.post(CODE, {"code": code("A" * 32)})
    assert visitor.is_in


def test_it_can_be_turned_off_where_the_commune_allows_it(visitor, officer, secret_and_codes):
    LoginPolicy.objects.create(mfa_required=True)
    visitor.post("/quan-tri/hai-buoc/tat/")
    assert mfa.has(officer)
    LoginPolicy.objects.update(mfa_required=False)
    visitor.post("/quan-tri/hai-buoc/tat/")
    assert not mfa.has(officer)


class TestRequiredForAll:
    @pytest.fixture(autouse=True)
    def rule(self):
        LoginPolicy.objects.create(mfa_required=True)

    @pytest.mark.parametrize(
        "path",
        [
            "",
            "news/article/",
            "news/article/add/",
            "huong-dan/",
            "tai-ve/bai-viet-theo-thang.csv",
            "hai-buoc/tat/",
            "hai-buoc/ma-du-phong/",
            "login/khac/",
            "password_change/khac/",
        ],
    )
    def test_nothing_of_the_desk_opens_before_it_is_on(self, visitor, officer, path):
        visitor.sign_in()
        for response in (visitor.get(f"/quan-tri/{path}"), visitor.post(f"/quan-tri/{path}")):
            assert (response.status_code, response.headers["Location"]) == (302, ON)

    def test_it_holds_for_who_is_in_already(self, visitor, officer):
        LoginPolicy.objects.update(mfa_required=False)
        visitor.sign_in()
        assert visitor.is_in
        LoginPolicy.objects.update(mfa_required=True)
        assert not visitor.is_in

    def test_setting_it_up_changing_the_password_and_leaving_stay_open(self, visitor, officer):
        visitor.sign_in()
        assert visitor.get("/quan-tri/password_change/").status_code == 200
        visitor.turn_on_two_steps()
        assert visitor.is_in
        assert visitor.post("/quan-tri/logout/").headers["Location"] == "/quan-tri/"

    def test_the_public_pages_stay_open(self, visitor, officer):
        visitor.sign_in()
        assert visitor.get("/").status_code == 200


def test_the_administrator_requires_it_by_a_switch(visitor, officer):
    visitor.sign_in()
    visitor.post("/quan-tri/accounts/loginpolicy/add/", {"mfa_required": "on"})
    assert mfa.are_required()
    assert not visitor.is_in
    cache.clear()
