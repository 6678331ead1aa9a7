"""The search of every list of the admin site knows Vietnamese."""

from datetime import date

import pytest
from django.contrib import admin

from news.models import BoundaryChange
from saovang.journal.models import SecurityEvent
from saovang.opening_hours.models import SpecialHours
from saovang.pages.models import Page, ServiceLink, Task
from saovang.redirects.models import Redirect
from saovang.search.models import PlaceName, Synonym, UnansweredQuery
from tests import factories

pytestmark = pytest.mark.django_db
NAME = "THÔNG BÁO Đổi mới"
OBJECTS = {
    "news/article": lambda: factories.article(NAME, status="draft", published_at=None),
    "news/category": lambda: factories.category(NAME),
    "news/boundarychange": lambda: BoundaryChange.objects.create(effective_date=date(2025, 7, 1), note=NAME),
    "emergency/emergency": lambda: factories.emergency(NAME),
    "opening_hours/specialhours": lambda: SpecialHours.objects.create(
        name=NAME, first_day=date(2026, 9, 1), last_day=date(2026, 9, 1)
    ),
    "links/linkeddomain": lambda: factories.linked_domain(first_seen_in=NAME),
    "notices/notice": lambda: factories.notice(recipient=factories.staff(last_name=NAME)),
    "directory/body": lambda: factories.body(NAME),
    "directory/person": lambda: factories.person(NAME),
    "pages/page": lambda: Page.objects.create(title=NAME, slug="trang"),
    "pages/servicelink": lambda: ServiceLink.objects.create(name=NAME, url="https://example.vn/"),
    "pages/task": lambda: Task.objects.create(title=NAME, url="/viec/"),
    "procedures/lifeevent": lambda: factories.life_event(title=NAME),
    "procedures/procedure": lambda: factories.procedure(name=NAME),
    "procedures/feedbackaddress": lambda: factories.feedback_address(title=NAME),
    "redirects/redirect": lambda: Redirect.objects.create(old_path=f"/{NAME.replace(' ', '-')}/", new_path="/moi/"),
    "search/placename": lambda: PlaceName.objects.create(old_name=NAME, new_name="xã Mới"),
    "search/synonym": lambda: Synonym.objects.create(term=NAME, meanings="tin"),
    "search/unansweredquery": lambda: UnansweredQuery.objects.create(day=date(2026, 1, 1), text=NAME, count=1),
    "journal/securityevent": lambda: SecurityEvent.objects.create(event=SecurityEvent.Event.DELETION, detail=NAME),
    "accounts/user": lambda: factories.staff(last_name=NAME, first_name="Lan"),
}
# Lists of few rows, or of none that a person could name.
WITHOUT_SEARCH = {
    "accounts/loginpolicy",
    "directory/directions",
    "news/loudspeakersettings",
    "opening_hours/weeklysession",
    "pages/headerimage",
    "procedures/contactdetails",
    "procedures/guideentry",
    "visits/dailyvisits",
    "visits/legacyvisittotal",
}


@pytest.mark.parametrize("label", OBJECTS)
def test_list_search_ignores_case_and_accents(admin_client, label):
    """It leaves out what has other words."""
    obj = OBJECTS[label]()

    def find(query: str) -> list:
        return list(admin_client.get(f"/quan-tri/{label}/", {"q": query}).context["cl"].result_list)

    for query in ["thông báo", "thong bao", "THÔNG BÁO", "Đổi", "đổi", "doi moi", "bao thong"]:
        assert find(query) == [obj], query
    assert find("lễ hội") == []


def test_every_list_is_searched_or_short():
    labels = {model._meta.label_lower.replace(".", "/") for model in admin.site._registry}
    assert labels == OBJECTS.keys() | WITHOUT_SEARCH
