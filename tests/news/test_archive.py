"""Archive pages by year and month of publication, in the time zone of Viet Nam."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news.models import Article, Category
from tests import factories
from tests.news.test_pages import links, text

pytestmark = pytest.mark.django_db


def local_time(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=factories.HANOI)


@pytest.fixture
def articles():
    factories.article("Cuối năm", published_at=local_time(2024, 12, 31, 23, 59, 59))
    factories.article("Đầu năm", published_at=local_time(2025, 1, 1))
    factories.article("Tháng ba", published_at=local_time(2025, 3, 31, 23, 59))
    factories.article("Tháng tư", published_at=local_time(2025, 4, 1))
    factories.article("Nháp", published_at=local_time(2022, 1, 1), status="withdrawn")
    factories.article("Sau này", published_at=timezone.now() + timedelta(days=800))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2024/", ["cuoi-nam"]),
        ("2025/", ["thang-tu", "thang-ba", "dau-nam"]),
        ("2024/12/", ["cuoi-nam"]),
        ("2025/1/", ["dau-nam"]),
        ("2025/3/", ["thang-ba"]),
        ("2025/4/", ["thang-tu"]),
    ],
)
@pytest.mark.usefixtures("articles")
def test_archive_lists_articles_of_the_period(client, path, expected):
    response = client.get(f"/tin-tuc/nam/{path}")
    assert response.status_code == 200
    assert links(response) == [f"/tin-tuc/{slug}/" for slug in expected]


@pytest.mark.usefixtures("articles")
def test_archive_links_only_periods_with_articles(client):
    assert Article.objects.years() == [2025, 2024]
    assert links(client.get("/tin-tuc/"), "/tin-tuc/nam/.*?") == ["/tin-tuc/nam/2025/", "/tin-tuc/nam/2024/"]
    months = ["/tin-tuc/nam/2025/", "/tin-tuc/nam/2025/4/", "/tin-tuc/nam/2025/3/", "/tin-tuc/nam/2025/1/"]
    assert links(client.get("/tin-tuc/nam/2025/3/"), "/tin-tuc/nam/.*?") == months
    assert "Tin tức tháng 3 năm 2025" in text(client.get("/tin-tuc/nam/2025/3/"))


@pytest.mark.parametrize(
    "path",
    ["2025/13/", "2025/0/", "2025/03/", "2025/2/", "2022/", "9999/", "0000/", "25/", "1989/", "2025/3/?page=2"]
    + ["2025/?page=0", "2025/?page=x", "2025/?page=%00", "2025/%00/", "2025/-1/", "2025/3/1/", "", "năm/"],
)
@pytest.mark.usefixtures("articles")
def test_archive_of_invalid_or_empty_period_is_404(client, path):
    response = client.get(f"/tin-tuc/nam/{path}")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in text(response)


def test_article_slug_equal_to_the_archive_path(client):
    factories.article("Năm", published_at=local_time(2025, 1, 1))
    assert client.get("/tin-tuc/nam/").status_code == 200
    assert client.get("/tin-tuc/nam/in/").status_code == 200
    assert links(client.get("/tin-tuc/nam/2025/")) == ["/tin-tuc/nam/"]


def test_years_ignores_years_before_first_year():
    factories.article("Lỗi gõ", published_at=local_time(202, 1, 1))
    factories.article("Đúng", published_at=local_time(2025, 1, 1))
    assert Article.objects.years() == [2025]


def test_newest_of_each_category(client):
    for name in ("Y tế", "Văn hóa"):
        for day in range(1, 6):
            factories.article(f"{name} {day}", category=factories.category(name), published_at=local_time(2025, 1, day))
    factories.category("Trống")
    factories.category()
    titles = {
        category.name: [article.title for article in newest]
        for category, newest in Article.objects.latest_by_category(Category.objects.all(), 3)
    }
    assert titles == {
        "Y tế": ["Y tế 5", "Y tế 4", "Y tế 3"],
        "Văn hóa": ["Văn hóa 5", "Văn hóa 4", "Văn hóa 3"],
    }
    assert client.get("/").status_code == 200
