"""Published articles of a period with their words and photos, by category and by author, and the sheet for royalties.

The sheet is what a commune's accountant works from (Nghị định 224/2026/NĐ-CP, Điều 20 khoản 3); it names no amounts.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from news.models import Article, Photo
from saovang.accounts.models import User
from saovang.core.sheets import Sheet, write_sheets
from saovang.core.templatetags.vietnamese import full_name
from saovang.core.text import plain_text

CHUNK_SIZE = 500  # articles in memory at once
NO_AUTHOR = "Không ghi tác giả"
_INLINE_TAG = re.compile(r"</?(?:a|b|code|em|i|mark|s|small|span|strong|sub|sup|u)\b[^>]*>")


class ArticleRow(NamedTuple):
    """An article in the statistics. `author` is the name on its page, `account` who wrote it in the admin site."""

    title: str
    slug: str
    day: date
    category: str
    author: str
    account: str
    source: str
    words: int
    photos: int

    @property
    def paid_author(self) -> str:
        """Return the author on the page, or else the account."""
        return self.author or self.account or NO_AUTHOR


@dataclass
class Total:
    articles: int = 0
    words: int = 0
    photos: int = 0

    def add(self, row: ArticleRow) -> None:
        self.articles += 1
        self.words += row.words
        self.photos += row.photos


@dataclass
class Totals:
    """Totals by category, by author and by month, and of all. Categories and authors with most articles come first."""

    everything: Total
    by_category: dict[str, Total]
    by_author: dict[str, Total]
    by_month: dict[str, Total]


def count_words(html: str) -> int:
    """Return the number of words, which in Vietnamese are syllables, of sanitized HTML. Signs alone do not count."""
    words = plain_text(_INLINE_TAG.sub("", html)).split()
    return len(words) - sum(not any(map(str.isalnum, word)) for word in words if not word[0].isalnum())


def published_between(first: date, last: date) -> QuerySet[Article]:
    """Return what was published from `first` to `last`, both included, by the local time zone; oldest first."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time()))
        for day in (first, min(last, date.max - timedelta(1)) + timedelta(1))
    )
    return (
        Article.objects.published().filter(published_at__gte=start, published_at__lt=end).order_by("published_at", "pk")
    )


def article_rows(articles: QuerySet[Article]) -> Iterator[ArticleRow]:
    """Yield a row for each of `articles`. Two queries, and bounded memory."""
    names = {user.pk: full_name(user) for user in User.objects.only("username", "first_name", "last_name")}
    photos = Photo.objects.filter(article=OuterRef("pk")).order_by().values("article").values(number=Count("pk"))
    fields = articles.values_list(
        "title",
        "slug",
        "published_at",
        "category__name",
        "author",
        "written_by",
        "source",
        "body",
        Coalesce(Subquery(photos, output_field=IntegerField()), Value(0)),
    )
    for title, slug, published_at, category, author, user, source, body, number in fields.iterator(CHUNK_SIZE):
        day = timezone.localdate(published_at)
        yield ArticleRow(title, slug, day, category, author, names.get(user, ""), source, count_words(body), number)


def sum_up(rows: Iterable[ArticleRow]) -> Totals:
    keys: list[Callable[[ArticleRow], str]] = [
        lambda row: row.category,
        lambda row: row.paid_author,
        lambda row: f"{row.day:%m/%Y}",
    ]
    groups: list[dict[str, Total]] = [defaultdict(Total) for _ in keys]
    everything = Total()
    for row in rows:
        everything.add(row)
        for group, key in zip(groups, keys, strict=True):
            group[key(row)].add(row)
    by_category, by_author, by_month = groups
    return Totals(everything, _largest_first(by_category), _largest_first(by_author), dict(by_month))


def _largest_first(group: dict[str, Total]) -> dict[str, Total]:
    return dict(sorted(group.items(), key=lambda item: (-item[1].articles, item[0])))


def royalty_workbook(articles: QuerySet[Article], absolute_url: Callable[[str], str]) -> bytes:
    """Return an XLSX file: each article, and the totals of each author, with empty columns for what is paid.

    `absolute_url` returns the URL of the article with a slug.
    """
    by_author: dict[str, Total] = defaultdict(Total)
    everything = Total()

    def rows() -> Iterator[list[str | int | date | None]]:
        yield [
            "STT",
            "Ngày đăng",
            "Tiêu đề",
            "Địa chỉ",
            "Chuyên mục",
            "Tác giả (ghi ở bài)",
            "Người viết (tài khoản)",
            "Nguồn",
            "Số chữ (tiếng trong nội dung bài; không kể tiêu đề, tóm tắt, chú thích ảnh)",
            "Số ảnh",
            "Thể loại",
            "Số tiền (đồng)",
            "Ghi chú",
        ]
        for number, row in enumerate(article_rows(articles), start=1):
            everything.add(row)
            by_author[row.paid_author].add(row)
            names = [row.category, row.author, row.account, row.source]
            yield [number, row.day, row.title, absolute_url(row.slug), *names, row.words, row.photos, None, None, None]
        yield [None, None, "Cộng", *[None] * 5, everything.words, everything.photos, None, None, None]

    def author_rows() -> Iterator[list[str | int | date | None]]:
        yield ["STT", "Tác giả", "Số bài", "Số chữ", "Số ảnh", "Số tiền (đồng)", "Ký nhận"]
        for number, (author, total) in enumerate(_largest_first(by_author).items(), start=1):
            yield [number, author, total.articles, total.words, total.photos, None, None]
        yield [None, "Cộng", everything.articles, everything.words, everything.photos, None, None]

    return write_sheets(
        [
            Sheet("Bảng nhuận bút", rows(), widths=[5, 12, 60, 40, 20, 24, 24, 24, 22, 8, 14, 16, 24]),
            Sheet("Theo tác giả", author_rows(), widths=[5, 32, 10, 12, 10, 16, 20]),
        ]
    )
