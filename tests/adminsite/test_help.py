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


def test_help_has_a_part_for_each_line_of_its_contents(client):
    text = page(client, roles.ADMINISTRATOR)
    assert re.findall(r'<li><a href="#([\w-]+)"', text) == re.findall(r'<h2 id="([\w-]+)"', text)


def test_its_pictures_are_there_small_and_said_in_words(client):
    pictures = re.findall(r'<img src="/static/(help/[\w-]+\.webp)" alt="([^"]{20,})"', page(client, roles.AUTHOR))
    assert len(pictures) == 4
    for name, _ in pictures:
        path = finders.find(name)
        with Image.open(path) as image:
            assert image.width <= 900


def test_accounts_are_explained_to_those_who_keep_them(client):
    assert "Tài khoản của người khác" not in page(client, roles.EDITOR)
    assert "Tài khoản của người khác" in page(client, roles.ADMINISTRATOR)


def test_it_says_the_numbers_that_hold(client, settings):
    settings.SESSION_COOKIE_AGE = 5 * 3600
    text = " ".join(page(client, roles.AUTHOR).split())
    assert "sai mật khẩu 5 lần thì phải đợi 30 phút" in text
    assert "chậm nhất 5 giờ sau khi đăng nhập" in text


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(HELP).headers["Location"] == f"/quan-tri/login/?next={HELP}"
