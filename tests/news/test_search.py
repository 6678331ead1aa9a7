import unicodedata

import pytest

from news.models import Article
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make.article(
        "Đổi mới, nâng cao hoạt động của MTTQ",
        summary="Lễ hội xã Sao Vàng",
        body="<p>Bảo hiểm<strong>y tế</strong></p><p>năm 2024</p>",
    )


def found(query: str) -> list[str]:
    return [article.title for article in Article.objects.published().search(query)]


@pytest.mark.parametrize(
    "query",
    ["doi moi mttq", "ĐỔI MỚI", "mttq đổi", "le hoi xa sao vang", "xã", "bao hiem y te", "2024", "“đổi mới”"]
    + [unicodedata.normalize("NFD", "lễ hội")],
)
def test_found_with_and_without_accents(article, query):
    assert found(query) == [article.title]


@pytest.mark.parametrize(
    "query", ["doi khac", "sao v", "moi moii", "%", "_", "", "   ", "…", "'; drop table", "strong"]
)
def test_not_found(article, query):
    assert found(query) == []


def test_a_title_goes_before_a_text_and_then_the_newest():
    in_text = make.article("Một", body="<p>lễ hội</p>", published_at="2026-03-01T00:00:00Z")
    old_title = make.article("Lễ hội cũ", published_at="2024-03-01T00:00:00Z")
    new_title = make.article("Lễ hội mới", published_at="2025-03-01T00:00:00Z")
    assert found("le hoi") == [new_title.title, old_title.title, in_text.title]


def test_a_change_is_found_at_once(article):
    article.title = "Tên khác"
    article.save()
    assert found("ten khac") == ["Tên khác"]
    assert found("doi moi") == []


def test_the_page_says_what_it_found_and_shows_a_query_escaped(client, article):
    page = client.get("/tim-kiem/", {"q": "doi moi"}).content.decode()
    assert "Tìm thấy 1 bài cho “doi moi”." in page
    assert article.get_absolute_url() in page
    page = client.get("/tim-kiem/", {"q": '"><script>x</script>'}).content.decode()
    assert "Không tìm thấy" in page
    assert "<script>x" not in page


@pytest.mark.parametrize("query", ["%00", "%ff%fe", "a" * 10_000, "%22%27()*:^-", "%F0%9F%98%80"])
def test_no_query_breaks_the_page(client, article, query):
    assert client.get(f"/tim-kiem/?q={query}").status_code == 200


def test_pages_of_results_keep_the_query(client):
    for number in range(13):
        make.article(f"Lễ hội {number}")
    assert 'href="?q=le%20hoi&amp;page=2"' in client.get("/tim-kiem/?q=le+hoi").content.decode()
    assert client.get("/tim-kiem/?q=le+hoi&page=2").status_code == 200
