"""Queries that found nothing, as the staff see them."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import Error
from django.utils.timezone import localdate

from saovang.search import counting
from saovang.search.counting import mask, unanswered_queries
from saovang.search.models import PlaceName, Synonym, UnansweredQuery
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
        ("số 0912\u00a0345\u00a0678", "số …"),
        ("0912–345–678 của ai", "… của ai"),
        ("0912/345/678 của ai", "… của ai"),
        ("0912_345_678 của ai", "… của ai"),
        ("0912,345,678 của ai", "… của ai"),
        ("stk 1903 2345 6789 01 techcombank", "stk … techcombank"),
        ("hỏi lan @ gmail.com", "hỏi …"),
        ("thư lan(at)gmail.com", "thư …"),
        ("nhóm https://zalo.me/g/abcxyz123", "nhóm …"),
        ("facebook.com/lan.nguyen nói gì", "… nói gì"),
        ("xe 36A-123.45 mất", "xe … mất"),
        ("xe 36B1 234.56 mất", "xe … mất"),
        ("ngày 20/11/2024", "ngày 20/11/2024"),
        ("năm học 2024-2025", "năm học 2024-2025"),
        ("thủ tục 1.001193.000.00.00.H56", "thủ tục 1.001193.000.00.00.H56"),
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


def test_frequent_query_stays_among_many_of_a_bot(monkeypatch):
    monkeypatch.setattr(counting, "MAX_PER_DAY", 2)
    for query in ("sổ hồng", "sổ hồng", "bot 1", "bot 2", "bot 3"):
        unanswered_queries.add(query)
    assert noted() == [("sổ hồng", 2), ("bot 3", 1)]
    unanswered_queries.add("sổ hồng")
    unanswered_queries.add("bot 4")
    assert noted() == [("sổ hồng", 3), ("bot 4", 1)]


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


def test_list_says_what_is_found_now(admin_client):
    factories.article("Cấp giấy chứng nhận")
    UnansweredQuery.objects.create(day=localdate(), text="sổ hồng", count=3)
    data = {"term": "sổ hồng", "meanings": "giấy khen"}
    page = admin_client.post("/quan-tri/search/synonym/add/", data, follow=True).content.decode()
    assert "Tìm “sổ hồng” vẫn chưa ra nội dung nào" in page
    form = f"/quan-tri/search/synonym/{Synonym.objects.get().pk}/change/"
    page = admin_client.get("/quan-tri/search/unansweredquery/").content.decode()
    assert f'<a href="{form}">Sửa từ đồng nghĩa</a>' in page
    data["meanings"] = "giấy chứng nhận"
    page = admin_client.post(form, data, follow=True).content.decode()
    assert "vẫn chưa ra" not in page
    page = admin_client.get("/quan-tri/search/unansweredquery/").content.decode()
    assert '<a href="/tim-kiem/?q=s%E1%BB%95+h%E1%BB%93ng">Nay đã tìm thấy</a>' in page
    assert "Thêm từ đồng nghĩa" not in page


def test_first_page_of_admin_site_lists_frequent_queries(admin_client, client):
    factories.article("Lễ hội")
    today = localdate()
    for text, days, count in [("sổ hồng", 0, 1), ("sổ hồng", 6, 2), ("lễ hội", 0, 9), ("một lần", 0, 1), ("cũ", 7, 9)]:
        UnansweredQuery.objects.create(day=today - timedelta(days=days), text=text, count=count)
    page = admin_client.get("/quan-tri/").content.decode()
    card = page.partition("Người dân tìm không ra")[2].partition("</section>")[0]
    assert re.findall(r"<li><a href=\"(.*?)\">(.*?)</a> <small>(.*?)</small>", card) == [
        ("/quan-tri/search/synonym/add/?term=s%E1%BB%95+h%E1%BB%93ng", "sổ hồng", "3 lần trong 7 ngày")
    ]
    client.force_login(factories.staff())  # who may not add a synonym
    assert "Người dân tìm không ra" not in client.get("/quan-tri/").content.decode()


@pytest.mark.parametrize(
    ("term", "meanings", "error"),
    [
        ("…", "giấy", "Hãy ghi ít nhất một chữ cái hoặc chữ số."),
        ("sổ", ", ,", "Hãy ghi ít nhất một từ khác với từ người dân dùng."),
        ("sổ", "Sổ, SỔ", "Hãy ghi ít nhất một từ khác với từ người dân dùng."),
        ("“SỔ  Đỏ”", "giấy", "Từ này đã có: sổ đỏ → giấy chứng nhận."),
        ("sổ đỏ", "giấy", "Từ này đã có: sổ đỏ → giấy chứng nhận."),
    ],
)
def test_synonym_without_effect_is_refused(term, meanings, error):
    Synonym.objects.create(term="sổ đỏ", meanings="giấy chứng nhận")
    with pytest.raises(ValidationError, match=error):
        Synonym(term=term, meanings=meanings).full_clean()


def test_meanings_of_synonym_are_tidied():
    synonym = Synonym(term="sổ đỏ", meanings=" giấy chứng nhận,,quyền sử dụng đất , giấy chứng nhận")
    synonym.full_clean()
    assert synonym.meanings == "giấy chứng nhận, quyền sử dụng đất"


@pytest.mark.parametrize(("old_name", "new_name"), [("…", "Xã Sao Vàng"), ("xã sao vàng", "Xã Sao Vàng")])
def test_place_name_without_effect_is_refused(old_name, new_name):
    with pytest.raises(ValidationError):
        PlaceName(old_name=old_name, new_name=new_name).full_clean()
