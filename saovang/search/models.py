"""Search entries, synonyms, and place names that mean the same."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connections, models

from saovang.core.fields import CleanCharField
from saovang.pagecache.version import content_version
from saovang.search.query import Phrase, Synonyms, index_synonyms, parse
from saovang.search.results import SearchResults

NO_WORD = "Hãy ghi ít nhất một chữ cái hoặc chữ số."


class EntryQuerySet(models.QuerySet["Entry"]):
    def search(self, text: str, *facets: str, year: int | None = None) -> SearchResults:
        """Return the entries that contain every word of `text`, or else most of them, best first.

        They have all of `facets` and, if given, are of that year.
        """
        return SearchResults(parse(text), content_version.cached("synonyms", load_synonyms), facets, year)


class Entry(models.Model):
    """The words of one searchable object, as the database's full text indexes them.

    `id` sorts entries by time, newest highest (see `saovang.search.sources`). `title`, `summary` and `body` contain
    folded words followed by the same words with accents. `pairs` contains the pairs of neighbouring words, if the index
    has no positions. `facets` contains what filters select by.
    """

    source = models.PositiveSmallIntegerField()  # SearchSource.number
    object_id = models.PositiveBigIntegerField()
    title = models.TextField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    pairs = models.TextField(blank=True)
    facets = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "object_id"], name="search_entry_unique_object")]

    def __str__(self) -> str:
        return self.title


class PlaceName(models.Model):
    """Former and current name of a place; a search for one also finds the other."""

    old_name = CleanCharField("tên cũ", max_length=100, help_text="Ví dụ: thị trấn Sao Vàng.")
    new_name = CleanCharField("tên mới", max_length=100, help_text="Ví dụ: xã Sao Vàng.")

    class Meta:
        ordering = ["new_name", "old_name"]
        verbose_name = "tên địa danh cũ và mới"
        verbose_name_plural = "tên địa danh cũ và mới"
        constraints = [
            models.UniqueConstraint(
                fields=["old_name", "new_name"],
                name="search_placename_unique_names",
                violation_error_message="Cặp tên này đã có.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_name} → {self.new_name}"

    def clean(self) -> None:
        """Raise ValidationError if a search for one name would not also find another one."""
        old_name, new_name = map(Phrase.from_text, (self.old_name, self.new_name))
        errors = {}
        for field, phrase in (("old_name", old_name), ("new_name", new_name)):
            if getattr(self, field) and not phrase.folded:
                errors[field] = NO_WORD
        if old_name.exact == new_name.exact and not errors:
            errors["new_name"] = "Tên mới phải khác tên cũ."
        if errors:
            raise ValidationError(errors)


def get_place_names() -> list[str]:
    """Return the former and current names of places, loaded once a content version."""

    def load() -> list[str]:
        return [name for pair in PlaceName.objects.values_list("old_name", "new_name") for name in pair]

    return content_version.cached("place names", load)


class Synonym(models.Model):
    """What residents call something, and the words of texts about it: a search for the first also finds the others."""

    term = CleanCharField("từ người dân dùng", max_length=100, unique=True, help_text="Ví dụ: sổ đỏ.")
    meanings = CleanCharField(
        "tìm thêm",
        max_length=300,
        help_text="Các từ dùng trong văn bản, cách nhau bằng dấu phẩy. Ví dụ: giấy chứng nhận quyền sử dụng đất.",
    )

    class Meta:
        ordering = ["term"]
        verbose_name = "từ đồng nghĩa"
        verbose_name_plural = "từ đồng nghĩa"

    def __str__(self) -> str:
        return f"{self.term} → {self.meanings}"

    def clean(self) -> None:
        """Raise ValidationError if the term is there already, in whatever case, or if there is nothing else to find."""
        term = Phrase.from_text(self.term)
        meanings = list(dict.fromkeys(filter(None, map(str.strip, self.meanings.split(",")))))
        phrases = [Phrase.from_text(meaning) for meaning in meanings]
        errors = {}
        if self.term and not term.folded:
            errors["term"] = NO_WORD
        for other in Synonym.objects.exclude(pk=self.pk):
            if term.folded and Phrase.from_text(other.term).exact == term.exact:
                errors["term"] = f"Từ này đã có: {other}."
        if self.meanings and not any(phrase.folded and phrase.exact != term.exact for phrase in phrases):
            errors["meanings"] = "Hãy ghi ít nhất một từ khác với từ người dân dùng."
        if errors:
            raise ValidationError(errors)
        self.meanings = ", ".join(meanings)


class FrequentQueryQuerySet(models.QuerySet["FrequentQuery"]):
    def add(self, text: str, day: date, count: int) -> None:
        """Add `count` to a query in one atomic upsert."""
        table = self.model._meta.db_table
        folded = " ".join(Phrase.from_text(text).folded)[: self.model.MAX_LENGTH]  # "K12" are two words
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (text, folded, count, last_day) VALUES (%s, %s, %s, %s) "  # noqa: S608
                f"ON CONFLICT (text) DO UPDATE SET count = {table}.count + excluded.count, "
                "last_day = excluded.last_day",
                [text, folded, count, day],
            )

    def starting_with(self, words: Iterable[str]) -> "FrequentQueryQuerySet":
        """Return queries that begin with these folded words and are frequent, the most frequent first."""
        found = self.filter(folded__startswith=" ".join(words), count__gte=FrequentQuery.MIN_COUNT)
        return found.order_by("-count", "text")


class FrequentQuery(models.Model):
    """What was searched and is in the title of a page, and how often. It says nothing about who searched."""

    MAX_LENGTH = 60
    MIN_COUNT = 3  # that make it frequent

    text = models.CharField(max_length=MAX_LENGTH, unique=True)
    folded = models.CharField(max_length=MAX_LENGTH, db_index=True)
    count = models.PositiveIntegerField()
    last_day = models.DateField()

    objects = FrequentQueryQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return self.text


class UnansweredQueryQuerySet(models.QuerySet["UnansweredQuery"]):
    def add(self, day: date, text: str, count: int) -> None:
        """Add `count` to a query of a day in one atomic upsert."""
        table = self.model._meta.db_table
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (day, text, count) VALUES (%s, %s, %s) "  # noqa: S608 – the name of our own table
                f"ON CONFLICT (day, text) DO UPDATE SET count = {table}.count + excluded.count",
                [day, text, count],
            )


class UnansweredQuery(models.Model):
    """What was searched on a day and found nothing, and how often. It says nothing about who searched."""

    MAX_LENGTH = 100

    day = models.DateField("ngày")
    text = CleanCharField("từ đã tìm", max_length=MAX_LENGTH)
    count = models.PositiveIntegerField("số lần")

    objects = UnansweredQueryQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-count", "text"]
        verbose_name = "từ tìm không ra"
        verbose_name_plural = "từ tìm không ra"
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="search_unansweredquery_unique_text")]

    def __str__(self) -> str:
        return self.text


def load_synonyms() -> Synonyms:
    """Return the synonyms, and both directions of the place names."""
    names = list(PlaceName.objects.values_list("old_name", "new_name"))
    pairs = [
        (term, meaning) for term, text in Synonym.objects.values_list("term", "meanings") for meaning in text.split(",")
    ]
    return index_synonyms([*names, *((new, old) for old, new in names), *pairs])
