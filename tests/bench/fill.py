"""Fills a portal with articles for the benchmark."""

from datetime import timedelta

from django.utils import timezone

FEW, MANY = 100, 100_000
LONG_ARTICLES = 40  # have a photo and a longer text; no measured page shows those of the others
ARTICLE = "/tin-tuc/bai-so-1/"
PARAGRAPH = "<p>Bà con các khu phố cùng tham gia lễ hội, giữ vệ sinh chung và giúp nhau việc đồng áng.</p>"


def fill(number: int) -> None:
    """Create this number of published articles and rebuild the search index. Runs in the shell of the portal."""
    from news.models import Article, Category
    from saovang.search.index import rebuild
    from tests import factories

    factories.contact_details()
    factories.feedback_address()
    categories = [factories.category(f"Mục {index}", slug=f"muc-{index}") for index in range(6)]
    now = timezone.now()

    def article(index: int) -> Article:
        title = f"Lễ hội số {index % 1000} của khu phố {index % 11}"
        return Article(
            title=title,
            slug=f"bai-so-{index}",
            summary="Tóm tắt của bài viết, dài vừa một câu để đọc trên điện thoại.",
            body=PARAGRAPH * (12 if index <= LONG_ARTICLES else 1),
            category=categories[index % 6],
            status=Article.Status.PUBLISHED,
            published_at=now - timedelta(minutes=index),
        )

    for start in range(1, number + 1, 2000):
        Article.objects.bulk_create(article(index) for index in range(start, min(start + 2000, number + 1)))
    for long_article in Article.objects.filter(slug__in=[f"bai-so-{index}" for index in range(1, LONG_ARTICLES + 1)]):
        factories.photos(long_article, 1)
    rebuild()
    assert Category.objects.count() == 6
