"""Permissions of every role on every URL of the admin site, except articles: tests/news/test_roles.py has those."""

import re
from datetime import date, time

import pytest
import reversion
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.urls import get_resolver
from reversion.models import Version

from news.models import BoundaryChange, LoudspeakerSettings
from procedures.models import GuideEntry
from saovang.accounts import roles
from saovang.accounts.models import LoginPolicy
from saovang.journal.models import SecurityEvent
from saovang.opening_hours.models import SpecialHours, WeeklySession
from saovang.pages.models import HeaderImage, Page, ServiceLink, Task
from saovang.redirects.models import Redirect
from saovang.search.models import PlaceName, Synonym, UnansweredQuery
from saovang.visits.models import DailyVisits, LegacyVisitTotal
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db
STAFF = {"author", "editor", "administrator"}
EDITORS, ADMINISTRATORS, NOBODY = {"editor", "administrator"}, {"administrator"}, set()
OBJECTS = {
    "accounts/loginpolicy": lambda: LoginPolicy.objects.create(),
    "accounts/user": lambda: factories.staff(roles.EDITOR),
    "directory/body": lambda: factories.body(),
    "directory/directions": lambda: factories.directions(),
    "directory/person": lambda: factories.person(),
    "journal/securityevent": lambda: SecurityEvent.objects.create(event="sign_in"),
    "pages/headerimage": lambda: HeaderImage.objects.create(svg="<svg/>"),
    "pages/task": lambda: Task.objects.create(title="Sinh con", url="/sinh-con/"),
    "pages/servicelink": lambda: ServiceLink.objects.create(name="Cổng", url="https://example.vn/"),
    "news/boundarychange": lambda: BoundaryChange.objects.create(effective_date=date(2025, 7, 1), note="Đổi"),
    "news/loudspeakersettings": lambda: LoudspeakerSettings.objects.create(),
    "news/category": lambda: factories.category("Để thử"),
    "pages/page": lambda: Page.objects.create(title="Trang", slug="trang-thu"),
    "emergency/emergency": lambda: factories.emergency(),
    "opening_hours/weeklysession": lambda: WeeklySession.objects.create(
        weekday=0, opens_at=time(7, 30), closes_at=time(11)
    ),
    "opening_hours/specialhours": lambda: SpecialHours.objects.create(
        name="Nghỉ bù", first_day=date(2026, 9, 1), last_day=date(2026, 9, 1)
    ),
    "links/linkeddomain": lambda: factories.linked_domain("abc.vn"),
    "notices/notice": lambda: factories.notice(),
    "procedures/contactdetails": lambda: factories.contact_details(),
    "procedures/feedbackaddress": lambda: factories.feedback_address(),
    "procedures/guideentry": lambda: GuideEntry.objects.create(request_type="complaint", choice="Tôi khiếu nại"),
    "procedures/lifeevent": lambda: factories.life_event(),
    "procedures/procedure": lambda: factories.procedure(),
    "redirects/redirect": lambda: Redirect.objects.create(old_path="/cu/", new_path="/moi/"),
    "search/placename": lambda: PlaceName.objects.create(old_name="thị trấn Cũ", new_name="xã Mới"),
    "search/synonym": lambda: Synonym.objects.create(term="sổ đỏ", meanings="giấy chứng nhận"),
    "search/unansweredquery": lambda: UnansweredQuery.objects.create(day=date(2026, 1, 1), text="x", count=1),
    "visits/legacyvisittotal": lambda: LegacyVisitTotal.objects.create(total=5),
    "visits/dailyvisits": lambda: DailyVisits.objects.create(day=date(2026, 1, 1), count=3),
}
# Roles that may view, change and delete.
PERMISSIONS = {
    "accounts/loginpolicy": (ADMINISTRATORS, ADMINISTRATORS, NOBODY),
    "accounts/user": (ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS),
    "directory/body": (EDITORS, EDITORS, EDITORS),
    "directory/directions": (EDITORS, EDITORS, EDITORS),
    "directory/person": (EDITORS, EDITORS, EDITORS),
    "journal/securityevent": (ADMINISTRATORS, NOBODY, NOBODY),
    "pages/headerimage": (EDITORS, EDITORS, EDITORS),
    "pages/task": (EDITORS, EDITORS, EDITORS),
    "pages/servicelink": (EDITORS, EDITORS, EDITORS),
    "news/boundarychange": (EDITORS, EDITORS, EDITORS),
    "news/loudspeakersettings": (EDITORS, EDITORS, NOBODY),
    "news/category": (STAFF, EDITORS, EDITORS),
    "pages/page": (EDITORS, EDITORS, EDITORS),
    "emergency/emergency": (EDITORS, EDITORS, EDITORS),
    "opening_hours/weeklysession": (EDITORS, EDITORS, EDITORS),
    "opening_hours/specialhours": (EDITORS, EDITORS, EDITORS),
    "links/linkeddomain": (EDITORS, NOBODY, NOBODY),
    "notices/notice": (ADMINISTRATORS, NOBODY, NOBODY),
    "procedures/contactdetails": (EDITORS, EDITORS, NOBODY),
    "procedures/feedbackaddress": (EDITORS, EDITORS, EDITORS),
    "procedures/guideentry": (EDITORS, EDITORS, NOBODY),
    "procedures/lifeevent": (EDITORS, EDITORS, EDITORS),
    "procedures/procedure": (EDITORS, EDITORS, EDITORS),
    "redirects/redirect": (EDITORS, EDITORS, EDITORS),
    "search/placename": (EDITORS, EDITORS, EDITORS),
    "search/synonym": (EDITORS, EDITORS, EDITORS),
    "search/unansweredquery": (EDITORS, NOBODY, EDITORS),
    "visits/legacyvisittotal": (ADMINISTRATORS, ADMINISTRATORS, NOBODY),
    "visits/dailyvisits": (EDITORS, NOBODY, NOBODY),
}
# Roles that get 200 at paths that belong to no object.
OTHER_PATHS = {
    "": STAFF,
    "huong-dan/": STAFF,
    "duong-dan/?q=a": STAFF,
    "jsi18n/": STAFF,
    "password_change/": STAFF,
    "password_change/done/": STAFF,
    "phien/": STAFF,
    "thu-bao/": STAFF,
    "news/": STAFF,
    "accounts/": ADMINISTRATORS,
    "accounts/user/1/password/": ADMINISTRATORS,
    "procedures/procedure/nhap/": EDITORS,
    "procedures/procedure/xuat/": EDITORS,
    "procedures/procedure/mau/": EDITORS,
    "directory/": EDITORS,
    "directory/person/1/xoa-han/": ADMINISTRATORS,
    "journal/": ADMINISTRATORS,
    "notices/": ADMINISTRATORS,
    "journal/securityevent/xuat/": ADMINISTRATORS,
    "tai-ve/bai-viet-theo-thang.csv": EDITORS,
    "tai-ve/bai-viet-theo-thang.xlsx": EDITORS,
    "tai-ve/khong-co.csv": NOBODY,
    "autocomplete/": NOBODY,
    "auth/group/": NOBODY,
    "axes/accessattempt/": NOBODY,
}


