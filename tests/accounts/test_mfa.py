import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import call_command

from saovang.accounts import mfa, roles
from saovang.accounts.models import LoginPolicy
from tests import factories
from tests.accounts.conftest import PASSWORD, LoginClient, totp_code

pytestmark = pytest.mark.django_db
CODE_STEP = "/quan-tri/dang-nhap/ma/"
INDEX = "/quan-tri/hai-buoc/"
SETUP = f"{INDEX}bat/"
PASSKEY = f"{INDEX}khoa/"


@pytest.fixture
def secret_and_codes(login_client, officer):
    login_client.sign_in()
    return login_client.activate_mfa()


def test_sign_in_with_mfa_requires_code(secret_and_codes):
    secret, _ = secret_and_codes
    other = LoginClient()
    assert other.sign_in().headers["Location"] == CODE_STEP
    assert other.get(CODE_STEP).status_code == 200
    assert not other.is_signed_in
    response = other.post(CODE_STEP, {"code": "000000"})
    assert response.context["form"].errors["code"] == [
        "Mã không đúng hoặc đã hết hạn. Hãy nhập mã đang hiện trong ứng dụng."
    ]
    assert not other.is_signed_in
    assert other.post(CODE_STEP, {"code": totp_code(secret)}).headers["Location"] == "/quan-tri/"
    assert other.is_signed_in


def test_totp_code_works_once(secret_and_codes):
    secret, _ = secret_and_codes
    first, second = LoginClient(), LoginClient()
    for login_client in (first, second):
        login_client.sign_in()
    current_code = totp_code(secret)
    for login_client in (first, second):
        login_client.post(CODE_STEP, {"code": current_code})
    assert (first.is_signed_in, second.is_signed_in) == (True, False)


def test_recovery_code_works_once(secret_and_codes):
    _, codes = secret_and_codes
    assert len(codes) == 10
    results = []
    for _ in range(2):
        login_client = LoginClient()
        login_client.sign_in()
        login_client.post(CODE_STEP, {"code": codes[0]})
        results.append(login_client.is_signed_in)
    assert results == [True, False]


def test_code_guesses_are_rate_limited(secret_and_codes):
    secret, _ = secret_and_codes
    other = LoginClient()
    other.sign_in()
    assert [other.post(CODE_STEP, {"code": "000000"}).status_code for _ in range(5)] == [200] * 4 + [429]
    response = other.post(CODE_STEP, {"code": totp_code(secret)})
    assert (response.status_code, "30 phút" in response.content.decode()) == (429, True)
    assert not other.is_signed_in


def test_recovery_code_guesses_count_as_passwords(secret_and_codes):
    _, codes = secret_and_codes
    other = LoginClient()
    for _ in range(3):
        other.sign_in(password="sai")
    other.sign_in()
    assert [other.post(CODE_STEP, {"code": "12345678"}).status_code for _ in range(2)] == [200, 429]
    assert other.post(CODE_STEP, {"code": codes[0]}).status_code == 429


def test_code_guesses_at_reauthentication_are_limited(login_client, secret_and_codes):
    secret, _ = secret_and_codes
    path = "/quan-tri/hai-buoc/xac-nhan/"
    assert [login_client.post(path, {"code": "000000"}).status_code for _ in range(5)] == [200] * 4 + [429]
    assert login_client.post(path, {"code": totp_code(secret)}).status_code == 429


def test_sign_in_can_be_cancelled_at_code_step(secret_and_codes, django_user_model):
    django_user_model.objects.create_user("khac", password=PASSWORD, is_staff=True)
    other = LoginClient()
    other.sign_in()
    other.post("/quan-tri/dang-nhap/bo-qua/", {"next": "/quan-tri/login/"})
    other.sign_in("khac")
    assert other.is_signed_in


def test_mfa_change_requires_reauthentication(login_client, officer, settings):
    login_client.sign_in()
    assert login_client.get(SETUP).status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert login_client.get(SETUP).headers["Location"] == f"/quan-tri/dang-nhap/lai/?next={SETUP.replace('/', '%2F')}"
    assert login_client.post(SETUP, {"code": "123456"}).status_code == 302
    assert not mfa.is_enabled(officer)
    del settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    login_client.post(f"/quan-tri/dang-nhap/lai/?next={SETUP}", {"password": PASSWORD})
    assert login_client.get(SETUP).status_code == 200


def test_mfa_secrets_are_encrypted_in_database(secret_and_codes):
    secret, codes = secret_and_codes
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert [text for text in (secret, *codes) if text in stored] == []
    assert stored.count('"gAAAAA') == 2


def test_mfa_with_other_secret_key_fails_until_reset(secret_and_codes, settings):
    secret, codes = secret_and_codes
    settings.SECRET_KEY = "mot-khoa-khac-" * 5
    other = LoginClient()
    other.sign_in()
    for entered_code in (totp_code(secret), codes[0], totp_code("A" * 32)):
        assert other.post(CODE_STEP, {"code": entered_code}).status_code == 200
    assert not other.is_signed_in
    call_command("reset_mfa", "canbo")
    other = LoginClient()
    other.sign_in()
    assert other.is_signed_in


def test_mfa_with_unencrypted_secret_works(officer):
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    login_client = LoginClient()
    login_client.sign_in()
    login_client.post(CODE_STEP, {"code": totp_code("A" * 32)})
    assert login_client.is_signed_in


def test_mfa_deactivation_only_if_not_required(login_client, officer, secret_and_codes):
    LoginPolicy.objects.create(mfa_required=True)
    login_client.post("/quan-tri/hai-buoc/tat/")
    assert mfa.is_enabled(officer)
    LoginPolicy.objects.update(mfa_required=False)
    login_client.post("/quan-tri/hai-buoc/tat/")
    assert not mfa.is_enabled(officer)


