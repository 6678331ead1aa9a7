"""What is asked for in SQL says the same of an article as `published()` does."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news.models import Article, Category
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> list[Article]:
    """Those that are public, newest first, of many in every state, three to a moment and some in one second."""
    start = datetime(2025, 5, 1, 8, tzinfo=factories.HANOI)
    categories = [factories.category("Y tế"), factories.category("Văn hóa")]
    for index, status in enumerate(["published", "withdrawn", "published", "draft", "waiting", "published"] * 6):
        moment = start + timedelta(microseconds=400_000 * (index // 3))
        factories.article(f"Bài {index}", status=status, published_at=moment, category=categories[index % 5 // 3])
    factories.article("Sắp đăng", published_at=timezone.now() + timedelta(minutes=1), category=categories[0])
    return list(Article.objects.published())


def test_neighbours_are_those_beside_it_among_the_published(published):
    assert len(published) == 18
    for index, article in enumerate(published):
        expected = {}
        if index:
            expected["next"] = published[index - 1]
        if index < len(published) - 1:
            expected["previous"] = published[index + 1]
        assert Article.objects.neighbours_of(article) == expected


def test_the_newest_of_each_category_are_the_first_of_its_published(published):
    factories.category("Trống")
    found = Article.objects.newest_of_each(Category.objects.all(), 4)
    assert [category.name for category, _ in found] == [category.name for category in Category.objects.all()]
    for category, newest in found:
        assert [card.pk for card in newest] == [one.pk for one in published if one.category == category][:4]
    assert sum(len(newest) for _, newest in found) == 8
    assert Article.objects.newest_of_each([], 4) == []


def test_an_article_says_whether_it_has_files_and_notes(published):
    bare, told = published[:2]
    told.change_notes.create(text="Sửa ngày họp")
    told.attachments.create(title="Kế hoạch", file="tep/ke-hoach.pdf", size=1200)
    found = {article.pk: article for article in Article.objects.for_page().filter(pk__in=[bare.pk, told.pk])}
    assert [bool(found[bare.pk].has_attachments), bool(found[bare.pk].has_change_notes)] == [False, False]
    assert [bool(found[told.pk].has_attachments), bool(found[told.pk].has_change_notes)] == [True, True]
