"""What the public sees of the news, said once. Nobody else asks for an article's state."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from news.teasers import COLUMNS, COVER_COLUMNS, Teaser, teaser_of

if TYPE_CHECKING:
    from news.models import Article, Category, Photo  # noqa: F401 – names in brackets

FIRST_YEAR = 1990  # of the archive: an earlier time is a slip of somebody's hand


class CategoryQuerySet(models.QuerySet["Category"]):
    def with_latest(self, count: int) -> list["Category"]:
        """The categories, each with its newest published articles in `latest`, a list of at most `count`.

        Two queries, whose cost grows with the categories and not with the articles: the keys first, each
        from the end of an index, then the rows.
        """
        from news.models import Article

        articles = Article.objects
        newest = articles.published().filter(category=OuterRef("pk")).values("pk")
        names = [f"latest_key_{place}" for place in range(count)]
        keys = {name: Subquery(newest[place : place + 1]) for place, name in enumerate(names)}
        categories = list(self.annotate(**keys))
        wanted = {getattr(category, name) for category in categories for name in names} - {None}
        teasers = {teaser.key: teaser for teaser in articles.filter(pk__in=wanted).teasers()}
        for category in categories:
            category.latest = [teasers[key] for name in names if (key := getattr(category, name)) in teasers]
        return categories


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

    def urgent(self) -> list[Teaser]:
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

    def moved_by_clock(self) -> tuple[datetime, datetime | None] | None:
        """The time of the newest published article and the next end of an urgent one.

        The one moves by itself as the time of an article to come is reached, the other as a notice ends.
        """
        ends = self._lasting().values("urgent_until")[:1]
        return self.published().values_list("published_at", Subquery(ends)).first()

    def withdrawn(self) -> Self:
        """Published once and taken back: the address stays and says so."""
        return self.filter(status=self.model.Status.WITHDRAWN)

    def in_category(self, category: "Category | int") -> Self:
        return self.filter(category=category)

    def for_lists(self) -> Self:
        """With what a list shows of an article and without its long text."""
        return self.select_related("category", "cover").defer("body")

    def teasers(self) -> list[Teaser]:
        """What other pages show of these articles; less than half the cost of `for_lists`."""
        return [teaser_of(row) for row in self.values_list(*COLUMNS, *COVER_COLUMNS)]

    def for_page(self) -> Self:
        """With everything that an article's own page shows of it."""
        return self.select_related("category", "cover").prefetch_related("photos", "attachments", "change_notes")

    def with_neighbours(self) -> Self:
        """With title and slug of the published articles just before and after, in `previous` and `next`."""
        time, key = OuterRef("published_at"), OuterRef("pk")
        published = self.model.objects.published().values(found=JSONObject(title="title", slug="slug"))
        # The range lets the index be entered at the article's own place.
        earlier = published.filter(published_at__lte=time).exclude(published_at=time, pk__gte=key)
        later = published.filter(published_at__gte=time).exclude(published_at=time, pk__lte=key).reverse()
        return self.annotate(previous=Subquery(earlier[:1]), next=Subquery(later[:1]))


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
