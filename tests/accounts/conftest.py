import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

PASSWORD = "ruộng lúa chín vàng"


@pytest.fixture(autouse=True)
def empty_cache():
    """What limits the second step lives in the cache."""
    cache.clear()


@pytest.fixture
def officer(django_user_model):
    return django_user_model.objects.create_user("canbo", password=PASSWORD, is_staff=True, is_superuser=True)


class Browser(Client):
    """A test client that fills in the sign-in as a person does."""

    def sign_in(self, name="canbo", password=PASSWORD, next="", **headers):
        return self.post("/quan-tri/login/", {"login": name, "password": password, "next": next}, **headers)

    def turn_on_two_steps(self) -> tuple[str, list[str]]:
        """Set the second step up; gives the app's secret and the recovery codes."""
        secret = self.get("/quan-tri/hai-buoc/bat/").context["form"].secret
        self.post("/quan-tri/hai-buoc/bat/", {"code": code(secret)})
        cache.clear()  # the code just used shall be good once more, without waiting for the next
        return secret, self.get("/quan-tri/hai-buoc/ma-du-phong/").context["unused_codes"]

    @property
    def is_in(self) -> bool:
        return self.get("/quan-tri/").status_code == 200


def code(secret: str) -> str:
    """What the app on the telephone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def visitor():
    return Browser()
