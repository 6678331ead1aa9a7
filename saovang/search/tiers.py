"""The tiers by which the results of a query are ranked.

A tier is a scope and a condition: all words in the title, then in title and summary, then anywhere. In each scope the
words next to each other come first, and own words before synonyms. Within a tier the newest comes first.

A name is one or more words of the query that have synonyms. It is generic if it is one word, or a pair of words that
many titles have, such as "đăng ký"; otherwise it is specific. Among many articles some have all words by chance. So
undated objects with a specific name in the title, such as procedures, come right after texts with all words in the
title, and other titles with a specific name come before texts whose bodies have the words scattered. Texts with other
accents than those typed come after all of these. If few texts have all words, those with some of them are added.
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
    is_generic,
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

    @property
    def selection(self) -> tuple:
        """Return what selects the texts of this tier, whatever their match."""
        return self[1:]


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

        The latter is left out if a text has the accents that were typed: "sổ đỏ" would find titles with "số" and "đó".
        """
        if not self.accented:
            return []
        tiers = [Tier(Match.SIMILAR, scope, require_adjacent(self.words)) for scope in SCOPES]
        if not has_exact:
            tiers.insert(1, Tier(Match.SIMILAR, "title", require(self.words)))
        return tiers

    @cached_property
    def named(self) -> list[Tier]:
        """Return the tier of titles with a specific name of the query, without its other words."""
        has_other_words = len(self.words_or_synonyms.parts) > 1
        names = self._conditions_of_names(generic=False) if has_other_words else []
        return [Tier(Match.PARTIAL, "title", condition) for condition in _any_of(names)]

    @cached_property
    def undated(self) -> list[Tier]:
        """Return the tiers of undated objects with most of the words in the title, then with a specific name.

        In a query of three or more words, two words next to each other count as a specific name.
        """
        number = len(self.parts)
        most = [require_some(AllOf(tuple(self.parts)), some) for some in range(number - 1, max(2, number // 2), -1)]
        return self._undated([*most, *self._specific_names])

    @cached_property
    def generic_undated(self) -> list[Tier]:
        """Return the tier of undated objects with a generic name in the title."""
        return self._undated(self._generic_names)

    def _undated(self, conditions: Sequence[AnyOf]) -> list[Tier]:
        return [Tier(Match.PARTIAL, "title", condition, undated=True) for condition in conditions if self._has_undated]

    @cached_property
    def _specific_names(self) -> list[AnyOf]:
        """Return the condition of texts with a specific name or its synonym, or with what counts as one."""
        pairs = neighbours(self.words, self.synonym_matches, self.accented) if len(self.words) > 2 else []
        return _any_of(pairs + self._conditions_of_names(generic=False))

    @cached_property
    def _generic_names(self) -> list[AnyOf]:
        """Return the condition of texts with a generic name or its synonym."""
        return _any_of(self._conditions_of_names(generic=True))

    def _conditions_of_names(self, *, generic: bool) -> list[Condition]:
        """Return a condition for each generic or each specific name, and one for each of its synonyms."""
        conditions: list[Condition] = []
        for start, end, names in self.synonym_matches:
            if is_generic(own := self.words[start:end]) == generic:
                conditions += [require_adjacent(own, self.accented), *(name.exact for name in names)]
        return conditions

    @cached_property
    def partial(self) -> list[Tier]:
        """Return the tiers of texts with all words but one in the title, then with names in title or summary."""
        number = len(self._folded_parts.parts)
        tiers = [Tier(Match.PARTIAL, "title", require_some(self._folded_parts, number - 1))] if number > 2 else []
        names = self._specific_names + self._generic_names
        return tiers + [Tier(Match.PARTIAL, scope, name) for scope in ("title", "head") for name in names]

    @cached_property
    def partial_in_body(self) -> list[Tier]:
        """Return the tier of texts with a name anywhere, for a query of two parts."""
        if len(self._folded_parts.parts) != 2 or not self.synonym_matches:
            return []
        return [Tier(Match.PARTIAL, "all", name) for name in self._specific_names + self._generic_names]

    @cached_property
    def parts(self) -> list[Condition]:
        """Return the words, each or a synonym in its place, with the accents that were typed."""
        return list(dict.fromkeys(self.words_or_synonyms.parts))

    @cached_property
    def _folded_parts(self) -> AllOf:
        return AllOf(tuple(dict.fromkeys(with_synonyms(self.words, self.synonym_matches).parts)))

    def most_words(self, occurring: list[Condition]) -> list[Condition]:
        """Return conditions for most of the words, the most first and at least half, then for all with other accents.

        `occurring` are those of `parts` that any text has.
        """
        number = len(self.parts)
        most, fewest = min(len(occurring), number - 1), max(2, (number + 1) // 2)
        conditions: list[Condition] = [
            require_some(AllOf(tuple(occurring)), some) for some in range(most, fewest - 1, -1)
        ]
        return [*conditions, self._folded_parts] if self.accented else conditions


def _any_of(conditions: Sequence[Condition]) -> list[AnyOf]:
    """Return one condition that requires any of these, or none if there are none."""
    return [AnyOf(tuple(conditions))] if conditions else []
