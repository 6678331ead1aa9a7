import pytest
from django.test import Client

from news.models import Article
from saovang.accounts import roles
from saovang.accounts.models import User
from tests import factories
from tests.news import articles


@pytest.fixture
def author() -> User:
    return factories.staff(roles.AUTHOR, "lan", first_name="Lan")


@pytest.fixture
def editor() -> Client:
    """Return a client that is signed in as an editor."""
    return articles.signed_in(factories.staff(roles.EDITOR, "hung", first_name="Hùng"))


@pytest.fixture
def item(author: User) -> Article:
    """Return a draft of the author."""
    return factories.article(body="<p>Đã lưu.</p>", written_by=author, **articles.STATES["draft"])
