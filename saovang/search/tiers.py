"""The tiers by which the results of a query are ranked.

A tier is a scope and a condition: all words in the title, then in title and summary, then anywhere. In each scope the
words next to each other come first, and own words before synonyms. Within a tier the newest comes first.

A name is one or more words of the query that have synonyms. It is vague if it is one word, or a pair of words that many
titles have. Among many articles some have all words by chance. So undated objects with a name in the title, such as
procedures, come right after texts with all words in the title, and titles with a name come before texts whose bodies
have the words scattered. Texts with other accents than those typed come after all of these. If few texts have all
words, those with some of them are added.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from saovang.search.engines import SCOPES
from saovang.search.query import (
    AllOf,
    AnyOf,
    Condition,
    Phrase,
    Synonyms,
    is_vague,
    match_synonyms,
    neighbours,
    require,
    require_adjacent,
    require_some,
    with_synonyms,
    without_question_words,
)


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


class QueryTiers:
    """The tiers of a query. `words` are its phrases without question words."""

    def __init__(self, phrases: list[Phrase], synonyms: Synonyms, *, has_undated: bool) -> None:
        self.phrases = phrases
        self.words = without_question_words(phrases, synonyms)
        self.synonym_matches = match_synonyms(self.words, synonyms)
        self.accented = any(phrase.accented for phrase in phrases)
        self._has_undated = has_undated

    @property
    def text(self) -> str:
        """Return the query as text."""
        return " ".join(phrase.text for phrase in self.phrases)

    @property
    def synonyms(self) -> list[Phrase]:
        """Return the other names of the names in the query."""
        return [name for match in self.synonym_matches for name in match.names]

    @property
    def unnamed(self) -> list[Phrase]:
        """Return the phrases that are in no name."""
        named = {index for start, end, _ in self.synonym_matches for index in range(start, end)}
        return [phrase for index, phrase in enumerate(self.words) if index not in named]

    @property
    def number_of_names(self) -> int:
        """Return how many names of several words the query has."""
        return sum(end - start > 1 for start, end, _ in self.synonym_matches)

    @cached_property
    def own_words(self) -> AllOf:
        """Return the condition of texts with all words, none replaced by a synonym."""
        return require(self.words, self.accented)

    @cached_property
    def words_or_synonyms(self) -> AllOf:
        """Return the condition of texts with all words or synonyms of them, which all full matches fulfil."""
        return with_synonyms(self.words, self.synonym_matches, self.accented)

    def may_lack_words(self, tier: Tier) -> bool:
        """Return whether a text of a tier may lack words of the query, or have synonyms instead."""
        return tier.match == Match.PARTIAL or bool(self.synonym_matches and tier.condition is self.words_or_synonyms)

    @cached_property
    def full(self) -> dict[str, list[Tier]]:
        """Return the tiers of texts with all words by scope; each condition but the last is part of a later one."""
        conditions: list[Condition] = []
        if len(self.words) > 1:
            conditions.append(require_adjacent(self.words, self.accented))
        if self.words != self.phrases:
            conditions.append(require(self.phrases, self.accented))
        conditions.append(self.own_words)
        if self.synonym_matches:
            conditions.append(self.words_or_synonyms)
        return {scope: [Tier(Match.FULL, scope, condition) for condition in conditions] for scope in SCOPES}

    def similar(self, has_exact: bool) -> list[Tier]:
        """Return the tiers of texts with other accents: the words next to each other, or all in the title.

        The latter only if no text has the accents that were typed: "sổ đỏ" would find every title with "số" and "đó".
        """
        if not self.accented:
            return []
        tiers = [Tier(Match.SIMILAR, scope, require_adjacent(self.words)) for scope in SCOPES]
        if not has_exact:
            tiers.insert(1, Tier(Match.SIMILAR, "title", require(self.words)))
        return tiers

    @cached_property
    def named(self) -> list[Tier]:
        """Return the tier of titles with a name that is not vague, without the other words."""
        names: list[Condition] = []
        for start, end, others in self.synonym_matches:
            own = self.words[start:end]
            if not is_vague(own) and len(own) < len(self.words):
                names += [require_adjacent(own, self.accented), *(name.exact for name in others)]
        return [Tier(Match.PARTIAL, "title", AnyOf(tuple(names)))] if names else []

    @cached_property
    def undated(self) -> list[Tier]:
        """Return the tiers of undated objects with more than half of the words in the title, then with a name.

        Two neighbouring words of at least three are like a name.
        """
        number = len(self.parts)
        most = [require_some(AllOf(tuple(self.parts)), some) for some in range(number - 1, max(2, number // 2), -1)]
        return self._undated([*most, *self._names])

    @cached_property
    def vaguely_undated(self) -> list[Tier]:
        """Return the tier of undated objects with a vague name in the title."""
        return self._undated(self._vague_names)

    def _undated(self, conditions: Sequence[AnyOf]) -> list[Tier]:
        return [Tier(Match.PARTIAL, "title", names, undated=True) for names in conditions if self._has_undated]

    @cached_property
    def _names(self) -> list[AnyOf]:
        """Return the condition of texts with a name or its synonym, or two neighbouring words of at least three."""
        pairs = neighbours(self.words, self.synonym_matches, self.accented) if len(self.words) > 2 else []
        return self._any_name(pairs, vague=False)

    @cached_property
    def _vague_names(self) -> list[AnyOf]:
        """Return the condition of texts with a vague name or its synonym."""
        return self._any_name([], vague=True)

    def _any_name(self, conditions: list[Condition], *, vague: bool) -> list[AnyOf]:
        """Return one condition for `conditions` and the names that are vague or not, or none if there are none."""
        for start, end, names in self.synonym_matches:
            if is_vague(own := self.words[start:end]) == vague:
                conditions += [require_adjacent(own, self.accented), *(name.exact for name in names)]
        return [AnyOf(tuple(conditions))] if conditions else []

    @cached_property
    def partial(self) -> list[Tier]:
        """Return the tiers of texts with all words but one in the title, then with names in title or summary."""
        number = len(self._folded_parts.parts)
        tiers = [Tier(Match.PARTIAL, "title", require_some(self._folded_parts, number - 1))] if number > 2 else []
        names = self._names + self._vague_names
        return tiers + [Tier(Match.PARTIAL, scope, name) for scope in ("title", "head") for name in names]

    @cached_property
    def partial_in_body(self) -> list[Tier]:
        """Return the tier of texts with a name anywhere, for a query of two parts."""
        if len(self._folded_parts.parts) != 2 or not self.synonym_matches:
            return []
        return [Tier(Match.PARTIAL, "all", name) for name in self._names + self._vague_names]

    @cached_property
    def parts(self) -> list[Condition]:
        """Return the words, each or a synonym in its place, with the accents that were typed."""
        return list(dict.fromkeys(self.words_or_synonyms.parts))

    @cached_property
    def _folded_parts(self) -> AllOf:
        return AllOf(tuple(dict.fromkeys(with_synonyms(self.words, self.synonym_matches).parts)))

    def most_words(self, occurring: list[Condition]) -> list[Condition]:
        """Return conditions for as many words as possible, at least half of them, then for all in other accents.

        `occurring` are those of `parts` that any text has.
        """
        number = len(self.parts)
        most, fewest = min(len(occurring), number - 1), max(2, (number + 1) // 2)
        conditions: list[Condition] = [
            require_some(AllOf(tuple(occurring)), some) for some in range(most, fewest - 1, -1)
        ]
        return [*conditions, self._folded_parts] if self.accented else conditions
