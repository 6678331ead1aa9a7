"""Ranked search results, loaded page by page.

Results are ranked by tiers, not by scores. A tier is a scope and a condition: all words in the title, then in title and
summary, then anywhere. In each scope the words next to each other come first, and own words before synonyms. Among many
articles some have all words by chance. So after the matches in titles come procedures and other undated objects with
two neighbouring words of the query or a synonym in the title, and before texts with words that are scattered in their
bodies come titles with a name that has synonyms. Texts with other accents than those typed come after all of
these. If few texts have all words, those with some of them are added. Within a tier the newest comes first. Each tier
reads only as many ids as the page needs, and the count is capped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import compress, groupby
from typing import Any, NamedTuple
from unicodedata import normalize

from django.db import connection
from django.utils import timezone
from django.utils.safestring import SafeString

from saovang.core.text import Word
from saovang.media.models import FileText
from saovang.pagecache.version import content_version
from saovang.search.corrections import (
    Correction,
    accents,
    find_correction,
    load_vocabulary,
    may_be_misspelt,
    similar_words,
)
from saovang.search.engines import SCOPES, Statement, get_engine, limit, limit_to_one
from saovang.search.excerpt import excerpt, highlight
from saovang.search.query import (
    AllOf,
    AnyOf,
    Condition,
    Phrase,
    SynonymMatch,
    Synonyms,
    is_vague,
    match_synonyms,
    neighbours,
    parse,
    require,
    require_adjacent,
    require_some,
    with_synonyms,
    without_question_words,
)
from saovang.search.sources import Key, load_objects, public_id_range, public_ids, sources, year_id_range
from saovang.search.words import find_numbers, search_words

MAX_RESULTS = 120  # ten pages: nobody pages further, and a phrase must be looked up in every text that is counted
MAX_CORRECTING = 6  # texts that may have the right spelling
FEW = 3  # results with all words; if there are fewer, those with some of them are shown too
MAX_CORRECTED = 5  # words of a query of which one may be misspelt as in a body


class Match(StrEnum):
    """How a result matches the query."""

    FULL = "full"  # all words, or synonyms of them
    SIMILAR = "similar"  # all words, with other accents
    PARTIAL = "partial"  # some of the words


class Tier(NamedTuple):
    """A condition in a scope; `undated` restricts it to undated objects."""

    match: Match
    scope: str
    condition: Condition
    undated: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A result as the page shows it, with the words of the query highlighted."""

    title: SafeString
    excerpt: SafeString
    url: str
    subtitle: str
    published_at: datetime | None  # local time
    checked: str  # when it was checked, if it has no time of publication
    match: Match = Match.FULL
    in_title: bool = False  # that it matches
    missing: Sequence[str] = ()  # words of the query that the object does not have
    file: str = ""  # title of the file that the excerpt is from
    synonyms: Sequence[str] = ()  # names that it has instead of words of the query
    answer_template: str = ""  # shows `object` above the results
    object: Any = None


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
        self.phrases = phrases
        self._words = without_question_words(phrases, synonyms)
        self._synonyms = synonyms
        self._facets = facets
        self._year = year
        self._engine = get_engine(connection)
        self._ids: dict[tuple, list[int]] = {}  # of tiers without their match
        self._existing: dict[tuple[str, Condition], bool] = {}  # whether a text fulfils a condition in a scope
        self._seen_words: list[str] = []  # of entries
        self._is_corrected = False

    def count(self) -> int:
        """Return the number of results, at most MAX_RESULTS."""
        return min((self.corrected or self)._count, MAX_RESULTS)

    @property
    def query(self) -> str:
        """Return the query as text."""
        return " ".join(phrase.text for phrase in self.phrases)

    @cached_property
    def corrected(self) -> "SearchResults | None":
        """Return the results of a corrected query, which are shown instead if no text has all words as typed."""
        if self._is_corrected or not self._words or self._exact_count:
            return None
        if (self._facets or self._year) and SearchResults(self.phrases, self._synonyms)._exact_count:
            return None
        correction = self.find_correction() or self._correct_by_bodies()
        if not correction:
            return None
        corrected = SearchResults(parse(correction.text), self._synonyms, self._facets, self._year)
        corrected._is_corrected = True
        if (correction.is_certain or corrected._number_of_names > self._number_of_names) and not self._full_count:
            return corrected if corrected._count else None
        return corrected if corrected.is_in_title else None

    def find_correction(self) -> Correction | None:
        """Return the query that was probably meant, by the words of titles and synonyms."""
        vocabulary = content_version.cached("search vocabulary", lambda: load_vocabulary(self._synonyms))
        return find_correction(self.phrases, vocabulary, lambda conditions: self._exist("all", conditions))

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
        return bool(self._words) and self._exists("title", self._widest)

    @property
    def has_any(self) -> bool:
        """Return True if a text has all words or synonyms of them."""
        return bool(self._words) and self._exists("all", self._widest)

    def advice(self) -> Advice:
        """Return what to try; call it only if no text has all words."""
        unfiltered_count = 0
        if self._facets or self._year:
            unfiltered_count = SearchResults(self.phrases, self._synonyms)._full_count
        if not self._words:
            return Advice([], "", 0)
        missing = self._find_missing()
        shorter_query = " ".join(phrase.text for phrase in self._words if phrase not in missing)
        return Advice([phrase.text for phrase in missing], shorter_query, unfiltered_count)

    def _find_missing(self) -> list[Phrase]:
        """Return the phrases that no text has and that are in no name with synonyms.

        The words of results that were loaded are known already.
        """
        unseen = [phrase for phrase in self._unnamed if not any(_occurs(phrase, words) for words in self._seen_words)]
        occur = self._exist("all", [phrase.folded for phrase in unseen])
        return [phrase for phrase, occurs in zip(unseen, occur, strict=True) if not occurs]

    @property
    def _unnamed(self) -> list[Phrase]:
        """Return the phrases that are in no name with synonyms."""
        named = {index for start, end, _ in self._synonym_matches for index in range(start, end)}
        return [phrase for index, phrase in enumerate(self._words) if index not in named]

    def __getitem__(self, index: slice) -> list[SearchResult]:
        if self.corrected:
            return self.corrected[index]
        found = list(self._find(min(index.stop, self.count())).items())[index]
        names = [name for match in self._synonym_matches for name in match.names]
        in_body = [key for key, tier in found if tier.scope == "all"]
        others = [key for key, tier in found if tier.scope != "all"]
        objects = load_objects(in_body, lambda source, ids: source.load_public(ids))
        objects |= load_objects(others, lambda source, ids: source.load_own(ids))
        words = self._load_words(key for key, tier in found if self._may_miss_words(tier))
        self._seen_words += words.values()
        return [
            self._make_result(tier, key, objects[key], names, words.get(key, ""))
            for key, tier in found
            if key in objects
        ]

    @cached_property
    def _synonym_matches(self) -> list[SynonymMatch]:
        return match_synonyms(self._words, self._synonyms)

    @property
    def _number_of_names(self) -> int:
        """Return how many names of several words the query has."""
        return sum(end - start > 1 for start, end, _ in self._synonym_matches)

    @cached_property
    def _accented(self) -> bool:
        return any(phrase.accented for phrase in self.phrases)

    @cached_property
    def _widest(self) -> AllOf:
        """Return the condition that all full matches fulfil."""
        return with_synonyms(self._words, self._synonym_matches, self._accented)

    @cached_property
    def _full_tiers(self) -> list[Tier]:
        """Return the tiers of texts with all words; each condition but the last of a scope is part of a later one."""
        conditions: list[Condition] = []
        if len(self._words) > 1:
            conditions.append(require_adjacent(self._words, self._accented))
        if self._words != self.phrases:
            conditions.append(require(self.phrases, self._accented))
        conditions.append(require(self._words, self._accented))
        if self._synonym_matches:
            conditions.append(self._widest)
        return [Tier(Match.FULL, scope, condition) for scope in SCOPES for condition in conditions]

    @cached_property
    def _exact_count(self) -> int:
        """Return the number of texts with all words or synonyms of them.

        Own words first: a synonym of several words is a phrase, which PostgreSQL must look up in each text.
        """
        number = self._count_matches(Tier(Match.FULL, "all", require(self._words, self._accented)))
        if number > MAX_RESULTS or not self._synonym_matches:
            return number
        return self._count_matches(Tier(Match.FULL, "all", self._widest))

    @cached_property
    def _similar_tiers(self) -> list[Tier]:
        """Return the tiers of texts with other accents: the words next to each other, or all in the title.

        The latter only if no text has the accents that were typed: "sổ đỏ" would find every title with "số" and "đó".
        """
        if not self._accented:
            return []
        tiers = [Tier(Match.SIMILAR, scope, require_adjacent(self._words)) for scope in SCOPES]
        if not self._exact_count:
            tiers.insert(1, Tier(Match.SIMILAR, "title", require(self._words)))
        return tiers

    @cached_property
    def _full_count(self) -> int:
        """Return the number of results with all words, at most one more than MAX_RESULTS."""
        if not self._words:
            return 0
        if self._exact_count > MAX_RESULTS:
            return self._exact_count
        return self._count_matches(Tier(Match.FULL, "all", self._widest), *self._similar_tiers)

    @cached_property
    def _pairs(self) -> list[AnyOf]:
        """Return the condition of texts with a name or its synonym, or two neighbouring words of at least three."""
        pairs = neighbours(self._words, self._synonym_matches, self._accented) if len(self._words) > 2 else []
        return self._any_name(pairs, vague=False)

    @cached_property
    def _vague_names(self) -> list[AnyOf]:
        """Return the condition of texts with a name of one word or a generic pair, or its synonym."""
        return self._any_name([], vague=True)

    def _any_name(self, conditions: list[Condition], *, vague: bool) -> list[AnyOf]:
        """Return one condition for `conditions` and the names that are vague or not, or none if there are none."""
        for start, end, names in self._synonym_matches:
            if is_vague(own := self._words[start:end]) == vague:
                conditions += [require_adjacent(own, self._accented), *(name.exact for name in names)]
        return [AnyOf(tuple(conditions))] if conditions else []

    @cached_property
    def _named_tiers(self) -> list[Tier]:
        """Return the tier of titles with a name of the query, or a synonym of it, without its other words.

        Texts with all words by chance come after these.
        """
        names: list[Condition] = []
        for start, end, others in self._synonym_matches:
            own = self._words[start:end]
            if not is_vague(own) and len(own) < len(self._words):
                names += [require_adjacent(own, self._accented), *(name.exact for name in others)]
        return [Tier(Match.PARTIAL, "title", AnyOf(tuple(names)))] if names else []

    def _answer_tiers(self, conditions: list[AnyOf]) -> list[Tier]:
        return [Tier(Match.PARTIAL, "title", names, undated=True) for names in conditions if not self._year]

    @cached_property
    def _partial_tiers(self) -> list[Tier]:
        """Return the tiers of texts with some of the words.

        First those with all words but one in the title, then with pairs of words or synonyms in title or summary. If
        nothing has all words: at last those with as many words as any text has, or with all in other accents.
        """
        parts = AllOf(tuple(dict.fromkeys(with_synonyms(self._words, self._synonym_matches).parts)))
        number = len(parts.parts)
        tiers = [Tier(Match.PARTIAL, "title", require_some(parts, number - 1))] if number > 2 else []
        names = self._pairs + self._vague_names
        tiers += [Tier(Match.PARTIAL, scope, name) for scope in ("title", "head") for name in names]
        if not self._full_count:
            if number == 2 and self._synonym_matches:
                tiers += [Tier(Match.PARTIAL, "all", name) for name in names]
            exact = list(dict.fromkeys(self._widest.parts))
            occurring = AllOf(tuple(compress(exact, self._exist("all", exact))))
            most, fewest = min(len(occurring.parts), number - 1), max(2, (number + 1) // 2)
            conditions: list[Condition] = [require_some(occurring, some) for some in range(most, fewest - 1, -1)]
            if self._accented:
                conditions.append(parts)
            for condition in conditions:
                if self._all_ids(Tier(Match.PARTIAL, "all", condition)):
                    return [*tiers, *(Tier(Match.PARTIAL, scope, condition) for scope in SCOPES)]
        return tiers

    @cached_property
    def _tiers(self) -> list[Tier]:
        if not self._words:
            return []
        full = self._full_tiers if self._exact_count else []
        number = len(full) // len(SCOPES)
        tiers = [*full[:number], *self._answer_tiers(self._pairs), *full[number : 2 * number + 1], *self._named_tiers]
        tiers += [*self._answer_tiers(self._vague_names), *full[2 * number + 1 :], *self._similar_tiers]
        return tiers + self._partial_tiers if self._full_count < FEW else tiers

    @cached_property
    def _count(self) -> int:
        if not self._words or self._full_count > MAX_RESULTS:
            return self._full_count
        partial = self._answer_tiers(self._pairs + self._vague_names) + self._named_tiers
        partial += self._partial_tiers if self._full_count < FEW else []
        if not partial:
            return self._full_count
        return self._count_matches(Tier(Match.FULL, "all", self._widest), *self._similar_tiers, *partial)

    def _count_matches(self, *tiers: Tier) -> int:
        """Return the number of texts in these tiers, at most one more than MAX_RESULTS.

        Of tiers with the same condition the one of the widest scope has all texts.
        """
        narrow_first = sorted(tiers, key=lambda tier: (not tier.undated, SCOPES.index(tier.scope)))
        widest = list({tier.condition: tier for tier in narrow_first}.values())
        self._load_ids(widest)
        ids = {pk for tier in widest for pk in self._all_ids(tier)}
        return min(len(ids), MAX_RESULTS + 1)

    def _find(self, number: int) -> dict[Key, Tier]:
        """Return the first `number` results with their tiers; queries with many results need only the first tiers."""
        found: dict[int, Tier] = {}
        if self._full_count < number:
            self._load_ids(self._tiers)
        for _, tiers in groupby(self._tiers, key=lambda tier: tier.scope):
            group = list(tiers)
            self._load_ids(tier for tier in group if self._engine.is_cheap_unsorted(tier.condition))
            for tier in group:
                if len(found) < number:
                    found |= {pk: tier for pk in self._newest_ids(tier, number) if pk not in found}
            if len(found) >= number:
                break
        ids = list(found)[:number]
        keys = {pk: Key(source, object_id) for pk, source, object_id in self._load_keys(ids)}
        return {keys[pk]: found[pk] for pk in ids if pk in keys}

    def _all_ids(self, tier: Tier) -> list[int]:
        """Return the ids of a tier, the newest first, or any MAX_RESULTS + 1 of them."""
        self._load_ids([tier])
        return self._ids[tier[1:]]

    def _load_ids(self, tiers: Iterable[Tier]) -> None:
        """Load the ids of those tiers that have none yet, by one query.

        Without an order the database can stop at the limit of each.
        """
        missing = list({tier[1:]: tier for tier in tiers if tier[1:] not in self._ids}.values())
        if not missing:
            return
        selects = [self._select(tier) for tier in missing]
        parts = [
            f"SELECT {index}, key FROM ({select.sql} {limit(MAX_RESULTS + 1)}) AS tier_{index}"  # noqa: S608
            for index, select in enumerate(selects)
        ]
        rows = self._fetch(" UNION ALL ".join(parts), [value for select in selects for value in select.parameters])
        for index, tier in enumerate(missing):
            self._ids[tier[1:]] = sorted((pk for number, pk in rows if number == index), reverse=True)

    def _newest_ids(self, tier: Tier, number: int) -> list[int]:
        if (ids := self._ids.get(tier[1:])) is not None and len(ids) <= MAX_RESULTS:
            return ids[:number]
        statement = self._engine.newest(tier.scope, tier.condition, self._facets, self._id_condition(tier), number)
        return [pk for (pk,) in self._fetch(*statement)]

    def _load_keys(self, ids: list[int]) -> list[tuple]:
        if not ids:
            return []
        return self._fetch(f"SELECT id, source, object_id FROM search_entry WHERE id IN ({str(ids)[1:-1]})", [])  # noqa: S608

    def _may_miss_words(self, tier: Tier) -> bool:
        """Return whether a result of this tier may lack words of the query, or have synonyms of them."""
        return tier.match == Match.PARTIAL or bool(self._synonym_matches and tier.condition is self._widest)

    def _load_words(self, keys: Iterable[Key]) -> dict[Key, str]:
        """Return the words of entries as the index has them."""
        if not (conditions := " OR ".join(f"(source = {source} AND object_id = {pk})" for source, pk in keys)):
            return {}
        columns = "source, object_id, title || ' zz0 ' || summary || ' zz0 ' || body"
        rows = self._fetch(f"SELECT {columns} FROM search_entry WHERE {conditions}", [])  # noqa: S608
        return {Key(source, pk): f" {words} " for source, pk, words in rows}

    def _make_result(self, tier: Tier, key: Key, obj: Any, names: list[Phrase], words: str) -> SearchResult:
        """Return a result. `words` are those of its entry if some of the query may be missing."""
        source = sources[key.source]
        document = source.document(obj) if tier.scope == "all" else source.own_document(obj)
        summary_is_start_of_body = document.body.startswith(document.summary.rstrip("…"))
        text = document.body if summary_is_start_of_body else f"{document.summary} {document.body}"
        published_at = document.published_at
        files = FileText.objects.words(str(file.file) for file in source.files(obj)) if tier.scope == "all" else {}
        missing, synonyms = self._find_replaced(words) if words else ([], [])
        file_title = ""
        if files:
            own_words = f" {index_text(f'{document.title} zz {text}')} "
            sought = [phrase for phrase in self._words + names if not _occurs(phrase, own_words)]
            if name := _best_file(files, sought):
                file_title = next(file.title for file in source.files(obj) if str(file.file) == name)
                text = FileText.objects.get(name=name).text
        return SearchResult(
            title=highlight(document.title, self._words + names),
            excerpt=excerpt(text, self._words + synonyms),
            url=document.url or obj.get_absolute_url(),
            subtitle=document.subtitle or source.label,
            published_at=published_at and timezone.localtime(published_at).replace(microsecond=0),
            checked=document.checked,
            match=tier.match,
            in_title=tier.scope == "title",
            missing=list(dict.fromkeys(phrase.text for phrase in missing)),
            file=file_title,
            synonyms=list(dict.fromkeys(name.text.strip() for name in synonyms)),
            answer_template=source.answer_template if self._is_answer(tier, key) else "",
            object=obj,
        )

    def _find_replaced(self, words: str) -> tuple[list[Phrase], list[Phrase]]:
        """Return the phrases that an entry with these words lacks, and the synonyms that it has in place of others."""
        missing = [not _occurs(phrase, words) for phrase in self._words]
        synonyms: dict[Phrase, None] = {}
        for start, end, names in self._synonym_matches:
            if any(missing[start:end]) and (found := [name for name in names if _occurs(name, words)]):
                synonyms |= dict.fromkeys(found)
                missing[start:end] = [False] * (end - start)
        return [phrase for phrase, is_missing in zip(self._words, missing, strict=True) if is_missing], list(synonyms)

    def _is_answer(self, tier: Tier, key: Key) -> bool:
        """Return whether the query names the object or is a telephone number."""
        is_number = len(self._words) == 1 and self._words[0].folded[0].isdigit() and len(self._words[0].folded[0]) >= 7
        return tier.undated or (tier.match == Match.FULL and (tier.scope == "title" or is_number))

    def _correct_by_bodies(self) -> Correction | None:
        """Return the query with the one word that no text has replaced by a similar one of a text."""
        missing = self._find_missing()
        if len(missing) != 1 or len(self._words) > MAX_CORRECTED:
            return None
        index = self._words.index(missing[0])
        texts = [phrase.text for phrase in self._words]
        word = self._find_similar(index)
        return Correction(" ".join([*texts[:index], word, *texts[index + 1 :]]), True) if word else None

    def _find_similar(self, index: int) -> str:
        """Return a word that differs from a phrase by one letter, as a text with the other phrases spells it, or "".

        One of the other phrases must be beside it, as in the query: otherwise "học phí" becomes "hỗ phí".
        """
        others = self._words[:index] + self._words[index + 1 :]
        phrase = self._words[index]
        is_word = len(phrase.folded) == 1 and may_be_misspelt(phrase.folded[0], phrase.exact[0], not others)
        if candidates := similar_words(phrase.folded[0]) if is_word else []:
            condition = AllOf((AnyOf(tuple((word,) for word in candidates)), *require(others).parts))
            ids, parameters = self._engine.select("all", condition, (), "TRUE")
            columns = f"SELECT source, object_id FROM search_entry WHERE id IN ({ids})"  # noqa: S608
            rows = self._fetch(f"{columns} ORDER BY id DESC LIMIT {MAX_CORRECTING}", parameters)
            before, after = self._words[max(0, index - 1) : index], self._words[index + 1 : index + 2]
            return _find_word([Key(*row) for row in rows], phrase, set(candidates), before, after)
        return ""

    def _exists(self, scope: str, condition: Condition) -> bool:
        """Return whether a text fulfils a condition in a scope."""
        return self._exist(scope, [condition])[0]

    def _exist(self, scope: str, conditions: list[Condition]) -> list[bool]:
        """Return for each condition whether a text fulfils it, by one query."""
        keys = [(scope, condition) for condition in conditions]
        if missing := [key for key in keys if key not in self._existing]:
            selects = [self._select(Tier(Match.FULL, *key)) for key in missing]
            columns = ", ".join(
                f"({select.sql} {limit_to_one(condition)}) IS NOT NULL"
                for select, (_, condition) in zip(selects, missing, strict=True)
            )
            (row,) = self._fetch(f"SELECT {columns}", [value for select in selects for value in select.parameters])
            self._existing |= dict(zip(missing, map(bool, row), strict=True))
        return [self._existing[key] for key in keys]

    def _select(self, tier: Tier) -> Statement:
        """Return a statement that selects the ids of one tier."""
        select = self._engine.select_by_id if tier.undated else self._engine.select
        return select(tier.scope, tier.condition, self._facets, self._id_condition(tier))

    def _id_condition(self, tier: Tier) -> str:
        """Return SQL that selects entries that are public now and of the requested year, or undated ones."""
        now, key = timezone.now(), self._engine.key
        if tier.undated:
            return f"{key} >= {public_id_range(now)[1]}"
        if self._year:
            first, first_of_next_year = year_id_range(self._year)
            return f"{key} BETWEEN {first} AND {min(first_of_next_year - 1, public_id_range(now)[0])}"
        return public_ids(key, now)

    def _fetch(self, sql: str, parameters: list) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()


def index_text(text: str) -> str:
    """Return the folded words of `text` and the words for its numbers."""
    numbers = [word for number in find_numbers(text) for word in number.words]
    return " ".join([*(word.folded for word in search_words(text)), *numbers])


def _occurs(phrase: Phrase, words: str) -> bool:
    return f" {' '.join(phrase.folded)} " in words


def _best_file(files: dict[str, str], phrases: list[Phrase]) -> str:
    """Return the name of the file with most of the phrases, of `files` with their words, or "" if none has any."""
    counts = {name: sum(_occurs(phrase, f" {words} ") for phrase in phrases) for name, words in files.items()}
    best = max(counts, key=counts.__getitem__, default="")
    return best if counts.get(best) else ""


def _find_word(keys: list[Key], typed: Phrase, candidates: set[str], before: list[Phrase], after: list[Phrase]) -> str:
    """Return the first of the folded `candidates` in public objects that is beside a phrase, as it is spelt there.

    It has the accents that were typed. `before` and `after` are what the query has beside it, if anything.
    """
    for text in _load_texts(keys):
        words = search_words(text)
        for index, word in enumerate(words):
            if (
                word.folded in candidates
                and accents(typed.exact[0]) <= accents(word.exact)
                and (
                    not (before or after)
                    or any(_is_at(phrase, words, index - len(phrase.folded)) for phrase in before)
                    or any(_is_at(phrase, words, index + 1) for phrase in after)
                )
            ):
                return text[word.start : word.end].lower()
    return ""


def _load_texts(keys: list[Key]) -> list[str]:
    """Return the texts of public objects."""
    objects = load_objects(keys, lambda source, ids: source.load_public(ids))
    documents = [sources[key.source].document(objects[key]) for key in keys if key in objects]
    return [normalize("NFC", f"{document.title} {document.summary} {document.body}") for document in documents]


def _is_at(phrase: Phrase, words: list[Word], start: int) -> bool:
    """Return whether a phrase begins at a word, with its accents if it has any."""
    found = words[start : start + len(phrase.folded)] if start >= 0 else []
    return tuple(word.exact if phrase.accented else word.folded for word in found) == phrase.exact
