"""What the public sees of the news, said once. Nobody else asks for an article's state."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists
from django.utils import timezone

from news import sql
from news.cards import COLUMNS, COVER_COLUMNS, ArticleCard, card_from_row

if TYPE_CHECKING:
    from news.models import Article, Category, Photo  # noqa: F401 – names in brackets

FIRST_YEAR = 1990  # of the archive: an earlier time is a slip of somebody's hand


class ArticleQuerySet(models.QuerySet["Article"]):
    def released(self) -> Self:
        """Published, or set to be: public by itself once its time has come."""
        return self.filter(status=self.model.Status.PUBLISHED)

    def published(self) -> Self:
        """Visible to everyone now, newest first; a time to come hides an article until it comes."""
        return self.released().filter(published_at__lte=timezone.now()).order_by("-published_at", "-pk")

    def published_in(self, year: int, month: int | None = None) -> Self:
        """Published in that year, or month, of Viet Nam's time."""
        start, end = _period(year, month)
        return self.published().filter(published_at__gte=start, published_at__lt=end)

    def years(self) -> list[int]:
        """The years in which anything was published, latest first."""
        oldest = self.published().values_list("published_at", flat=True).last()
        if oldest is None:
            return []
        first, last = max(timezone.localtime(oldest).year, FIRST_YEAR), timezone.localdate().year
        return self._holding({year: (year, None) for year in range(last, first - 1, -1)})

    def months(self, year: int) -> list[int]:
        """The months of `year` in which anything was published, latest first."""
        return self._holding({month: (year, month) for month in range(12, 0, -1)})

    def _holding(self, periods: dict[int, tuple[int, int | None]]) -> list[int]:
        """Those of `periods`, each a year or a month of one, that hold any article: one look into the index each."""
        looks = [Exists(self.published_in(*period)) for period in periods.values()]
        held = self.model._base_manager.order_by("pk").values_list(*looks).first() or []
        return [name for name, holds in zip(periods, held, strict=False) if holds]

    def urgent(self) -> list[ArticleCard]:
        """Published and told at the head of every page until their time is over, the newest first.

        Those that last are read now, from an index of few rows: asked for together with what is published,
        SQLite would walk through all of that.
        """
        rows = self._lasting().values_list("pk", "status", "published_at")
        now, published = timezone.now(), self.model.Status.PUBLISHED
        keys = [key for key, status, time in rows if status == published and time and time <= now]
        return self.filter(pk__in=keys).teasers() if keys else []

    def _lasting(self) -> models.QuerySet["Article"]:
        """Those whose time as an urgent notice is not over, published or not, the first to end first."""
        return self.model._base_manager.filter(urgent_until__gt=timezone.now()).order_by("urgent_until")

    def newest_time(self) -> models.QuerySet[Any, Any]:
        """When the newest was published: moves by itself as the time of an article to come is reached."""
        return self.published().values("published_at")[:1]

    def next_end(self) -> models.QuerySet[Any, Any]:
        """When the next urgent notice ends: moves by itself as one does."""
        return self._lasting().values("urgent_until")[:1]

    def withdrawn(self) -> Self:
        """Published once and taken back: the address stays and says so."""
        return self.filter(status=self.model.Status.WITHDRAWN)

    def in_category(self, category: "Category | int") -> Self:
        return self.filter(category=category)

    def for_lists(self) -> Self:
        """With what a list shows of an article and without its long text."""
        return self.select_related("category", "cover").defer("body")

    def newest_of_each(
        self, categories: Iterable["Category"], count: int
    ) -> list[tuple["Category", list[ArticleCard]]]:
        """Each of `categories` with its newest published articles, at most `count` of them.

        Two queries, whose cost grows with the categories and not with the articles.
        """
        newest: dict[int, list[ArticleCard]] = {category.pk: [] for category in categories}
        now = timezone.now()
        found = self.raw(sql.latest_by_category(len(newest)), [value for key in newest for value in (key, now, count)])
        category_of = {article.pk: article.category_id for article in found} if newest else {}
        for card in self.filter(pk__in=category_of).teasers():
            newest[category_of[card.pk]].append(card)
        return [(category, newest[category.pk]) for category in categories]

    def teasers(self) -> list[ArticleCard]:
        """What other pages show of these articles; less than half the cost of `for_lists`."""
        return [card_from_row(row) for row in self.values_list(*COLUMNS, *COVER_COLUMNS)]

    def for_page(self) -> Self:
        """With everything that an article's own page shows of it; whether there are any of what most have none."""
        has_any = {"has_attachments": sql.HAS_ATTACHMENTS, "has_change_notes": sql.HAS_CHANGE_NOTES}
        return self.select_related("category", "cover").prefetch_related("photos").annotate(**has_any)

    def neighbours_of(self, article: "Article") -> dict[str, "Article"]:
        """The published articles just before and just after, under `previous` and `next`, title and slug alone."""
        place = article.published_at, article.pk
        found = self.raw(sql.NEIGHBOURS, [*place, *place, timezone.now()])
        return {"previous" if (other.published_at, other.pk) < place else "next": other for other in found}


class PhotoQuerySet(models.QuerySet["Photo"]):
    def lacking_text(self) -> Self:
        """Without a word for those who cannot see them, though they are no mere decoration."""
        return self.filter(alt_text="", decorative=False)


def _period(year: int, month: int | None) -> tuple[datetime, datetime]:
    """From the first moment of a year, or of a month of it, to the first of the next."""
    start = datetime(year, month or 1, 1)
    months = 1 if month else 12
    end = datetime(year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, 1)
    return timezone.make_aware(start), timezone.make_aware(end)
