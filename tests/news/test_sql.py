"""The queries of news/sql.py agree with `published()`."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news.models import Article, Category
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> list[Article]:
    """Return the public articles, newest first, among many of every status; three share each `published_at`."""
    start = datetime(2025, 5, 1, 8, tzinfo=factories.HANOI)
    categories = [factories.category("Y tế"), factories.category("Văn hóa")]
    for index, status in enumerate(["published", "withdrawn", "published", "draft", "waiting", "published"] * 6):
        published_at = start + timedelta(microseconds=400_000 * (index // 3))
        factories.article(f"Bài {index}", status=status, published_at=published_at, category=categories[index % 5 // 3])
    factories.article("Sắp đăng", published_at=timezone.now() + timedelta(minutes=1), category=categories[0])
    return list(Article.objects.published())


def test_is_public_agrees_with_published(published):
    assert {article for article in Article.objects.all() if article.is_public} == set(published)


def test_neighbours_of_each_published_article(published):
    assert len(published) == 18
    for index, article in enumerate(published):
        expected = {}
        if index:
            expected["next"] = published[index - 1]
        if index < len(published) - 1:
            expected["previous"] = published[index + 1]
        assert Article.objects.neighbours_of(article) == expected


def test_newest_of_each_agrees_with_published(published):
    factories.category("Trống")
    found = Article.objects.latest_by_category(Category.objects.all(), 4)
    assert [category.name for category, _ in found] == [
        category.name for category in Category.objects.exclude(name="Trống")
    ]
    for category, cards in found:
        in_category = [article.pk for article in published if article.category == category]
        assert [card.pk for card in cards] == in_category[:4]
    assert sum(len(cards) for _, cards in found) == 8
    assert Article.objects.latest_by_category([], 4) == []


def test_for_page_annotates_attachments_and_notes(published):
    bare, full = published[:2]
    full.change_notes.create(text="Sửa ngày họp")
    full.attachments.create(title="Kế hoạch", file="tep/ke-hoach.pdf", size=1200)
    found = {article.pk: article for article in Article.objects.for_page().filter(pk__in=[bare.pk, full.pk])}
    assert [bool(found[bare.pk].has_attachments), bool(found[bare.pk].has_change_notes)] == [False, False]
    assert [bool(found[full.pk].has_attachments), bool(found[full.pk].has_change_notes)] == [True, True]
