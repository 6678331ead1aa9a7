import re

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from saovang.accounts import roles
from tests import factories

pytestmark = pytest.mark.django_db
HELP = "/quan-tri/huong-dan/"


def page(client, role: str) -> str:
    client.force_login(factories.staff(role))
    return client.get(HELP).content.decode()


def test_help_contents_match_headings(client):
    text = page(client, roles.ADMINISTRATOR)
    assert re.findall(r'<li><a href="#([\w-]+)"', text) == re.findall(r'<h2 id="([\w-]+)"', text)


def test_help_pictures_exist_with_alt_text(client):
    pictures = re.findall(r'<img src="/static/(help/[\w-]+\.webp)" alt="([^"]{20,})"', page(client, roles.AUTHOR))
    assert len(pictures) == 4
    for name, _ in pictures:
        path = finders.find(name)
        with Image.open(path) as image:
            assert image.width <= 900


def test_help_on_accounts_is_for_administrators(client):
    assert "Tài khoản của người khác" not in page(client, roles.EDITOR)
    assert "Tài khoản của người khác" in page(client, roles.ADMINISTRATOR)


def test_help_shows_values_of_settings(client, settings):
    settings.SESSION_COOKIE_AGE, settings.SESSION_IDLE_MINUTES = 5 * 3600, 25
    text = " ".join(page(client, roles.AUTHOR).split())
    assert "sai mật khẩu hoặc mã 5 lần thì phải đợi 30 phút" in text
    assert "khi 25 phút không dùng" in text
    assert "chậm nhất 5 giờ sau khi đăng nhập" in text


def test_help_redirects_anonymous_to_login(client):
    assert client.get(HELP).headers["Location"] == f"/quan-tri/login/?next={HELP}"
