"""Cards of the news on the admin index page."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from news.models import Article, Category, Photo, WorkflowEvent
from news.permissions import visible_articles
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.accounts.roles import PUBLISH
from saovang.adminsite.dashboard import Actions, Row, TableCard, TaskList
from saovang.adminsite.exports import Table

MAX_ROWS = 6
MONTHS = 12
MY_DRAFTS = "tinh-trang=nhap&nguoi-viet=toi"  # the list of them


def start(request: AuthenticatedHttpRequest) -> Actions | None:
    if not request.user.has_perm("news.add_article"):
        return None
    links = {"Viết bài mới": "news_article_add", "Viết từ tệp Word": "news_article_word"}
    return Actions([Row(text, reverse(f"admin:{name}")) for text, name in links.items()])


def returned(request: AuthenticatedHttpRequest) -> TaskList | None:
    return _task_list(request, "Bị trả lại", _my_drafts(request.user, is_returned=True), MY_DRAFTS)


def waiting(request: AuthenticatedHttpRequest) -> TaskList | None:
    articles = visible_articles(request.user).filter(status=Article.Status.WAITING).order_by("updated_at")
    return _task_list(request, "Chờ duyệt", articles, "tinh-trang=cho", view_name="preview")


def my_drafts(request: AuthenticatedHttpRequest) -> TaskList | None:
    return _task_list(request, "Bản nháp của tôi", _my_drafts(request.user, is_returned=False), MY_DRAFTS)


def _my_drafts(user: User, is_returned: bool) -> QuerySet[Article]:
    """Return the drafts of a user whose last step was, or was not, the return to them."""
    last = WorkflowEvent.objects.filter(article=OuterRef("pk")).order_by("-pk").values("action")[:1]
    drafts = Article.objects.filter(status=Article.Status.DRAFT, written_by=user).order_by("-updated_at")
    drafts = drafts.alias(last_action=Coalesce(Subquery(last), Value("")))
    is_last = Q(last_action=WorkflowEvent.Action.RETURNED)
    return drafts.filter(is_last if is_returned else ~is_last)


def scheduled(request: AuthenticatedHttpRequest) -> TaskList | None:
    articles = visible_articles(request.user).filter(status=Article.Status.PUBLISHED, published_at__gt=timezone.now())
    return _task_list(
        request,
        "Hẹn giờ đăng",
        articles.order_by("published_at"),
        "tinh-trang=hen",
        lambda article: _format_time(article.published_at),
    )


def photos_missing_alt_text(request: AuthenticatedHttpRequest) -> TaskList | None:
    articles = visible_articles(request.user).exclude(status=Article.Status.WITHDRAWN)
    articles = articles.filter(photos__in=Photo.objects.missing_alt_text()).annotate(photo_count=Count("photos"))
    return _task_list(
        request, "Ảnh chưa có mô tả", articles.order_by("-updated_at"), "", lambda article: f"{article.photo_count} ảnh"
    )


def by_category_and_month(request: AuthenticatedHttpRequest) -> TableCard | None:
    if not request.user.has_perm(PUBLISH):
        return None
    this_month = timezone.localdate().replace(day=1)
    months = [_subtract_months(this_month, number) for number in range(MONTHS - 1, -1, -1)]
    return TableCard(
        "Bài đã đăng theo chuyên mục và tháng",
        "bai-viet-theo-thang",
        _count_by_month(months),
        lambda: _count_by_month(_months_until(this_month)),
        Row("Thống kê theo kỳ, tác giả; bảng nhuận bút", reverse("admin:news_article_statistics")),
    )


def _task_list(
    request: AuthenticatedHttpRequest,
    title: str,
    articles: QuerySet[Article],
    query: str,
    note: Callable[[Any], str] = lambda article: _format_time(article.updated_at),
    view_name: str = "change",
) -> TaskList | None:
    if not request.user.has_perm("news.view_article"):
        return None
    first = list(articles.only("title", "updated_at", "published_at")[:MAX_ROWS])
    url_name = f"admin:news_article_{view_name}"
    rows = [Row(article.title, reverse(url_name, args=[article.pk]), note(article)) for article in first]
    total = articles.count() if len(first) == MAX_ROWS else len(first)
    return TaskList(title, rows, total, f"{reverse('admin:news_article_changelist')}?{query}")


def _format_time(time: datetime | None) -> str:
    return date_format(timezone.localtime(time), "H:i d/m/Y")


def _count_by_month(months: list[date]) -> Table:
    """Count published articles, one row a category and one column a month, with totals."""
    groups = (
        Article.objects.published()
        .filter(published_at__date__gte=months[0])
        .order_by()
        .annotate(month=TruncMonth("published_at"))
        .values_list("category", "month")
        .annotate(count=Count("pk"))
    )
    counts = Counter({(category, month.date()): count for category, month, count in groups})
    categories = list(Category.objects.all())
    numbers = [[counts[category.pk, month] for month in months] for category in categories]
    rows: list[list[str | int]] = [
        [category.name, *row, sum(row)] for category, row in zip(categories, numbers, strict=True)
    ]
    if rows:
        totals = [sum(column) for column in zip(*numbers, strict=True)]
        rows.append(["Tất cả", *totals, sum(totals)])
    return Table(["Chuyên mục", *(f"{month:%m/%Y}" for month in months), "Cộng"], rows)


def _months_until(month: date) -> list[date]:
    first = Article.objects.published().values_list("published_at", flat=True).last()
    start = timezone.localdate(first).replace(day=1) if first else month
    last = (month.year - start.year) * 12 + month.month - start.month
    return [_subtract_months(month, number) for number in range(last, -1, -1)]


def _subtract_months(month: date, number: int) -> date:
    years, index = divmod(month.year * 12 + month.month - 1 - number, 12)
    return month.replace(year=years, month=index + 1)
