import pytest
from django.contrib.auth.models import Group, Permission

from saovang.accounts import roles
from tests import factories

pytestmark = pytest.mark.django_db


def test_sync_roles_is_idempotent():
    factories.staff()
    before = Permission.objects.count()
    roles.sync_roles()
    assert Permission.objects.count() == before
    assert {group.name: group.permissions.count() for group in Group.objects.all()} == {
        role: sum(len(actions.split()) for actions in models.values()) for role, models in roles.ROLES.items()
    }


CHECKED = ["news.change_article", "news.publish_article", "procedures.change_feedbackaddress", "accounts.change_user"]


@pytest.mark.parametrize(
    ("role", "allowed"), [(roles.AUTHOR, CHECKED[:1]), (roles.EDITOR, CHECKED[:3]), (roles.ADMINISTRATOR, CHECKED)]
)
def test_roles_permissions(role, allowed):
    user = factories.staff(role)
    assert [permission for permission in CHECKED if user.has_perm(permission)] == allowed
