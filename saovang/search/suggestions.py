"""Suggest pages and searches for what a resident has typed so far.

Pages are found by their titles. Searches are synonyms, which staff edit, and frequent queries that a title contains, so
that nothing is suggested that only another resident has typed. Each of them finds something.
"""

import re
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from saovang.links.services import open_url
from saovang.pagecache.version import content_version
from saovang.search.engines import get_engine
from saovang.search.models import Entry, FrequentQuery, load_synonyms
from saovang.search.query import (
    AllOf,
    AnyOf,
    Condition,
    Phrase,
    Prefix,
    Synonyms,
    match_synonyms,
    neighbours,
    parse,
    with_synonyms,
    without_question_words,
)
from saovang.search.sources import Key, load_objects, public_ids, sources
from saovang.search.words import spellings

MIN_LENGTH = 2  # characters
MAX_SUGGESTIONS = 8
MAX_UNDATED = 5  # pages that are no news, which come first
MAX_SEARCHES = 3
MAX_SHORTENED = 5  # words of a query of which the first are left out
MIN_CORRECTED = 6  # characters; shorter queries are mostly the start of a word
_INTERNAL = re.compile("z(?![aeiou])")  # facets, separators and dates in the index begin like this


class Suggestion(NamedTuple):
    text: str
    url: str
    label: str


def suggest(text: str) -> list[Suggestion]:
    """Return suggestions for a query that is being typed: pages such as procedures, then searches, then news.

    If there are none, the first words are left out, or the query is corrected.
    """
    synonyms = content_version.cached("synonyms", load_synonyms)
    phrases = without_question_words(parse(text), synonyms)
    remaining = 1 if len(phrases) < 4 else 2  # at least
    starts = range(len(phrases) - remaining + 1) if len(phrases) <= MAX_SHORTENED else [0]
    for start in starts:
        if found := _suggest(phrases[start:], synonyms):
            return found
    correction = Entry.objects.search(text).find_correction() if len(text) >= MIN_CORRECTED else None
    return _suggest(parse(correction.text), synonyms) if correction else []


def _suggest(phrases: list[Phrase], synonyms: Synonyms) -> list[Suggestion]:
    """Return suggestions for what begins with these phrases."""
    words = Phrase(
        tuple(word for phrase in phrases for word in phrase.folded),
        tuple(word for phrase in phrases for word in phrase.exact),
        " ".join(phrase.text for phrase in phrases),
    )
    if sum(map(len, words.folded)) < MIN_LENGTH or _INTERNAL.match(words.folded[-1]):
        return []
    conditions = _conditions(words)
    matches = match_synonyms(phrases, synonyms)
    if matches:
        conditions.append(with_synonyms(phrases, matches, words.accented))
    undated, news = _find_pages(conditions)
    pairs = neighbours(phrases, matches, words.accented)
    if pairs and not undated and not news:
        undated, _ = _find_pages([AnyOf(tuple(pairs))])
    terms = [names[0][0] for names in synonyms.values()]
    searches = _find_searches(words, terms)
    first = [*undated[:MAX_UNDATED], *searches]
    return [*first, *news][:MAX_SUGGESTIONS] or _find_searches(words, terms, whole=True)


def _conditions(words: Phrase) -> list[Condition]:
    """Return conditions of titles, the most exact first. The accents of the last word may still be missing."""
    *before, last = words.folded
    exact_before = words.exact[:-1]
    adjacent = AnyOf(tuple(Prefix((*before, start)) for start in spellings(last)))
    anywhere = AnyOf(tuple(Prefix((start,)) for start in spellings(last)))
    conditions: list[Condition] = [Prefix(words.exact)] if words.accented else []
    if before:
        conditions.append(AllOf((exact_before, adjacent)))
        conditions.append(AllOf((*((word,) for word in exact_before), anywhere)))
    else:
        conditions.append(adjacent)
    return conditions


def _find_pages(conditions: list[Condition]) -> tuple[list[Suggestion], list[Suggestion]]:
    """Return undated pages and news whose titles fulfil a condition; in each condition the newest come first."""
    engine = get_engine(connection)
    found: dict[Key, None] = {}
    with connection.cursor() as cursor:
        for condition in conditions:
            public = public_ids(engine.key, timezone.now())
            ids, parameters = engine.newest("title", condition, (), public, MAX_SUGGESTIONS)
            cursor.execute(
                f"SELECT source, object_id FROM ({ids}) AS ids JOIN search_entry ON id = key ORDER BY key DESC",  # noqa: S608
                parameters,
            )
            found |= dict.fromkeys(Key(*row) for row in cursor.fetchall())
            if len(found) >= MAX_SUGGESTIONS:
                break
    keys = list(islice(found, MAX_SUGGESTIONS))
    objects = load_objects(keys, lambda source, ids: source.load_headings(ids))
    pages: tuple[dict[str, Suggestion], dict[str, Suggestion]] = {}, {}
    for key in keys:
        if (obj := objects.get(key)) is not None:
            source = sources[key.source]
            document = source.heading(obj)
            url = open_url(document.url or obj.get_absolute_url()) or _search_url(document.title)
            suggestion = Suggestion(document.title, url, document.subtitle or source.label)
            pages[document.published_at is not None].setdefault(url, suggestion)
    return list(pages[0].values()), list(pages[1].values())


def _find_searches(words: Phrase, terms: list[Phrase], whole: bool = False) -> list[Suggestion]:
    """Return searches that begin with these words and find something: frequent queries, then synonyms.

    A synonym of just these words is what was typed, and no suggestion unless `whole`.
    """
    frequent = FrequentQuery.objects.starting_with(words.folded).values_list("text", flat=True)[: 2 * MAX_SEARCHES]
    candidates = dict.fromkeys([*frequent, *(term.text for term in terms if _begins(term, words, whole))])
    found = []
    for text in candidates:
        if _is_found(text, in_title=text in frequent):
            found.append(Suggestion(text, _search_url(text), "Tìm kiếm"))
        if len(found) == MAX_SEARCHES:
            break
    return found


def _is_found(text: str, *, in_title: bool) -> bool:
    """Return whether a search finds something, or a title; looked up once a content version."""

    def look_up() -> bool:
        results = Entry.objects.search(text)
        return results.is_in_title if in_title else results.has_any

    return content_version.cached(f"search finds {'a title' if in_title else 'something'}: {text}", look_up)


def _begins(term: Phrase, words: Phrase, whole: bool) -> bool:
    """Return whether a term begins with the words. The accents of the last word may still be missing."""
    before = words.exact[:-1]
    if len(term.folded) < len(words.folded) or (not whole and words.exact in (term.exact, term.folded)):
        return False
    forms = list(zip(term.folded, term.exact, strict=True))
    is_begun = forms[len(before)][0].startswith(words.folded[-1])
    return is_begun and all(typed in pair for typed, pair in zip(before, forms, strict=False))


def _search_url(text: str) -> str:
    return f"{reverse('search:search')}?{urlencode({'q': text})}"
