import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

PASSWORD = "ruộng lúa chín vàng"


@pytest.fixture
def officer(django_user_model):
    return django_user_model.objects.create_user("canbo", password=PASSWORD, is_staff=True, is_superuser=True)


class LoginClient(Client):
    """A test client that signs in through the forms."""

    def sign_in(self, username="canbo", password=PASSWORD, next="", csrfmiddlewaretoken="", **headers):
        data = {"login": username, "password": password, "next": next, "csrfmiddlewaretoken": csrfmiddlewaretoken}
        return self.post("/quan-tri/login/", data, **headers)

    def activate_mfa(self) -> tuple[str, list[str]]:
        """Set MFA up. Return the secret of the authenticator app and the recovery codes."""
        secret = self.get("/quan-tri/hai-buoc/bat/").context["form"].secret
        self.post("/quan-tri/hai-buoc/bat/", {"code": totp_code(secret)})
        cache.clear()  # forgets the used code, so that a test need not wait 30 seconds for the next one
        return secret, self.get("/quan-tri/hai-buoc/ma-du-phong/").context["unused_codes"]

    @property
    def is_signed_in(self) -> bool:
        return self.get("/quan-tri/").status_code == 200


def totp_code(secret: str) -> str:
    """Return the code that an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def login_client():
    return LoginClient()
