"""What is found, by which words, in which order."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from news.models import Article
from saovang.search.models import Entry, PlaceName
from saovang.search.results import CAP
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return factories.article(
        "Đổi mới, nâng cao hoạt động của MTTQ",
        summary="Lễ hội xã Sao Vàng",
        body="<p>Bảo hiểm<strong>y tế</strong></p><p>năm 2024 theo Nghị định 42/2022/NĐ-CP</p>",
    )


def found(query: str, *facets: str) -> list[str]:
    return [strip_tags(hit.title) for hit in Entry.objects.search(query, *facets)[0:50]]


@pytest.mark.parametrize(
    "query",
    ["doi moi mttq", "ĐỔI MỚI", "mttq đổi", "le hoi xa sao vang", "xã", "bao hiem y te", "2024", "“đổi mới”"]
    + ['"nâng cao hoạt động"', "42/2022/NĐ-CP", "d", "nđ-cp", unicodedata.normalize("NFD", "lễ hội"), "hoat’dong"],
)
def test_found_with_and_without_accents(article, query):
    if query == "d":
        factories.article(article.title, body="<p>Tổ d</p>")
    assert found(query) == [article.title]


@pytest.mark.parametrize(
    "query",
    ["doi khac", "sao v", "moi moii", "%", "_", "", "   ", "…", "'; drop table", "strong", '"mới đổi"', "42/2023"]
    + ["doi OR khac", "NEAR(doi khac)", "title : khac", "đổi* -mới khac", '"', '""', "zk1z", "zz0", "mới nâng lễ tế x"],
)
def test_not_found(article, query):
    assert found(query) == []


def test_the_text_may_come_in_either_normal_form():
    factories.article(unicodedata.normalize("NFD", "Hòa giải ở cơ sở"))
    assert len(found("hoà giải")) == len(found(unicodedata.normalize("NFD", "hòa giải"))) == len(found("hoa giai")) == 1


def test_a_title_goes_before_a_summary_before_a_text_and_then_the_newest():
    factories.article("Một", summary="Tóm tắt.", body="<p>lễ hội</p>", published_at="2026-03-01T00:00:00Z")
    factories.article("Hai", summary="Mùa lễ hội", published_at="2023-03-01T00:00:00Z")
    factories.article("Lễ hội cũ", published_at="2024-03-01T00:00:00Z")
    factories.article("Lễ hội mới", published_at="2025-03-01T00:00:00Z")
    assert found("le hoi") == found("lễ hội") == ["Lễ hội mới", "Lễ hội cũ", "Hai", "Một"]


def test_words_with_the_accents_that_were_typed_go_first():
    factories.article("Lề hơi", published_at="2026-03-01T00:00:00Z")
    factories.article("Một", body="<p>lễ hội</p>", published_at="2023-03-01T00:00:00Z")
    factories.article("Lễ hội", published_at="2022-03-01T00:00:00Z")
    factories.article("LE HOI", published_at="2025-03-01T00:00:00Z")
    assert found("lễ hội") == ["Lễ hội", "Một", "Lề hơi", "LE HOI"]
    assert found("le hoi") == ["Lề hơi", "LE HOI", "Lễ hội", "Một"]
    assert found('"lễ hội"') == ["Lễ hội", "Một", "Lề hơi", "LE HOI"]
    assert found("lễ hoi")[0] == "Lễ hội"


def test_a_phrase_does_not_reach_from_a_field_into_the_next():
    factories.article("Đường hoa", summary="Mùa xuân")
    factories.article("Hoa mùa hạ")
    assert found('"hoa mùa"') == ["Hoa mùa hạ"]
    assert found('"xuan mua"') == []


def test_old_and_new_names_of_places_find_each_other():
    PlaceName.objects.create(old_name="Thị trấn Sao Vàng", new_name="Xã Sao Vàng")
    PlaceName.objects.create(old_name="Thọ Lâm", new_name="Xã Sao Vàng")
    factories.article("Họp ở thị trấn Sao Vàng", published_at="2023-01-01T00:00:00Z")
    factories.article("Họp ở Thọ Lâm", published_at="2024-01-01T00:00:00Z")
    factories.article("Họp ở xã Sao Vàng", published_at="2022-01-01T00:00:00Z")
    factories.article("Họp ở sao và vàng", published_at="2025-01-01T00:00:00Z")
    assert found("họp xã sao vàng") == ["Họp ở xã Sao Vàng", "Họp ở Thọ Lâm", "Họp ở thị trấn Sao Vàng"]
    assert found("tho lam") == ["Họp ở Thọ Lâm", "Họp ở xã Sao Vàng"]
    assert found('"thi tran sao vang" hop') == ["Họp ở thị trấn Sao Vàng", "Họp ở xã Sao Vàng"]
    assert found("sao vang") == [
        "Họp ở sao và vàng",
        "Họp ở thị trấn Sao Vàng",
        "Họp ở xã Sao Vàng",
    ]


def test_a_change_is_found_at_once(article):
    article.title = "Tên khác"
    article.save()
    assert found("ten khac") == ["Tên khác"]
    assert found("doi moi") == []
    article.delete()
    assert found("ten khac") == []
    assert not Entry.objects.exists()


@pytest.mark.parametrize("status", ["draft", "waiting", "withdrawn"])
def test_what_is_not_public_is_not_even_indexed(article, status):
    article.status = status
    article.save(update_fields=["status"])
    assert found("doi moi") == []
    assert not Entry.objects.exists()


def test_a_time_to_come_is_found_once_it_has_come(article, monkeypatch):
    article.published_at = timezone.now() + timedelta(hours=1)
    article.save()
    assert found("doi moi") == []
    assert Entry.objects.search("doi moi").count() == 0
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert found("doi moi") == [article.title]


def test_what_was_taken_back_behind_the_index_is_not_shown(article):
    Article.objects.update(status="withdrawn")
    assert found("doi moi") == []


def test_more_than_so_many_are_not_counted():
    category = factories.category()
    rows = [
        Article(
            title=f"Lễ hội {n}", slug=f"le-hoi-{n}", category=category, status="published", published_at=timezone.now()
        )
        for n in range(CAP + 3)
    ]
    Article.objects.bulk_create(rows)
    from saovang.search.index import rebuild

    assert rebuild() == CAP + 3
    results = Entry.objects.search("le hoi")
    assert (results.count(), results.more) == (CAP, True)
    assert len(results[CAP - 10 : CAP + 5]) == 10
    few = Entry.objects.search("le hoi 7")
    assert (few.count(), few.more) == (1, False)


def test_a_text_without_end_is_taken():
    factories.article("Dài", body=f"<p>{'dài ' * 50_000}</p><p>{'x' * 50_000}</p><p>{'ộ ' * 50_000}</p>")
    assert found("dai") == ["Dài"]
