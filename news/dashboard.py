"""What the first page of the desk shows of the news."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from news.models import Article, Category, Photo
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.adminsite.dashboard import Row, TableCard, TaskList
from saovang.adminsite.exports import Table

PUBLISH = "news.publish_article"
ROWS = 6
MONTHS = 12


def waiting(request: AuthenticatedHttpRequest) -> TaskList | None:
    articles = _seen_by(request.user).filter(status=Article.Status.WAITING).order_by("changed_at")
    return _listing(
        request, "Chờ duyệt", articles, "tinh-trang=cho", lambda article: _time(article.changed_at), leads_to="preview"
    )


def my_drafts(request: AuthenticatedHttpRequest) -> TaskList | None:
    mine = Article.objects.filter(status=Article.Status.DRAFT, written_by=request.user).order_by("-changed_at")
    return _listing(
        request, "Bản nháp của tôi", mine, "tinh-trang=nhap&nguoi-viet=toi", lambda article: _time(article.changed_at)
    )


def scheduled(request: AuthenticatedHttpRequest) -> TaskList | None:
    articles = _seen_by(request.user).filter(status=Article.Status.PUBLISHED, published_at__gt=timezone.now())
    return _listing(
        request,
        "Hẹn giờ đăng",
        articles.order_by("published_at"),
        "tinh-trang=hen",
        lambda article: _time(article.published_at),
    )


def photos_without_text(request: AuthenticatedHttpRequest) -> TaskList | None:
    articles = _seen_by(request.user).exclude(status=Article.Status.WITHDRAWN)
    articles = articles.filter(photos__in=Photo.objects.lacking_text()).annotate(lacking=Count("photos"))
    return _listing(
        request, "Ảnh chưa có mô tả", articles.order_by("-changed_at"), "", lambda article: f"{article.lacking} ảnh"
    )


def by_category_and_month(request: AuthenticatedHttpRequest) -> TableCard | None:
    if not request.user.has_perm(PUBLISH):
        return None
    this_month = timezone.localdate().replace(day=1)
    months = [_months_before(this_month, back) for back in range(MONTHS - 1, -1, -1)]
    return TableCard(
        "Bài đã đăng theo chuyên mục và tháng",
        "bai-viet-theo-thang",
        _counts(months),
        lambda: _counts(_every_month_until(this_month)),
    )


def _seen_by(user: User) -> QuerySet[Article]:
    """All articles for who publishes, their own for who writes."""
    return Article.objects.all() if user.has_perm(PUBLISH) else Article.objects.filter(written_by=user)


def _listing(
    request: AuthenticatedHttpRequest,
    title: str,
    articles: QuerySet[Article],
    query: str,
    note: Callable[[Any], str],
    leads_to: str = "change",
) -> TaskList | None:
    if not request.user.has_perm("news.view_article"):
        return None
    shown = list(articles.only("title", "changed_at", "published_at")[:ROWS])
    page = f"admin:news_article_{leads_to}"
    rows = [Row(article.title, reverse(page, args=[article.pk]), note(article)) for article in shown]
    total = articles.count() if len(shown) == ROWS else len(shown)
    return TaskList(title, rows, total, f"{reverse('admin:news_article_changelist')}?{query}")


def _time(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "H:i d/m/Y")


def _counts(months: list[date]) -> Table:
    """Articles published, one row a category and one column a month, with sums."""
    grouped = (
        Article.objects.published()
        .filter(published_at__date__gte=months[0])
        .order_by()
        .annotate(month=TruncMonth("published_at"))
        .values_list("category", "month")
        .annotate(count=Count("pk"))
    )
    counts = Counter({(category, month.date()): count for category, month, count in grouped})
    categories = list(Category.objects.all())
    numbers = [[counts[category.pk, month] for month in months] for category in categories]
    rows: list[list[str | int]] = [
        [category.name, *row, sum(row)] for category, row in zip(categories, numbers, strict=True)
    ]
    if rows:
        sums = [sum(column) for column in zip(*numbers, strict=True)]
        rows.append(["Tất cả", *sums, sum(sums)])
    return Table(["Chuyên mục", *(f"{month:%m/%Y}" for month in months), "Cộng"], rows)


def _every_month_until(month: date) -> list[date]:
    first = Article.objects.published().values_list("published_at", flat=True).last()
    start = timezone.localdate(first).replace(day=1) if first else month
    back = (month.year - start.year) * 12 + month.month - start.month
    return [_months_before(month, number) for number in range(back, -1, -1)]


def _months_before(month: date, number: int) -> date:
    years, index = divmod(month.year * 12 + month.month - 1 - number, 12)
    return month.replace(year=years, month=index + 1)
