"""Every role at every path of the desk but the articles', which have a table of their own in tests/news."""

import re
from datetime import date

import pytest
import reversion
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.urls import get_resolver
from reversion.models import Version

from news.models import BoundaryChange
from procedures.models import GuideEntry
from saovang.accounts import roles
from saovang.accounts.models import LoginPolicy
from saovang.pages.models import Page, ServiceLink
from saovang.redirects.models import Redirect
from saovang.search.models import PlaceName
from saovang.visits.models import DailyVisits, LegacyVisitTotal
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db
STAFF = {"author", "editor", "administrator"}
EDITORS, ADMINISTRATORS, NOBODY = {"editor", "administrator"}, {"administrator"}, set()
THINGS = {
    "accounts/loginpolicy": lambda: LoginPolicy.objects.create(),
    "accounts/user": lambda: factories.staff(roles.EDITOR),
    "pages/servicelink": lambda: ServiceLink.objects.create(name="Cổng", url="https://example.vn/"),
    "news/boundarychange": lambda: BoundaryChange.objects.create(took_effect_on=date(2025, 7, 1), note="Đổi"),
    "news/category": lambda: factories.category("Để thử"),
    "pages/page": lambda: Page.objects.create(title="Trang", slug="trang-thu"),
    "procedures/contactdetails": lambda: factories.contact_details(),
    "procedures/feedbackaddress": lambda: factories.feedback_address(),
    "procedures/guideentry": lambda: GuideEntry.objects.create(request_type="complaint", choice="Tôi khiếu nại"),
    "procedures/procedure": lambda: factories.procedure(),
    "redirects/redirect": lambda: Redirect.objects.create(old_path="/cu/", new_path="/moi/"),
    "search/placename": lambda: PlaceName.objects.create(old_name="thị trấn Cũ", new_name="xã Mới"),
    "visits/legacyvisittotal": lambda: LegacyVisitTotal.objects.create(total=5),
    "visits/dailyvisits": lambda: DailyVisits.objects.create(day=date(2026, 1, 1), count=3),
}
# Who opens the form (to read, at least), who may send it, who may delete.
PAGES = {
    "accounts/loginpolicy": (ADMINISTRATORS, ADMINISTRATORS, NOBODY),
    "accounts/user": (ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS),
    "pages/servicelink": (EDITORS, EDITORS, EDITORS),
    "news/boundarychange": (EDITORS, EDITORS, EDITORS),
    "news/category": (STAFF, EDITORS, EDITORS),
    "pages/page": (EDITORS, EDITORS, EDITORS),
    "procedures/contactdetails": (EDITORS, EDITORS, NOBODY),
    "procedures/feedbackaddress": (EDITORS, EDITORS, EDITORS),
    "procedures/guideentry": (EDITORS, EDITORS, NOBODY),
    "procedures/procedure": (EDITORS, EDITORS, EDITORS),
    "redirects/redirect": (EDITORS, EDITORS, EDITORS),
    "search/placename": (EDITORS, EDITORS, EDITORS),
    "visits/legacyvisittotal": (ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS),
    "visits/dailyvisits": (EDITORS, NOBODY, NOBODY),
}
# Paths of no one thing: who gets an answer of 200.
OTHERS = {
    "": STAFF,
    "huong-dan/": STAFF,
    "jsi18n/": STAFF,
    "password_change/": STAFF,
    "password_change/done/": STAFF,
    "news/": STAFF,
    "accounts/": ADMINISTRATORS,
    "accounts/user/1/password/": ADMINISTRATORS,
    "procedures/procedure/nhap/": EDITORS,
    "procedures/procedure/xuat/": EDITORS,
    "procedures/procedure/mau/": EDITORS,
    "tai-ve/bai-viet-theo-thang.csv": EDITORS,
    "tai-ve/bai-viet-theo-thang.xlsx": EDITORS,
    "tai-ve/khong-co.csv": NOBODY,
    "autocomplete/": NOBODY,
    "auth/group/": NOBODY,
    "axes/accessattempt/": NOBODY,
}


@pytest.fixture
def clients() -> dict:
    """Signed in, each of the roles; a resident with an account; and nobody."""
    users = {
        "author": factories.staff(roles.AUTHOR),
        "editor": factories.staff(roles.EDITOR),
        "administrator": factories.staff(roles.ADMINISTRATOR),
        "resident": factories.User.objects.create_user("resident"),
    }
    return {who: articles.signed_in(user) for who, user in users.items()} | {"stranger": articles.Client()}


