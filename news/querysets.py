"""What the public sees of the news, said once. Nobody else asks for an article's state."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

FIRST_YEAR = 1990  # of the archive: an earlier time is a slip of somebody's hand


class CategoryQuerySet(models.QuerySet):
    def with_latest(self, count: int) -> list:
        """Each category with its newest published articles in `latest`, a list of at most `count`.

        Asks the index for each key: a window over all articles would grow with their number.
        """
        articles = self.model._meta.get_field("articles").related_model.objects.published()
        keys = articles.in_category(OuterRef("pk")).values("pk")
        names = [f"newest_{number}" for number in range(count)]
        categories = list(self.annotate(**{name: Subquery(keys[n : n + 1]) for n, name in enumerate(names)}))
        newest = [[key for name in names if (key := getattr(category, name))] for category in categories]
        rows = articles.for_lists().in_bulk([key for own in newest for key in own])
        for category, own in zip(categories, newest, strict=True):
            category.latest = [rows[key] for key in own if key in rows]
        return categories


class ArticleQuerySet(models.QuerySet):
    def released(self):
        """Published, or set to be: public by itself once its time has come."""
        return self.filter(status=self.model.Status.PUBLISHED)

    def published(self):
        """Visible to everyone now, newest first; a time to come hides an article until it comes."""
        return self.released().filter(published_at__lte=timezone.now()).order_by("-published_at", "-pk")

    def published_in(self, year: int, month: int | None = None):
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

    def newest_time(self):
        """When the newest published article was; moves by itself as the time of one to come is reached."""
        return self.published().values_list("published_at", flat=True).first()

    def withdrawn(self):
        """Published once and taken back: the address stays and says so."""
        return self.filter(status=self.model.Status.WITHDRAWN)

    def in_category(self, category):
        return self.filter(category=category)

    def for_lists(self):
        """With what a list shows of an article and without its long text."""
        return self.select_related("category", "cover").defer("body")

    def for_page(self):
        """With everything that an article's own page shows."""
        return self.select_related("category", "cover").prefetch_related("photos")


def _period(year: int, month: int | None) -> tuple[datetime, datetime]:
    """From the first moment of a year, or of a month of it, to the first of the next."""
    start = datetime(year, month or 1, 1)
    months = 1 if month else 12
    end = datetime(year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, 1)
    return timezone.make_aware(start), timezone.make_aware(end)
