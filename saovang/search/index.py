"""Keeps the entries in step with what they stand for."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from django.utils.timezone import make_aware

from saovang.core.text import exact_words
from saovang.search.engines import engine_of
from saovang.search.sources import Source, kind_facet, own_facet, sources

if TYPE_CHECKING:
    from saovang.search.models import Entry

MAX_CHARACTERS = 100_000  # of a text that are indexed: PostgreSQL takes a megabyte of words and no more
MAX_WORD = 40
BATCH = 500
BETWEEN = "zz0"  # keeps the last folded word and the first exact one from being a phrase
STANDING = datetime(9000, 1, 1, tzinfo=UTC)  # what has no time goes before all that has one


def key_of(source: Source, thing: Any) -> int:
    """The entry's key: seconds, then the thing's own key, then its kind. It fits 63 bits for a million things."""
    moment = source.moment(thing) or STANDING
    return (int(moment.timestamp()) << 24) + ((thing.pk & 0xFFFFF) << 4) + source.number


def keys_of_now(now: datetime) -> tuple[int, int]:
    """Entries up to the one key are of the past, those from the other on have no time."""
    return ((int(now.timestamp()) + 1) << 24) - 1, int(STANDING.timestamp()) << 24


def keys_of_year(year: int) -> tuple[int, int]:
    """The first key of a year of Viet Nam's time, and the first of the next."""
    first, following = (int(make_aware(datetime(start, 1, 1)).timestamp()) << 24 for start in (year, year + 1))
    return first, following


def indexed(text: str) -> str:
    """The words of `text` without accents and, if there are any, once more with them."""
    found = exact_words(text[:MAX_CHARACTERS])
    folded = " ".join(word.folded[:MAX_WORD] for word in found)
    if not any(word.accented for word in found):
        return folded
    return f"{folded} {BETWEEN} {' '.join(word.exact[:MAX_WORD] for word in found)}"


@transaction.atomic
def refresh(source: Source, keys: Iterable[int]) -> None:
    """Write the entries of the things with these keys anew; of those that are not to be found, remove them."""
    from saovang.search.models import Entry

    keys = list(keys)
    # Whoever saves the same thing at the same moment waits here, so that the entry is of the last.
    list(source.model._base_manager.select_for_update().filter(pk__in=keys).values_list("pk"))
    remove(source, keys)
    Entry.objects.bulk_create(_entry(source, thing) for thing in source.indexable().filter(pk__in=keys))


def remove(source: Source, keys: Iterable[int]) -> None:
    from saovang.search.models import Entry

    Entry.objects.filter(kind=source.number, object_id__in=keys).delete()


def rebuild() -> int:
    """Write every entry anew; gives their number."""
    from saovang.search.models import Entry

    connection = connections[Entry.objects.db]
    engine = engine_of(connection)
    with engine.filling(connection), transaction.atomic():
        Entry.objects.all().delete()
        for source in sources.values():
            keys = list(source.indexable().values_list("pk", flat=True))
            for start in range(0, len(keys), BATCH):
                refresh(source, keys[start : start + BATCH])
        engine.settle(connection)
    return Entry.objects.count()


def prepare(using: str, **signal: object) -> None:
    """After migrations: create what the database's full text needs, and fill it where it is empty."""
    from saovang.search.models import Entry

    connection = connections[using]
    if Entry._meta.db_table not in connection.introspection.table_names():
        return  # the app's own migrations were undone
    engine_of(connection).create(connection)
    if not Entry.objects.exists():
        rebuild()


def _entry(source: Source, thing: Any) -> "Entry":
    from saovang.search.models import Entry

    facets = [kind_facet(source), *(own_facet(source, facet) for facet in source.facets(thing))]
    texts = source.texts(thing)
    return Entry(
        id=key_of(source, thing),
        kind=source.number,
        object_id=thing.pk,
        title=indexed(texts.title),
        summary=indexed(texts.summary),
        body=indexed(texts.body),
        facets=" ".join(facets),
    )
