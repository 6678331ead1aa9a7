"""Queries that found nothing, as the staff see them."""

from datetime import timedelta

import pytest
from django.db import Error
from django.utils.timezone import localdate

from saovang.search import counting
from saovang.search.counting import mask, unanswered_queries
from saovang.search.models import UnansweredQuery
from tests import factories

pytestmark = pytest.mark.django_db


def noted() -> list[tuple[str, int]]:
    unanswered_queries.flush()
    return list(UnansweredQuery.objects.values_list("text", "count"))


def test_query_without_results_is_counted_by_day(client):
    factories.article("Lễ hội")
    for query in ("sổ hồng", "Sổ hồng", "lễ hội", "lễ hội đêm trăng"):
        client.get("/tim-kiem/", {"q": query})
    assert noted() == [("sổ hồng", 2), ("lễ hội đêm trăng", 1)]
    client.get("/tim-kiem/", {"q": "sổ hồng"})
    assert noted()[0] == ("sổ hồng", 3)
    assert UnansweredQuery.objects.get(text="sổ hồng").day == localdate()


@pytest.mark.parametrize(
    ("query", "masked"),
    [
        ("lan@gmail.com ở đâu", "… ở đâu"),
        ("số 0912 345 678", "số …"),
        ("cccd 038090012345", "cccd …"),
        ("+84 912.345.678 là ai", "… là ai"),
        ("kết luận 610-KL/TU", "kết luận 610-KL/TU"),
        ("nghị định 42/2022", "nghị định 42/2022"),
    ],
)
def test_personal_data_is_masked(query, masked):
    assert mask(query) == masked


def test_query_of_personal_data_only_is_not_noted():
    unanswered_queries.add("0912 345 678")
    assert noted() == []


def test_filtered_search_is_not_noted(client):
    factories.article("Lễ hội", category=factories.category("Văn hóa"))
    factories.category("Y tế", slug="y-te")
    client.get("/tim-kiem/", {"q": "lễ hội", "muc": "y-te"})
    assert noted() == []


def test_queries_survive_database_error(monkeypatch):
    unanswered_queries.add("sổ hồng")

    def fail(*args: object) -> None:
        raise Error

    with monkeypatch.context() as patch:
        patch.setattr(UnansweredQuery.objects, "add", fail)
        with pytest.raises(Error):
            unanswered_queries.flush()
    assert noted() == [("sổ hồng", 1)]


def test_number_of_queries_is_limited(monkeypatch):
    monkeypatch.setattr(counting, "MAX_PENDING", 3)
    monkeypatch.setattr(counting, "MAX_PER_DAY", 2)
    for number in range(5):
        unanswered_queries.add(f"từ {number}")
    assert len(noted()) == 2


def test_old_queries_are_deleted():
    UnansweredQuery.objects.create(day=localdate() - timedelta(days=91), text="cũ", count=1)
    unanswered_queries.add("mới")
    assert noted() == [("mới", 1)]


def test_list_leads_to_new_synonym(admin_client):
    UnansweredQuery.objects.create(day=localdate(), text="sổ hồng", count=3)
    page = admin_client.get("/quan-tri/search/unansweredquery/").content.decode()
    assert "Thêm từ đồng nghĩa" in page
    form = admin_client.get("/quan-tri/search/synonym/add/", {"term": "sổ hồng"}).content.decode()
    assert 'value="sổ hồng"' in form