@pytest.fixture
def clients() -> dict:
    """Return clients of each role, of an account that is not staff, and of an anonymous visitor."""
    users = {
        "author": factories.staff(roles.AUTHOR),
        "editor": factories.staff(roles.EDITOR),
        "administrator": factories.staff(roles.ADMINISTRATOR),
        "not_staff": factories.User.objects.create_user("not-staff"),
    }
    return {role: articles.signed_in(user) for role, user in users.items()} | {"anonymous": articles.Client()}


def roles_with_access(clients: dict, path: str) -> set[str]:
    return {role for role, client in clients.items() if client.get(f"/quan-tri/{path}").status_code == 200}


@pytest.mark.parametrize("label", OBJECTS)
def test_model_admin_permissions(clients, label):
    may_view, may_change, may_delete = PERMISSIONS[label]
    obj = OBJECTS[label]()
    model, path = type(obj), f"{label}/{quote(obj.pk)}"
    assert roles_with_access(clients, f"{path}/change/") == may_view
    assert roles_with_access(clients, f"{path}/history/") == may_view
    assert roles_with_access(clients, f"{path}/delete/") == may_delete
    before = list(model.objects.order_by("pk").values())
    for role, client in clients.items():
        if role not in may_change:
            assert client.post(f"/quan-tri/{path}/change/", {"_save": "1"}).status_code in (302, 403)
        if role not in may_delete:
            assert client.post(f"/quan-tri/{path}/delete/", {"post": "yes"}).status_code in (302, 403)
            action = {"action": "delete_selected", "_selected_action": [obj.pk], "index": 0, "post": "yes"}
            assert client.post(f"/quan-tri/{label}/", action).status_code in (200, 302, 403)
    assert list(model.objects.order_by("pk").values()) == before
    responses = {role: clients[role].post(f"/quan-tri/{path}/change/", {"_save": "1"}) for role in may_change}
    assert {role for role, response in responses.items() if response.status_code in (200, 302)} == may_change
    if may_delete:
        clients["administrator"].post(f"/quan-tri/{path}/delete/", {"post": "yes"})
        assert not model.objects.filter(pk=obj.pk).exists()


@pytest.mark.parametrize("path", OTHER_PATHS)
def test_other_admin_path_permissions(clients, path):
    if path.startswith("accounts/user/"):
        path = path.replace("1", str(factories.staff().pk))
    if path.startswith("directory/person/"):
        path = path.replace("1", str(factories.person().pk))
    assert roles_with_access(clients, path) == OTHER_PATHS[path if path in OTHER_PATHS else re.sub(r"\d+", "1", path)]