def who_gets(clients: dict, path: str) -> set[str]:
    return {who for who, client in clients.items() if client.get(f"/quan-tri/{path}").status_code == 200}


@pytest.mark.parametrize("kind", THINGS)
def test_every_role_at_every_form(clients, kind):
    may_see, may_change, may_delete = PAGES[kind]
    thing = THINGS[kind]()
    model, address = type(thing), f"{kind}/{quote(thing.pk)}"
    assert who_gets(clients, f"{address}/change/") == may_see
    assert who_gets(clients, f"{address}/history/") == may_see
    assert who_gets(clients, f"{address}/delete/") == may_delete
    before = list(model.objects.order_by("pk").values())
    for who, client in clients.items():
        if who not in may_change:
            assert client.post(f"/quan-tri/{address}/change/", {"_save": "1"}).status_code in (302, 403)
        if who not in may_delete:
            assert client.post(f"/quan-tri/{address}/delete/", {"post": "yes"}).status_code in (302, 403)
            action = {"action": "delete_selected", "_selected_action": [thing.pk], "index": 0, "post": "yes"}
            assert client.post(f"/quan-tri/{kind}/", action).status_code in (200, 302, 403)
    assert list(model.objects.order_by("pk").values()) == before
    sent = {who: clients[who].post(f"/quan-tri/{address}/change/", {"_save": "1"}) for who in may_change}
    assert {who for who, response in sent.items() if response.status_code in (200, 302)} == may_change
    if may_delete:
        clients["administrator"].post(f"/quan-tri/{address}/delete/", {"post": "yes"})
        assert not model.objects.filter(pk=thing.pk).exists()


@pytest.mark.parametrize("path", OTHERS)
def test_every_role_at_every_other_path(clients, path):
    if path.startswith("accounts/user/"):
        path = path.replace("1", str(factories.staff().pk))
    assert who_gets(clients, path) == OTHERS[path if path in OTHERS else re.sub(r"\d+", "1", path)]


def test_a_sheet_is_taken_from_editors_only(clients):
    for who, client in clients.items():
        response = client.post(
            "/quan-tri/procedures/procedure/nhap/", {"file": factories.sheet([["1.2", "Tên", "Ngành"]])}
        )
        assert (response.status_code == 200) == (who in EDITORS), who


VERSIONED = ["contactdetails", "feedbackaddress", "guideentry", "procedure"]


@pytest.mark.parametrize("kind", VERSIONED)
def test_every_role_at_the_versions_of_a_thing(clients, kind):
    with reversion.create_revision():
        thing = THINGS[f"procedures/{kind}"]()
    version = Version.objects.get_for_object(thing).get()
    may_recover = EDITORS if PAGES[f"procedures/{kind}"][2] else NOBODY
    assert who_gets(clients, f"procedures/{kind}/{thing.pk}/history/{version.pk}/") == EDITORS
    type(thing).objects.all().delete()
    for path in ("", f"{version.pk}/"):
        opened = who_gets(clients, f"procedures/{kind}/recover/{path}")
        assert opened == (EDITORS if kind == "contactdetails" else may_recover)
    assert clients["author"].post(f"/quan-tri/procedures/{kind}/recover/{version.pk}/").status_code == 403
    assert not type(thing).objects.exists()


def names(patterns) -> set[str]:
    """The names of all addresses below the desk's."""
    found = set()
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            found |= names(pattern.url_patterns)
        elif pattern.name:
            found.add(pattern.name)
    return found


def test_no_path_of_the_desk_is_forgotten():
    models = [apps.get_model(*page.split("/")) for page in [*THINGS, "news/article"]]
    usual = {
        f"{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in models
        for page in ("changelist", "add", "change", "delete", "history")
    }
    usual |= {f"procedures_{kind}_{page}" for kind in VERSIONED for page in ("recoverlist", "recover", "revision")}
    of_articles = {path.name for path in admin.site.get_model_admin(models[-1]).get_urls() if path.name}
    here = [pattern for pattern in get_resolver().url_patterns if str(pattern.pattern).startswith("quan-tri/")]
    assert names(here) - usual - of_articles == {
        # of the desk
        "index", "app_list", "jsi18n", "help", "table", "view_on_site", "autocomplete",
        "procedures_procedure_import", "procedures_procedure_export", "procedures_procedure_template",
        # of whoever is signed in
        "login", "logout", "password_change", "password_change_done", "auth_user_password_change",
        # of signing in, tried in tests/accounts
        "account_login", "account_logout", "account_reauthenticate", "mfa_authenticate", "mfa_index",
        "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    }  # fmt: skip
