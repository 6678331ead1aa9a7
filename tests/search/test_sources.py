"""What stands on a public page is found by search, and no longer when it is gone."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from procedures.models import GuideEntry
from saovang.emergency.services import switch_off, switch_on
from saovang.pages.models import Page, PageFile
from saovang.search.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db
WORD = "khinhkhicau"  # stands nowhere else


def found(query: str = WORD) -> list[str]:
    return [result.url for result in Entry.objects.search(query)[0:9]]


def page_with_file(title: str) -> Page:
    page = Page.objects.create(title="Giới thiệu", slug="gioi-thieu")
    PageFile.objects.create(page=page, title=title, file="tep/a.zip", file_type="zip", size=1)
    return page


def guide_entry(**fields) -> GuideEntry:
    return GuideEntry.objects.create(request_type="complaint", choice="Tôi khiếu nại", **fields)


OBJECTS: dict[str, Callable[[], Model]] = {
    "author": lambda: factories.article(author=f"Lê Thị {WORD}"),
    "source": lambda: factories.article(source=f"Báo {WORD}"),
    "legal basis of a procedure": lambda: factories.procedure(legal_basis=f"Luật Hộ tịch\nNghị định {WORD}"),
    "time limits of the guide": lambda: guide_entry(time_limits=f"Trong 90 ngày {WORD}.", time_limits_source="Luật"),
    "source of a statement": lambda: guide_entry(purpose="Để đòi lại.", purpose_source=f"Điều 2 Luật {WORD}"),
    "letter of the guide": lambda: guide_entry(letter_title="Đơn", letter_items=f"Họ tên\nNội dung {WORD} | 8"),
    "legal basis of an address": lambda: factories.feedback_address(legal_basis=f"Thông báo số 610 {WORD}"),
    "title of a file of a page": lambda: page_with_file(f"Phụ lục {WORD}"),
    "biography": lambda: factories.person(biography=f"Nguyên kế toán {WORD}.").body,
    "way to the office": lambda: factories.directions(description=f"Cạnh chợ {WORD}."),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_what_stands_on_a_page_is_found(client, name):
    obj = OBJECTS[name]()
    assert found() == [obj.get_absolute_url()]  # type: ignore[attr-defined]
    assert f"<mark>{WORD}</mark>" in client.get("/tim-kiem/", {"q": WORD}).content.decode()
    for person in getattr(obj, "people", obj.__class__.objects.none()).all():  # type: ignore[attr-defined]
        person.delete()
    obj.delete()
    assert found() == []


def test_results_need_as_many_queries_as_one_result(django_assert_num_queries):
    for number in range(6):
        factories.article(f"Tin {number}", author="Lê Thị Thử", source=f"Báo {WORD}")
    with CaptureQueriesContext(connection) as one:
        assert len(Entry.objects.search(WORD)[0:1]) == 1
    with django_assert_num_queries(len(one)):
        assert len(Entry.objects.search(WORD)[0:6]) == 6


def test_emergency_is_found_while_it_is_on(client):
    user = factories.staff()
    emergency = factories.emergency(f"Bão {WORD}")
    assert found() == []  # it may be prepared
    switch_on(emergency, user)
    for query in (WORD, "ngắt cầu dao", "nơi sơ tán khu phố 4", "0237 383 0004", "nước kênh"):
        assert found(query) == ["/"], query
    assert "Khẩn cấp · Từ " in client.get("/tim-kiem/", {"q": WORD}).content.decode()
    emergency.updates.create(text="Đã vỡ bờ bao.")
    emergency.shelters.all().delete()
    assert found("vỡ bờ bao") == ["/"]
    assert found("sơ tán") == []
    switch_off(emergency, user)
    assert found() == []