def test_procedure_import_is_for_editors(clients):
    for role, client in clients.items():
        response = client.post(
            "/quan-tri/procedures/procedure/nhap/", {"file": factories.sheet([["1.2", "Tên", "Ngành"]])}
        )
        assert (response.status_code == 200) == (role in EDITORS), role


VERSIONED = [
    "directory/body",
    "directory/directions",
    "directory/person",
    "emergency/emergency",
    "opening_hours/specialhours",
    "opening_hours/weeklysession",
    "news/boundarychange",
    "news/category",
    "pages/page",
    "pages/headerimage",
    "pages/task",
    "pages/servicelink",
    "procedures/contactdetails",
    "procedures/feedbackaddress",
    "procedures/guideentry",
    "procedures/lifeevent",
    "procedures/procedure",
    "redirects/redirect",
    "search/placename",
    "search/synonym",
]
AUTOSAVED = [
    "directory/body",
    "directory/directions",
    "directory/person",
    "emergency/emergency",
    "pages/page",
    "procedures/contactdetails",
    "procedures/feedbackaddress",
    "procedures/guideentry",
    "procedures/lifeevent",
    "procedures/procedure",
]


@pytest.mark.parametrize("label", VERSIONED)
def test_version_permissions(clients, label):
    with reversion.create_revision():
        obj = OBJECTS[label]()
    version = Version.objects.get_for_object(obj).get()
    may_recover = EDITORS if PERMISSIONS[label][2] else NOBODY
    may_view = PERMISSIONS[label][0]
    assert roles_with_access(clients, f"{label}/{obj.pk}/history/{version.pk}/") == may_view
    type(obj).objects.all().delete()
    for path in ("", f"{version.pk}/"):
        allowed = roles_with_access(clients, f"{label}/recover/{path}")
        assert allowed == (EDITORS if label == "procedures/contactdetails" else may_recover)
    assert clients["author"].post(f"/quan-tri/{label}/recover/{version.pk}/").status_code == 403
    assert not type(obj).objects.exists()


def url_names(patterns) -> set[str]:
    """Return the names of all URLs in `patterns`, nested ones included."""
    names = set()
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            names |= url_names(pattern.url_patterns)
        elif pattern.name:
            names.add(pattern.name)
    return names


def test_permission_tables_cover_all_admin_urls():
    models = [apps.get_model(*label.split("/")) for label in [*OBJECTS, "news/article"]]
    model_names = {
        f"{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in models
        for page in ("changelist", "add", "change", "delete", "history")
    }
    model_names |= {
        f"{label.replace('/', '_')}_{page}" for label in VERSIONED for page in ("recoverlist", "recover", "revision")
    }
    article_names = {path.name for path in admin.site.get_model_admin(models[-1]).get_urls() if path.name}
    # tests/adminsite/test_autosave.py
    model_names |= {f"{label.replace('/', '_')}_autosave" for label in AUTOSAVED}
    admin_patterns = [
        pattern for pattern in get_resolver().url_patterns if str(pattern.pattern).startswith("quan-tri/")
    ]
    assert url_names(admin_patterns) - model_names - article_names == {
        # of the site
        "index", "app_list", "jsi18n", "help", "find_links", "sentence_case", "download_table", "view_on_site",
        "autocomplete",
        "procedures_procedure_import", "procedures_procedure_export", "procedures_procedure_template",
        "journal_securityevent_export", "directory_person_erase",
        "emergency_emergency_switch_off",  # tests/emergency/test_admin.py
        "pages_page_preview",  # tests/pages/test_preview.py
        # tests/pages/test_page_photos.py
        "pages_page_upload_photo", "pages_page_reuse_photo", "pages_page_photo_usage", "pages_page_erase",
        # of the user
        "login", "logout", "password_change", "password_change_done", "auth_user_password_change",
        "notice_settings",
        # of sign-in, tested in tests/accounts
        "account_login", "account_logout", "account_change_password", "session_list", "account_reauthenticate",
        "mfa_authenticate", "mfa_index",
        "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_reauthenticate_webauthn",
        "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    }  # fmt: skip


@pytest.mark.parametrize("label", OBJECTS)
def test_action_with_bad_key_changes_nothing(client, rf, label):
    request = rf.get("/")
    request.user = factories.staff(roles.ADMINISTRATOR, is_superuser=True)
    client.force_login(request.user)
    model = type(OBJECTS[label]())
    before = list(model.objects.order_by("pk").values())
    for action in {"delete_selected", *admin.site.get_model_admin(model).get_actions(request)}:
        for key in ["x", "1.5", "ả", "", "\0", "99999999999999999999", "-1"]:
            data = {"action": action, "_selected_action": key, "index": 0, "post": "yes"}
            assert client.post(f"/quan-tri/{label}/", data).status_code in (200, 302, 400, 403), (action, key)
    assert list(model.objects.order_by("pk").values()) == before
