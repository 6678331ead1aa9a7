"""The words of everything that can be found, and the names of places that mean the same."""

from django.db import models

from saovang.pagecache.version import content_version
from saovang.search.query import parse
from saovang.search.results import Results


class EntryQuerySet(models.QuerySet["Entry"]):
    def search(self, text: str, *facets: str, year: int | None = None) -> Results:
        """What holds every word of `text`, best first, of those entries that have all `facets`, or of one year."""
        return Results(parse(text), PlaceName.objects.synonyms(), facets, year)


class Entry(models.Model):
    """The words of one searchable thing (see `saovang.search.sources`), as the databases index them.

    `id` orders entries by time, newest highest; `title`, `summary` and `body` hold folded words and then the
    same words with their accents; `facets` what the thing can be filtered by.
    """

    kind = models.PositiveSmallIntegerField()
    object_id = models.PositiveBigIntegerField()
    title = models.TextField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    facets = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.title


class PlaceNameQuerySet(models.QuerySet["PlaceName"]):
    def synonyms(self) -> list[tuple[str, str]]:
        """Pairs of names that find each other."""
        return content_version.cached("place names", lambda: list(self.values_list("old_name", "new_name")))


class PlaceName(models.Model):
    """An old name of a place and the one of today: who searches for one also finds the other."""

    old_name = models.CharField("tên cũ", max_length=100, help_text="Ví dụ: thị trấn Sao Vàng.")
    new_name = models.CharField("tên mới", max_length=100, help_text="Ví dụ: xã Sao Vàng.")

    objects = PlaceNameQuerySet.as_manager()

    class Meta:
        ordering = ["new_name", "old_name"]
        verbose_name = "tên địa danh cũ và mới"
        verbose_name_plural = "tên địa danh cũ và mới"
        constraints = [
            models.UniqueConstraint(
                fields=["old_name", "new_name"],
                name="place_name_once",
                violation_error_message="Cặp tên này đã có.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_name} → {self.new_name}"
