"""Search results, ranked by tiers and loaded page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, groupby

from saovang.pagecache.version import content_version
from saovang.search.corrections import Correction, correct_by_texts, find_correction
from saovang.search.finder import MAX_RESULTS, EntryFinder, load_keys, load_words
from saovang.search.query import Condition, Phrase, Synonyms, parse
from saovang.search.result import SearchResult, make_result, occurs
from saovang.search.sources import Key, load_objects
from saovang.search.tiers import Match, QueryTiers, Tier
from saovang.search.vocabulary import load_vocabulary

FEW = 3  # results with all words; if there are fewer, those with some of them are shown too


@dataclass(frozen=True, slots=True)
class Advice:
    """What to try when no text has all words."""

    missing: list[str]  # phrases that occur nowhere
    shorter_query: str  # the query without these
    unfiltered_count: int  # number of results without the filters


class SearchResults:
    """A sequence for Paginator: `count()` and slices of results."""

    def __init__(
        self, phrases: list[Phrase], synonyms: Synonyms, facets: Sequence[str] = (), year: int | None = None
    ) -> None:
        self._synonyms = synonyms
        self._facets = facets
        self._year = year
        self.query = QueryTiers(phrases, synonyms, has_undated=not year)
        self._finder = EntryFinder(facets, year)
        self._seen_words: list[str] = []  # of entries

    def count(self) -> int:
        """Return the number of results, at most MAX_RESULTS."""
        return min(self._count, MAX_RESULTS)

    @property
    def has_more(self) -> bool:
        """Return True if there are more than MAX_RESULTS."""
        return self._count > MAX_RESULTS

    @property
    def full_count(self) -> int:
        """Return the number of results with all words, at most MAX_RESULTS."""
        return min(self._full_count, MAX_RESULTS)

    @property
    def partial_count(self) -> int:
        """Return the number of results with some of the words."""
        return self.count() - self.full_count

    @property
    def has_exact(self) -> bool:
        """Return True if a text has all words with the accents that were typed."""
        return bool(self._exact_count)

    @property
    def is_in_title(self) -> bool:
        """Return True if a title has all words."""
        return bool(self.query.words) and self._finder.exists("title", self.query.words_or_synonyms)

    @property
    def has_any(self) -> bool:
        """Return True if a text has all words or synonyms of them."""
        return bool(self.query.words) and self._finder.exists("all", self.query.words_or_synonyms)

    @cached_property
    def corrected(self) -> "SearchResults | None":
        """Return the results of the query that was probably meant, or None if any text has all words as typed."""
        if not self.query.words or self._exact_count:
            return None
        if (self._facets or self._year) and SearchResults(self.query.phrases, self._synonyms)._exact_count:
            return None
        correction = self.find_correction() or correct_by_texts(self.query.words, self._find_missing(), self._finder)
        if not correction:
            return None
        corrected = SearchResults(parse(correction.text), self._synonyms, self._facets, self._year)
        is_certain = correction.is_certain or corrected.query.number_of_names > self.query.number_of_names
        if is_certain and not self._full_count:
            return corrected if corrected._count else None
        return corrected if corrected.is_in_title else None

    def find_correction(self) -> Correction | None:
        """Return the query that was probably meant, by the words of titles and synonyms."""
        vocabulary = content_version.cached("search vocabulary", lambda: load_vocabulary(self._synonyms))
        return find_correction(self.query.phrases, vocabulary, self._finder)

    def advice(self) -> Advice:
        """Return what to try; call it only if no text has all words."""
        unfiltered_count = 0
        if self._facets or self._year:
            unfiltered_count = SearchResults(self.query.phrases, self._synonyms)._full_count
        if not self.query.words:
            return Advice([], "", 0)
        missing = self._find_missing()
        shorter_query = " ".join(phrase.text for phrase in self.query.words if phrase not in missing)
        return Advice([phrase.text for phrase in missing], shorter_query, unfiltered_count)

    def _find_missing(self) -> list[Phrase]:
        """Return the phrases that no text has and that are in no name with synonyms.

        The words of results that were loaded are known already.
        """
        unseen = [
            phrase for phrase in self.query.unnamed if not any(occurs(phrase, words) for words in self._seen_words)
        ]
        occur = self._finder.exists_each("all", [phrase.folded for phrase in unseen])
        return [phrase for phrase, is_found in zip(unseen, occur, strict=True) if not is_found]

    def __getitem__(self, index: slice) -> list[SearchResult]:
        found = list(self._find(min(index.stop, self.count())).items())[index]
        in_body = [key for key, tier in found if tier.scope == "all"]
        others = [key for key, tier in found if tier.scope != "all"]
        objects = load_objects(in_body, lambda source, ids: source.load_public(ids))
        objects |= load_objects(others, lambda source, ids: source.load_own(ids))
        words = load_words(key for key, tier in found if self.query.may_lack_words(tier))
        self._seen_words += words.values()
        return [
            make_result(self.query, tier, key, objects[key], words.get(key, ""))
            for key, tier in found
            if key in objects
        ]

    def _find(self, number: int) -> dict[Key, Tier]:
        """Return the first `number` results with their tiers; queries with many results need only the first tiers."""
        found: dict[int, Tier] = {}
        if self._full_count < number:
            self._finder.load(self._tiers)
        for _, tiers in groupby(self._tiers, key=lambda tier: tier.scope):
            group = list(tiers)
            for tier, newest in zip(group, self._finder.newest(group, number), strict=True):
                found |= {pk: tier for pk in newest if pk not in found}
            if len(found) >= number:
                break
        ids = list(found)[:number]
        keys = load_keys(ids)
        return {keys[pk]: found[pk] for pk in ids if pk in keys}

    @cached_property
    def _exact_count(self) -> int:
        """Return the number of texts with all words or synonyms of them.

        Own words first: a synonym of several words is a phrase, which costs more.
        """
        number = self._finder.count([Tier(Match.FULL, "all", self.query.own_words)])
        if number > MAX_RESULTS or not self.query.synonym_matches:
            return number
        return self._finder.count([self._widest])

    @cached_property
    def _widest(self) -> Tier:
        """Return the tier that has all texts of the full tiers."""
        return Tier(Match.FULL, "all", self.query.words_or_synonyms)

    @cached_property
    def _full_count(self) -> int:
        """Return the number of results with all words, at most one more than MAX_RESULTS."""
        if not self.query.words:
            return 0
        if self._exact_count > MAX_RESULTS:
            return self._exact_count
        return self._finder.count([self._widest, *self._similar])

    @cached_property
    def _count(self) -> int:
        """Return the number of results, at most one more than MAX_RESULTS."""
        if not self.query.words or self._full_count > MAX_RESULTS:
            return self._full_count
        query = self.query
        partial = [*query.undated, *query.generic_undated, *query.named, *self._partial]
        return self._finder.count([self._widest, *self._similar, *partial]) if partial else self._full_count

    @cached_property
    def _tiers(self) -> list[Tier]:
        """Return all tiers of the results, the best first."""
        return list(self._rank()) if self.query.words else []

    def _rank(self) -> Iterator[Tier]:
        """Yield the tiers in the order that `saovang.search.tiers` describes."""
        query = self.query
        title, head, body = query.full.values() if self._exact_count else ([], [], [])
        yield from title
        yield from query.undated
        yield from head
        yield from body[:1]  # the words next to each other, or the one word
        yield from query.named
        yield from query.generic_undated
        yield from body[1:]
        yield from self._similar
        yield from self._partial

    @cached_property
    def _similar(self) -> list[Tier]:
        return self.query.similar(bool(self._exact_count))

    @cached_property
    def _partial(self) -> list[Tier]:
        """Return the tiers of texts with some of the words, if few have all.

        If none has all, those with most words are the last.
        """
        if self._full_count >= FEW:
            return []
        if self._full_count:
            return self.query.partial
        return [*self.query.partial, *self.query.partial_in_body, *self._most_words()]

    def _most_words(self) -> list[Tier]:
        """Return the tiers of the first condition for most of the words that a text fulfils."""
        parts = self.query.parts
        occurring: list[Condition] = list(compress(parts, self._finder.exists_each("all", parts)))
        for condition in self.query.most_words(occurring):
            tiers = [Tier(Match.PARTIAL, scope, condition) for scope in ("title", "head", "all")]
            if self._finder.has_any(tiers[-1]):
                return tiers
        return []
