"""Which articles a query finds, and their order."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from news.models import Article
from saovang.search.index import rebuild
from saovang.search.models import Entry, PlaceName
from saovang.search.results import MAX_RESULTS
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return factories.article(
        "Đổi mới, nâng cao hoạt động của MTTQ",
        summary="Lễ hội xã Sao Vàng",
        body="<p>Bảo hiểm<strong>y tế</strong></p><p>năm 2024 theo Nghị định 42/2022/NĐ-CP</p>",
    )


def search(query: str, *facets: str) -> list[str]:
    return [strip_tags(result.title) for result in Entry.objects.search(query, *facets)[0:50]]


@pytest.mark.parametrize(
    "query",
    ["doi moi mttq", "ĐỔI MỚI", "mttq đổi", "le hoi xa sao vang", "xã", "bao hiem y te", "2024", "“đổi mới”"]
    + ['"nâng cao hoạt động"', "42/2022/NĐ-CP", "d", "nđ-cp", unicodedata.normalize("NFD", "lễ hội"), "hoat’dong"]
    + ["\u202elễ\u200b h\u00adội", "ｌｅ\u3000ｈｏｉ", "ðổi mới", "+\0lễ\vhội"],
)
def test_search_with_and_without_accents(article, query):
    if query == "d":
        factories.article(article.title, body="<p>Tổ d</p>")
    assert search(query) == [article.title]


@pytest.mark.parametrize(
    "query",
    ["doi khac", "sao v", "moi moii", "%", "_", "", "   ", "…", "'; drop table", "strong", '"mới đổi"', "42/2023"]
    + ["doi OR khac", "NEAR(doi khac)", "title : khac", "đổi* -mới khac", '"', '""', "zk1z", "zz0", "mới nâng lễ tế x"],
)
def test_not_search(article, query):
    assert search(query) == []


def test_search_ignores_normal_form():
    factories.article(unicodedata.normalize("NFD", "Hòa giải ở cơ sở"))
    assert (
        len(search("hoà giải")) == len(search(unicodedata.normalize("NFD", "hòa giải"))) == len(search("hoa giai")) == 1
    )


def test_order_by_scope_then_newest():
    factories.article("Một", summary="Tóm tắt.", body="<p>lễ hội</p>", published_at="2026-03-01T00:00:00Z")
    factories.article("Hai", summary="Mùa lễ hội", published_at="2023-03-01T00:00:00Z")
    factories.article("Lễ hội cũ", published_at="2024-03-01T00:00:00Z")
    factories.article("Lễ hội mới", published_at="2025-03-01T00:00:00Z")
    assert search("le hoi") == search("lễ hội") == ["Lễ hội mới", "Lễ hội cũ", "Hai", "Một"]


def test_order_exact_accents_first():
    factories.article("Lề hơi", published_at="2026-03-01T00:00:00Z")
    factories.article("Một", body="<p>lễ hội</p>", published_at="2023-03-01T00:00:00Z")
    factories.article("Lễ hội", published_at="2022-03-01T00:00:00Z")
    factories.article("LE HOI", published_at="2025-03-01T00:00:00Z")
    assert search("lễ hội") == ["Lễ hội", "Một", "Lề hơi", "LE HOI"]
    assert search("le hoi") == ["Lề hơi", "LE HOI", "Lễ hội", "Một"]
    assert search('"lễ hội"') == ["Lễ hội", "Một", "Lề hơi", "LE HOI"]
    assert search("lễ hoi")[0] == "Lễ hội"


def test_phrase_does_not_span_fields():
    factories.article("Đường hoa", summary="Mùa xuân")
    factories.article("Hoa mùa hạ")
    assert search('"hoa mùa"') == ["Hoa mùa hạ"]
    assert search('"xuan mua"') == []


def test_place_names_find_each_other():
    PlaceName.objects.create(old_name="Thị trấn Sao Vàng", new_name="Xã Sao Vàng")
    PlaceName.objects.create(old_name="Thọ Lâm", new_name="Xã Sao Vàng")
    factories.article("Họp ở thị trấn Sao Vàng", published_at="2023-01-01T00:00:00Z")
    factories.article("Họp ở Thọ Lâm", published_at="2024-01-01T00:00:00Z")
    factories.article("Họp ở xã Sao Vàng", published_at="2022-01-01T00:00:00Z")
    factories.article("Họp ở sao và vàng", published_at="2025-01-01T00:00:00Z")
    assert search("họp xã sao vàng") == ["Họp ở xã Sao Vàng", "Họp ở Thọ Lâm", "Họp ở thị trấn Sao Vàng"]
    assert search("tho lam") == ["Họp ở Thọ Lâm", "Họp ở xã Sao Vàng"]
    assert search('"thi tran sao vang" hop') == ["Họp ở thị trấn Sao Vàng", "Họp ở xã Sao Vàng"]
    assert search("sao vang") == [
        "Họp ở sao và vàng",
        "Họp ở thị trấn Sao Vàng",
        "Họp ở xã Sao Vàng",
    ]


def test_change_is_found_at_once(article):
    article.title = "Tên khác"
    article.save()
    assert search("ten khac") == ["Tên khác"]
    assert search("doi moi") == []
    article.delete()
    assert search("ten khac") == []
    assert not Entry.objects.exists()


@pytest.mark.parametrize("status", ["draft", "waiting", "withdrawn"])
def test_unpublished_article_is_not_indexed(article, status):
    article.status = status
    article.save(update_fields=["status"])
    assert search("doi moi") == []
    assert not Entry.objects.exists()


def test_scheduled_article_is_found_at_its_time(article, monkeypatch):
    article.published_at = timezone.now() + timedelta(hours=1)
    article.save()
    assert search("doi moi") == []
    assert Entry.objects.search("doi moi").count() == 0
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert search("doi moi") == [article.title]


def test_outdated_entry_is_not_shown(article):
    Article.objects.update(status="withdrawn")
    assert search("doi moi") == []


def test_count_is_capped():
    category = factories.category()
    rows = [
        Article(
            title=f"Lễ hội {n}", slug=f"le-hoi-{n}", category=category, status="published", published_at=timezone.now()
        )
        for n in range(MAX_RESULTS + 3)
    ]
    Article.objects.bulk_create(rows)
    assert rebuild() == MAX_RESULTS + 3
    results = Entry.objects.search("le hoi")
    assert (results.count(), results.has_more) == (MAX_RESULTS, True)
    assert len(results[MAX_RESULTS - 10 : MAX_RESULTS + 5]) == 10
    few = Entry.objects.search("le hoi 7")
    assert (few.count(), few.has_more) == (1, False)


def test_very_long_text_is_indexed():
    factories.article("Dài", body=f"<p>{'dài ' * 50_000}</p><p>{'x' * 50_000}</p><p>{'ộ ' * 50_000}</p>")
    assert search("dai") == ["Dài"]
