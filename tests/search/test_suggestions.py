"""What a resident is suggested while typing a query."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article
from saovang.pages.models import ServiceLink
from saovang.search import counting
from saovang.search.counting import frequent_queries
from saovang.search.models import FrequentQuery, PlaceName, Synonym
from saovang.visits.counter import counter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggest(client):
    """Return a function that returns the texts of the suggestions."""

    def get(query: str) -> list[str]:
        response = client.get("/tim-kiem/goi-y", {"q": query})
        assert response.status_code == 200
        return [suggestion["text"] for suggestion in response.json()["suggestions"]]

    return get


def test_suggestion_names_page_and_kind(client, monkeypatch):
    visits: list = []
    monkeypatch.setattr(counter, "add", visits.append)
    procedure = factories.procedure(name="Đăng ký khai sinh")
    response = client.get("/tim-kiem/goi-y?q=khai+si")
    assert response.json() == {
        "suggestions": [
            {"text": "Đăng ký khai sinh", "url": procedure.get_absolute_url(), "label": "Thủ tục hành chính"}
        ]
    }
    assert response["Cache-Control"] == "private, max-age=60"
    assert visits == []


@pytest.mark.parametrize(
    "query", ["khai sin", "KHAI S", "đăng kí khai", "dang ky k", "đăng ký khai sinh ở đâu", "sinh kh"]
)
def test_suggestions_follow_typing(suggest, query):
    factories.procedure(name="Đăng ký khai sinh")
    factories.procedure(code="2", name="Chứng thực")
    assert suggest(query) == ["Đăng ký khai sinh"]


@pytest.mark.parametrize("query", ["", "k", " k ", "khinhkhi", "zk", "zz", "z", "%", "\0", "…", "khai -chứng OR x"])
def test_no_suggestion(suggest, query):
    factories.procedure(name="Đăng ký khai sinh ngày 05/03/2026")
    assert suggest(query) == []


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%00", "q=" + "a" * 10_000, "q=" + "a+" * 5_000, "", "q=%ED%A0%80", "q=a&q=b"]
)
def test_suggestions_survive_query(client, query):
    factories.article("a")
    assert client.get(f"/tim-kiem/goi-y?{query}").status_code == 200


def test_suggestions_respect_accents_that_are_typed(suggest):
    factories.article("Luật tố cáo")
    factories.article("Tổ cao su")
    assert suggest("tố c") == ["Luật tố cáo"]
    assert set(suggest("to cá")) == {"Luật tố cáo", "Tổ cao su"}  # the accents of the last word may still be missing
    assert suggest("quy") == []
    factories.article("Quyền trẻ em, quỹ khuyến học")
    assert suggest("quy") == suggest("quyê") == suggest("quỹ k") == ["Quyền trẻ em, quỹ khuyến học"]


def test_pages_come_before_news(suggest):
    for number in range(9):
        factories.article(f"Khai mạc {number}")
    factories.procedure(name="Đăng ký khai sinh")
    Synonym.objects.create(term="khai giảng", meanings="khai mạc")
    found = suggest("khai")
    assert found[:2] == ["Đăng ký khai sinh", "khai giảng"]
    assert len(found) == 8


def test_only_public_pages_are_suggested(suggest):
    article = factories.article("Khai mạc")
    factories.article("Khai hội", published_at=timezone.now() + timedelta(hours=1))
    assert suggest("khai") == ["Khai mạc"]
    Article.objects.filter(pk=article.pk).update(status="withdrawn")  # without a signal, as from an outdated entry
    assert suggest("khai") == []


def test_synonym_leads_to_its_pages(suggest):
    Synonym.objects.create(term="sổ đỏ", meanings="giấy chứng nhận quyền sử dụng đất")
    PlaceName.objects.create(old_name="Thọ Lâm", new_name="xã Sao Vàng")
    assert suggest("sổ đ") == suggest("thọ l") == []  # they would find nothing
    factories.procedure(name="Cấp giấy chứng nhận quyền sử dụng đất")
    factories.article("Tin xã Sao Vàng")
    assert suggest("sổ đ") == suggest("so d") == ["sổ đỏ"]
    assert suggest("số đ") == []
    assert suggest("sổ đỏ") == ["Cấp giấy chứng nhận quyền sử dụng đất"]
    assert suggest("thọ l") == ["Thọ Lâm"]


def test_question_finds_procedure_with_neighbouring_words(suggest):
    factories.procedure(name="Đăng ký khai sinh")
    factories.article("Khai hội sinh vật cảnh")
    assert suggest("khai sinh cho con") == ["Đăng ký khai sinh"]


@pytest.mark.parametrize(
    "query",
    ["làm giấy khai si", "xin khai", "khaisinh", "khai sinhh", "đăng kys khai", "dd9ang ky khai", "khai sjnh cho con"]
    + ["d9a8ng ky1 khai", "https://xa.vn/thu-tuc/dang-ky-khai-sinh/"],
)
def test_suggestions_for_part_of_query_or_corrected_one(suggest, query):
    factories.procedure(name="Đăng ký khai sinh")
    factories.procedure(code="2", name="Chứng thực")
    assert suggest(query) == ["Đăng ký khai sinh"]


def test_suggestions_stay_while_accents_are_typed(suggest):
    Synonym.objects.create(term="sổ đỏ", meanings="giấy chứng nhận quyền sử dụng đất")
    factories.procedure(name="Cấp giấy chứng nhận quyền sử dụng đất")
    assert suggest("sổ đ") == suggest("sổ đo") == suggest("sang tên sổ đo") == ["sổ đỏ"]
    Synonym.objects.create(term="hoa đào", meanings="cây đào")
    factories.article("Tin", body="<p>Cây đào ra hoa.</p>")
    assert suggest("hoa đào") == ["hoa đào"]  # which no title has, but a search finds it


def test_closed_link_is_suggested_as_search(client):
    ServiceLink.objects.create(name="Cổng lạ", url="https://la.example/")
    (suggestion,) = client.get("/tim-kiem/goi-y?q=cổng").json()["suggestions"]
    assert suggestion["url"] == "/tim-kiem/?q=C%E1%BB%95ng+l%E1%BA%A1"


def search(client, *queries: str) -> None:
    for query in queries:
        client.get("/tim-kiem/", {"q": query})
    frequent_queries.flush()


def test_frequent_query_is_suggested(client, suggest):
    factories.article("Lịch tiêm vắc-xin sởi cho trẻ em")
    search(client, "tiêm vắc-xin", "tiêm vắc-xin")
    assert suggest("tiêm") == ["Lịch tiêm vắc-xin sởi cho trẻ em"]
    search(client, "Tiêm vắc-xin")
    assert suggest("tiem") == ["tiêm vắc-xin", "Lịch tiêm vắc-xin sởi cho trẻ em"]


def test_query_of_a_person_never_comes_back(client, suggest):
    article = factories.article("Biểu dương bà Lê Thị Lụa", body="<p>Bà Trần Thị Na, số 0912 345 678.</p>")
    search(client, *["trần thị na"] * 3, *["0912 345 678"] * 3, *["lan@gmail.com"] * 3, *["lê thị lụa"] * 3)
    assert list(FrequentQuery.objects.values_list("text", flat=True)) == ["lê thị lụa"]  # as a title says
    assert suggest("lê th")[0] == "lê thị lụa"
    article.status = "withdrawn"
    article.save()
    assert suggest("lê th") == []


def test_long_frequent_query_with_digits_is_counted(client):
    query = f"{'khóa ' * 11}K12a"
    factories.article(query)
    search(client, query)
    (counted,) = FrequentQuery.objects.all()
    counted.full_clean()  # PostgreSQL refuses what is too long
    assert counted.text == query.lower()


def test_number_of_frequent_queries_is_limited(client, monkeypatch):
    factories.article("Một hai ba bốn")
    FrequentQuery.objects.create(text="cũ", folded="cu", count=9, last_day=timezone.localdate() - timedelta(days=91))
    monkeypatch.setattr(counting, "MAX_FREQUENT", 2)
    search(client, "một", "hai", "hai", "ba", "ba")
    assert set(FrequentQuery.objects.values_list("text", "count")) == {("hai", 2), ("ba", 2)}
