from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from saovang.accounts import sessions
from saovang.accounts.models import UserSession
from tests.accounts.conftest import PASSWORD, LoginClient

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/phien/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 11; SM-A125F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


def age(client: LoginClient, *, last_request: float = 0, sign_in: float = 0) -> None:
    """Make the session of `client` older by these numbers of seconds."""
    session = client.session
    key, signed_in_at, last_used_at = session["user_session"]
    session["user_session"] = (key, signed_in_at - sign_in, last_used_at - last_request)
    session.save()


@pytest.fixture
def signed_in(login_client, officer):
    login_client.sign_in(headers={"User-Agent": FIREFOX, "X-Forwarded-For": "203.0.113.77"})
    return login_client


@pytest.mark.parametrize(("minutes", "is_signed_in"), [(59, True), (61, False)])
def test_session_ends_when_idle(signed_in, minutes, is_signed_in):
    age(signed_in, last_request=minutes * 60)
    assert signed_in.is_signed_in == is_signed_in
    assert UserSession.objects.exists() == is_signed_in
    assert signed_in.is_signed_in == is_signed_in


def test_session_idle_minutes_setting(signed_in, settings):
    settings.SESSION_IDLE_MINUTES = 10
    age(signed_in, last_request=11 * 60)
    response = signed_in.get("/quan-tri/news/article/")
    assert response.headers["Location"] == "/quan-tri/login/?next=/quan-tri/news/article/"


def test_session_ends_after_hours_even_in_use(signed_in):
    age(signed_in, sign_in=11 * 3600, last_request=300)
    assert signed_in.is_signed_in
    age(signed_in, sign_in=3600)
    assert not signed_in.is_signed_in


def test_session_in_use_does_not_end(signed_in):
    for _ in range(3):
        age(signed_in, last_request=50 * 60)
        assert signed_in.is_signed_in


def test_session_is_written_once_a_minute(signed_in):
    def data() -> str:
        return Session.objects.get().session_data

    before = data()
    age(signed_in, last_request=30)
    aged = data()
    assert aged != before
    signed_in.get("/quan-tri/")
    assert data() == aged
    age(signed_in, last_request=60)
    aged = data()
    signed_in.get("/quan-tri/")
    assert data() != aged


def test_session_list_names_device_and_network(signed_in):
    other = LoginClient()
    other.sign_in(headers={"User-Agent": PHONE, "X-Forwarded-For": "2001:db8:1:2:3::4"})
    page = signed_in.get(LIST).content.decode()
    assert "Firefox trên Linux, mạng 203.0.113.0/24" in page
    assert "Chrome trên Android, mạng 2001:db8:1:2::/64" in page
    assert "203.0.113.77" not in page


def test_sign_out_elsewhere(signed_in, django_user_model):
    other, somebody = LoginClient(), LoginClient()
    other.sign_in()
    django_user_model.objects.create_user("khac", password=PASSWORD, is_staff=True)
    somebody.sign_in("khac")
    response = signed_in.post(LIST, follow=True)
    assert "Đã đăng xuất ở 1 nơi khác." in response.content.decode()
    assert "Không có nơi nào khác." in response.content.decode()
    assert [client.is_signed_in for client in (signed_in, other, somebody)] == [True, False, True]


def test_password_change_empties_session_list(signed_in):
    other, new = LoginClient(), "cầu tre lắt lẻo"
    other.sign_in()
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    signed_in.post("/quan-tri/password_change/", fields)
    assert "Không có nơi nào khác." in signed_in.get(LIST).content.decode()
    other.sign_in(password=new)
    signed_in.post(LIST)
    assert [signed_in.is_signed_in, other.is_signed_in] == [True, False]


def test_session_removed_from_list_ends_within_a_minute(signed_in):
    UserSession.objects.all().delete()
    age(signed_in, last_request=60)
    assert not signed_in.is_signed_in


def test_purge_expired_removes_idle_sessions(signed_in):
    other = LoginClient()
    other.sign_in()
    UserSession.objects.filter(pk=other.session["user_session"][0]).update(
        last_used_at=timezone.now() - timedelta(minutes=61)
    )
    call_command("purge_expired")
    assert UserSession.objects.get().pk == signed_in.session["user_session"][0]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox trên Linux"),
        (PHONE, "Chrome trên Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0", "Edge trên Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 coc_coc_browser/120.0 Chrome/114.0", "Cốc Cốc trên Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari trên iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.0 Safari/605.1", "Safari trên macOS"),
        ("curl/8.0", "Trình duyệt khác"),
        ("", "Trình duyệt khác"),
    ],
)
def test_device_name(user_agent, name):
    assert sessions.device_name(user_agent) == name