class TestMFARequired:
    @pytest.fixture(autouse=True)
    def login_policy(self):
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
    def test_admin_redirects_to_mfa_setup(self, login_client, officer, path):
        login_client.sign_in()
        for response in (login_client.get(f"/quan-tri/{path}"), login_client.post(f"/quan-tri/{path}")):
            assert (response.status_code, response.headers["Location"]) == (302, INDEX)

    def test_existing_session_is_redirected(self, login_client, officer):
        LoginPolicy.objects.update(mfa_required=False)
        login_client.sign_in()
        assert login_client.is_signed_in
        LoginPolicy.objects.update(mfa_required=True)
        assert not login_client.is_signed_in

    def test_setup_password_change_and_logout_are_exempt(self, login_client, officer):
        login_client.sign_in()
        assert login_client.get("/quan-tri/password_change/").status_code == 200
        login_client.activate_mfa()
        assert login_client.is_signed_in
        assert login_client.post("/quan-tri/logout/").headers["Location"] == "/quan-tri/"

    def test_public_pages_are_exempt(self, login_client, officer):
        login_client.sign_in()
        assert login_client.get("/").status_code == 200


def test_login_policy_form_requires_mfa(login_client, officer):
    login_client.sign_in()
    login_client.post("/quan-tri/accounts/loginpolicy/add/", {"mfa_required": "on"})
    assert mfa.is_required(officer)
    assert not login_client.is_signed_in
    cache.clear()


@pytest.mark.parametrize(
    ("role", "is_required"), [(roles.AUTHOR, False), (roles.EDITOR, True), (roles.ADMINISTRATOR, True)]
)
def test_mfa_is_required_of_whoever_may_publish(login_client, settings, role, is_required):
    settings.REQUIRE_MFA = True
    user = factories.staff(role, password=PASSWORD)
    login_client.sign_in(user.username)
    assert login_client.is_signed_in != is_required
    LoginPolicy.objects.create(mfa_required=True)
    assert not login_client.is_signed_in


def test_setup_page_explains_and_leads_to_both_ways(login_client, officer, settings):
    settings.REQUIRE_MFA = True
    login_client.sign_in()
    response = login_client.get("/quan-tri/news/article/", follow=True)
    page = response.content.decode()
    assert "phải đặt bước hai trước khi vào bàn biên tập" in page
    for path in (SETUP, PASSKEY):
        assert f'href="{path}"' in page
        assert login_client.get(path).status_code == 200
    login_client.activate_mfa()
    assert login_client.is_signed_in
    assert "phải đặt bước hai" not in login_client.get(INDEX).content.decode()


CREDENTIAL = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "response": {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AAAA", "signature": "AAAA"},
    "clientExtensionResults": {},
}
HOSTILE = ["", "null", "[]", "1", '"x"', "{}", "{", json.dumps(CREDENTIAL), json.dumps(CREDENTIAL | {"response": 1})]
HOSTILE += [json.dumps(CREDENTIAL | {"rawId": text}) for text in ("*", "ả", None, ["x"])]
HOSTILE += [
    json.dumps(CREDENTIAL | {"response": CREDENTIAL["response"] | {"clientDataJSON": text}})
    for text in ("", "AA", "W10", 5, "eyJ0eXBlIjoxfQ")
]


@pytest.mark.parametrize("credential", HOSTILE)
def test_add_passkey_refuses_hostile_credential(login_client, officer, credential):
    login_client.sign_in()
    login_client.get(PASSKEY)
    response = login_client.post(PASSKEY, {"credential": credential})
    assert (response.status_code, bool(response.context["form"].errors)) == (200, True)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", HOSTILE)
def test_sign_in_refuses_hostile_credential(secret_and_codes, credential):
    other = LoginClient()
    other.sign_in()
    other.get(CODE_STEP)
    assert other.post(CODE_STEP, {"credential": credential}).status_code == 200
    assert other.post(CODE_STEP, {}).status_code == 200
    assert not other.is_signed_in


def test_passkey_guesses_are_limited(secret_and_codes):
    secret, _ = secret_and_codes
    other = LoginClient()
    other.sign_in()
    other.get(CODE_STEP)
    responses = [other.post(CODE_STEP, {"credential": json.dumps(CREDENTIAL)}) for _ in range(5)]
    assert [response.status_code for response in responses] == [200] * 4 + [429]
    assert other.post(CODE_STEP, {"code": totp_code(secret)}).status_code == 429


def test_last_second_step_stays_if_required(login_client, secret_and_codes, officer, settings):
    settings.REQUIRE_MFA = True
    passkey = Authenticator.objects.create(
        user=officer, type=Authenticator.Type.WEBAUTHN, data={"name": "Điện thoại", "credential": {}}
    )
    login_client.post(f"{INDEX}tat/")
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    response = login_client.post(f"{PASSKEY}{passkey.pk}/bo/", follow=True)
    assert "phải thêm cách khác trước khi bỏ cách này" in response.content.decode()
    assert mfa.is_enabled(officer)
    settings.REQUIRE_MFA = False
    login_client.post(f"{PASSKEY}{passkey.pk}/bo/")
    assert not Authenticator.objects.exists()


def test_passkey_of_somebody_else_is_404(login_client, officer, django_user_model):
    somebody = django_user_model.objects.create_user("khac", is_staff=True)
    passkey = Authenticator.objects.create(
        user=somebody, type=Authenticator.Type.WEBAUTHN, data={"name": "Máy", "credential": {}}
    )
    login_client.sign_in()
    assert login_client.post(f"{PASSKEY}{passkey.pk}/bo/").status_code == 404
    assert mfa.is_enabled(somebody)
