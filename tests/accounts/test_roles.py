import pytest
from django.contrib.auth.models import Group, Permission

from saovang.accounts import roles
from tests import factories

pytestmark = pytest.mark.django_db


def test_migrations_make_the_roles_and_again_it_changes_nothing():
    factories.staff()
    before = Permission.objects.count()
    roles.sync_roles()
    assert Permission.objects.count() == before
    assert {group.name: group.permissions.count() for group in Group.objects.all()} == {
        role: sum(len(actions.split()) for actions in models.values()) for role, models in roles.ROLES.items()
    }


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (roles.AUTHOR, ["news.change_article"]),
        (roles.EDITOR, ["news.change_article", "news.publish_article", "procedures.change_feedbackaddress"]),
        (
            roles.ADMINISTRATOR,
            ["news.change_article", "news.publish_article", "procedures.change_feedbackaddress", "auth.change_user"],
        ),
    ],
)
def test_each_role_may_what_its_name_says(role, allowed):
    user = factories.staff(role)
    asked = ["news.change_article", "news.publish_article", "procedures.change_feedbackaddress", "auth.change_user"]
    assert [permission for permission in asked if user.has_perm(permission)] == allowed
