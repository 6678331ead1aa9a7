"""Keep the search index in sync with the models.

Call `register(ArticleSource())` in `AppConfig.ready()`. From then on the index follows every save and delete.
`QuerySet.update()` and `bulk_create()` send no signal: call `refresh()` after them.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connections, models, transaction
from django.db.models.signals import post_delete, post_save

from saovang.media.models import FileText
from saovang.search.engines import FORM_SEPARATOR, TEXT_SEPARATOR, get_engine
from saovang.search.models import Entry
from saovang.search.sources import SearchSource, sources, sources_by_model
from saovang.search.words import find_numbers, search_words

MAX_CHARACTERS = 100_000  # indexed of a text: PostgreSQL limits a tsvector to one megabyte
MAX_FILE_WORDS = 200_000  # characters of words of the documents of one object
MAX_WORD = 40
BATCH = 200  # objects, which take half a second


def register(source: SearchSource) -> None:
    """Make the objects of a source searchable."""
    sources[source.number] = sources_by_model[source.model] = source
    post_save.connect(refresh_saved, sender=source.model)
    post_delete.connect(remove_deleted, sender=source.model)
    for model, key in source.related.items():
        receiver = _refresh_owner(source.model, key)
        post_save.connect(receiver, sender=model, weak=False)
        post_delete.connect(receiver, sender=model, weak=False)


def index_texts(*texts: str) -> list[str]:
    """Return the folded words of each text, then, where they differ, the exact words, then the words for numbers."""
    indexed = []
    for text in texts:
        text = text[:MAX_CHARACTERS]
        forms = [_cached_forms(token) if len(token) <= MAX_WORD else _forms(token) for token in text.split()]
        folded = " ".join([words for words, _ in forms if words])
        exact = " ".join([words for _, words in forms if words])
        numbers = " ".join([word for number in find_numbers(text) for word in number.words])
        parts = [folded, exact if exact != folded else "", numbers]
        indexed.append(f" {FORM_SEPARATOR} ".join(filter(None, parts)))
    return indexed


def _forms(token: str) -> tuple[str, str]:
    """Return the folded and the exact words of a text without spaces."""
    words = search_words(token)
    return " ".join([word.folded[:MAX_WORD] for word in words]), " ".join([word.exact[:MAX_WORD] for word in words])


_cached_forms = lru_cache(maxsize=20_000)(_forms)  # most of a text are frequent words


@transaction.atomic(savepoint=False)
def refresh(model: type[models.Model], ids: Iterable[int]) -> None:
    """Rewrite the entries of the objects with these ids, and remove entries of objects not to be indexed."""
    source, ids = sources_by_model[model], list(ids)
    if connections[Entry.objects.db].features.has_select_for_update:
        # Locked, so that of two simultaneous saves of an object the last one is indexed. SQLite has one writer anyway.
        list(model._base_manager.select_for_update().filter(pk__in=ids).values_list("pk"))
    remove(model, ids)
    objects = list(source.index_queryset().filter(pk__in=ids))
    words = FileText.objects.words(str(file.file) for obj in objects for file in source.files(obj))
    Entry.objects.bulk_create([_make_entry(source, obj, words) for obj in objects])


def remove(model: type[models.Model], ids: Iterable[int]) -> None:
    """Delete the entries of the objects with these ids."""
    Entry.objects.filter(source=sources_by_model[model].number, object_id__in=ids).delete()


def refresh_saved(
    sender: type[models.Model], instance: models.Model, update_fields: Iterable[str] | None, **kwargs: object
) -> None:
    """Refresh the entry of a saved object; a post_save receiver."""
    fields = sources_by_model[sender].fields
    if update_fields is None or not fields or fields & set(update_fields):
        refresh(sender, [instance.pk])


def _refresh_owner(owner: type[models.Model], key: str) -> Callable[..., None]:
    """Return a receiver that refreshes the entry of the object that a saved or deleted row belongs to."""

    def receiver(instance: models.Model, **kwargs: object) -> None:
        if (pk := getattr(instance, key)) is not None:
            refresh(owner, [pk])

    return receiver


def remove_deleted(sender: type[models.Model], instance: models.Model, **kwargs: object) -> None:
    """Remove the entry of a deleted object; a post_delete receiver."""
    remove(sender, [instance.pk])


def rebuild() -> int:
    """Rewrite all entries and return their number.

    Each batch has a transaction of its own: pages and searches go on, and saves wait for one batch at most.
    """
    connection = connections[Entry.objects.db]
    with get_engine(connection).bulk_indexing(connection) as flush:
        Entry.objects.exclude(source__in=sources).delete()
        for source in sources.values():
            ids = set(source.index_queryset().values_list("pk", flat=True))
            ids.update(Entry.objects.filter(source=source.number).values_list("object_id", flat=True))
            remaining = iter(sorted(ids))
            while batch := list(islice(remaining, BATCH)):
                refresh(source.model, batch)
                flush()
    return Entry.objects.count()


def ensure_index(using: str, **kwargs: object) -> None:
    """Create the database's full-text objects and fill an empty index; a post_migrate receiver."""
    connection = connections[using]
    if Entry._meta.db_table not in connection.introspection.table_names():
        return  # the app's migrations were reversed
    get_engine(connection).create(connection)
    if not Entry.objects.exists():
        rebuild()


def _make_entry(source: SearchSource, obj: Any, file_words: Mapping[str, str]) -> Entry:
    document = source.document(obj)
    title, summary, body = index_texts(document.title, document.summary, document.body)
    files = f" {TEXT_SEPARATOR} ".join([file_words.get(str(file.file), "") for file in source.files(obj)])
    if files:
        body = f"{body} {TEXT_SEPARATOR} {files[:MAX_FILE_WORDS]}"
    return Entry(
        id=source.entry_id(obj.pk, document.published_at),
        source=source.number,
        object_id=obj.pk,
        title=title,
        summary=summary,
        body=body,
        pairs=get_engine(connections[Entry.objects.db]).pairs(title, summary, body),
        facets=" ".join(map(source.facet, ("", *document.facets))),
    )
