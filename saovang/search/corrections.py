"""Correct a query that no text answers, by the words of titles and synonyms.

The Viterbi algorithm finds the sequence of words with the highest score in a bigram model: a word that follows another
as in the vocabulary scores, a change costs. So a word is changed only if its neighbour then stands beside it as in a
title, and never if it does already. Words may be misspelt by one letter or accent, typed without an input method
("ddaats"), written together or apart ("khaisinh", "khai s inh").

If that changes nothing, the one word of no text is replaced as in texts with the other words (`correct_by_texts`).
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from itertools import pairwise
from string import ascii_lowercase
from typing import NamedTuple
from unicodedata import normalize

from saovang.core.text import Word
from saovang.search.finder import EntryFinder
from saovang.search.query import AllOf, AnyOf, Phrase, require
from saovang.search.sources import Key, load_objects, sources
from saovang.search.syllables import decode_keys, is_vietnamese, spell
from saovang.search.vocabulary import Vocabulary
from saovang.search.words import search_words

MAX_LENGTH = 8  # letters of a misspelt word; a Vietnamese one has at most seven
MAX_PARTS, MAX_LETTERS = 3, 6  # of one word that was written apart: parts, parts of one letter each
MIN_CODE_LENGTH = 4  # characters
MAX_JOINED = 40  # letters of several words that were written together
MAX_CORRECTED = 5  # words of a query of which one is replaced as in texts
MAX_CORRECTING = 6  # texts that may have the right spelling
# Scores of a word that follows the one before it as in the vocabulary, and of one that replaces a word of no text.
FOLLOWS, REPLACES_UNKNOWN = 6, 3
# Costs of a change: of accents, of keys that no input method converted, of words written together or apart.
ACCENT_LEFT_OUT, OTHER_ACCENT, KEYS, TOGETHER, APART = 1, 2, 1, 1, 2
# Costs of another letter in a word that no text has and in another word, and of a letter too many in joined words.
LETTER_OF_UNKNOWN, LETTER, LETTER_TOO_MANY = 2, 4, 1
UNSUPPORTED = 20  # cost of a guess that is beside no other word as in the vocabulary


class Guess(IntEnum):
    """Whether a word has other letters or accents than what was typed. If so, a neighbour must support it."""

    NONE = 0
    FOR_UNKNOWN = 1  # no text has what was typed
    FOR_KNOWN = 2  # a text has it


class Token(NamedTuple):
    """A word of a query as it was typed."""

    text: str
    folded: str
    exact: str
    is_unknown: bool = False  # no text has it, with any accents
    is_unknown_spelling: bool = False  # no text has it with these accents
    may_be_misspelt: bool = False  # by a letter


class Path(NamedTuple):
    """A sequence of words up to a position in the query."""

    score: int
    texts: tuple[str, ...]  # as typed, or as spelt in the vocabulary
    changed: frozenset[int]  # positions of tokens
    guess: Guess = Guess.NONE  # whether the last word is one
    is_supported: bool = True  # the last word is no guess, or follows the one before it as in the vocabulary


class Correction(NamedTuple):
    """A query that was probably meant."""

    text: str
    is_certain: bool  # only words that no text spells like that were changed


class Option(NamedTuple):
    """A word that may be meant by a token."""

    cost: int
    text: str
    is_changed: bool
    guess: Guess = Guess.NONE


Options = dict[str, Option]  # by the exact word
Paths = dict[str, Path]  # the best ones, by the last exact word


def find_correction(phrases: list[Phrase], vocabulary: Vocabulary, finder: EntryFinder) -> Correction | None:
    """Return the query that was probably meant, or None if it is the one that was typed."""
    codes = [phrase for phrase in phrases if _is_code(phrase)]
    if len(phrases) > 1 and any(found := finder.exists_each("all", [code.folded for code in codes])):
        return Correction(codes[found.index(True)].text, True)
    tokens = _look_up(_read_tokens(phrases), finder)
    path = _find_path(tokens, vocabulary)
    if confirmed := _find_confirmed(tokens, path, finder):
        path = _find_path(tokens, vocabulary, confirmed)
    if not path.changed and not any(map(_is_joined, phrases)):
        return None
    return Correction(" ".join(path.texts), all(tokens[index].is_unknown_spelling for index in path.changed))


def _is_code(phrase: Phrase) -> bool:
    """Return whether a phrase is a telephone number, a date, "610-KL/TU" or the like, which is enough on its own."""
    letters = "".join(phrase.folded)
    return len(letters) >= MIN_CODE_LENGTH and any(char.isdigit() for char in letters) and not decode_keys(phrase.text)


def _is_joined(phrase: Phrase) -> bool:
    """Return whether a phrase has several words, in quotes or with hyphens or the like between them; "7h30" has one."""
    return len(phrase.folded) > 1 and all(word.isdigit() or len(word) > 1 for word in phrase.folded)


def _may_be_misspelt(folded: str, exact: str, is_alone: bool) -> bool:
    """Return False for abbreviations and short words, which are similar to too many words."""
    if is_alone:
        return folded.isalpha() and len(folded) > 3 and re.search("[aeiouy]", folded) is not None
    return folded.isalpha() and (exact != folded or len(folded) > 2)


def _read_tokens(phrases: list[Phrase]) -> list[Token]:
    """Return the words of phrases. A number, a date, and a word that was typed by keys of VNI are one word."""
    tokens = []
    for phrase in phrases:
        text = normalize("NFC", phrase.text).lower().strip('"')
        words = search_words(text)
        if phrase.folded != tuple(word.folded for word in words) or (len(words) > 1 and decode_keys(text)):
            tokens.append(Token(text, " ".join(phrase.folded), " ".join(phrase.exact)))
        else:
            tokens += [Token(text[word.start : word.end], word.folded, word.exact) for word in words]
    return tokens


def _look_up(tokens: list[Token], finder: EntryFinder) -> list[Token]:
    """Return tokens with what texts say about them."""
    found = finder.exists_each("all", [tuple(word.split()) for token in tokens for word in (token.folded, token.exact)])
    return [
        token._replace(
            is_unknown=not is_known,
            is_unknown_spelling=not is_known_spelling,
            may_be_misspelt=_may_be_misspelt(token.folded, token.exact, len(tokens) == 1),
        )
        for token, is_known, is_known_spelling in zip(tokens, found[::2], found[1::2], strict=True)
    ]


def _find_confirmed(tokens: list[Token], path: Path, finder: EntryFinder) -> frozenset[int]:
    """Return the positions of words that must not be changed, because a text has them side by side.

    Only pairs of words of which a path changes one are looked up.
    """
    pairs = [
        pair
        for pair in pairwise(range(len(tokens)))
        if not path.changed.isdisjoint(pair) and not any(tokens[index].is_unknown for index in pair)
    ]
    words = [token.exact.split() for token in tokens]
    found = finder.exists_each("all", [(*words[first], *words[second]) for first, second in pairs])
    return frozenset(index for pair, is_confirmed in zip(pairs, found, strict=True) if is_confirmed for index in pair)


def _find_path(tokens: list[Token], vocabulary: Vocabulary, confirmed: frozenset[int] = frozenset()) -> Path:
    """Return the best sequence of words for a query. The tokens at the positions `confirmed` are not changed."""
    is_accented = any(token.exact != token.folded for token in tokens)
    best: list[Paths] = [{} for _ in range(len(tokens) + 1)]
    best[0][""] = Path(0, (), frozenset())
    for index, token in enumerate(tokens):
        options = dict(_options(token, vocabulary, is_accented, index in confirmed))
        _merge(best[index + 1], _extend(best[index], options, vocabulary, {index}))
        if index not in confirmed and token.is_unknown:
            _merge(best[index + 1], _extend_by_parts(best[index], token.text, index, vocabulary, is_accented))
        for end in range(index + 2, min(index + MAX_LETTERS, len(tokens)) + 1):
            positions = set(range(index, end))
            if confirmed.isdisjoint(positions):
                options = _join(tokens[index:end], vocabulary, is_accented)
                _merge(best[end], _extend(best[index], options, vocabulary, positions))
    ends = best[-1].values() if len(tokens) == 1 else map(_end, best[-1].values())
    return max(ends, key=lambda path: (path.score, -len(path.changed)))


def _extend(paths: Paths, options: Options, vocabulary: Vocabulary, positions: set[int]) -> Paths:
    """Return the best paths that are longer by one word, the one for the tokens at `positions`.

    Each word follows the last word of its path as in the vocabulary, or else is added to the best path of all.
    """
    if not paths or not options:
        return {}
    best = max(map(_end, paths.values()), key=lambda path: path.score)
    extended = {word: _append(best, option, positions) for word, option in options.items()}
    for last, path in paths.items():
        for word in vocabulary.followers.get(last, set()) & options.keys():
            option = options[word]
            # Two guesses do not support each other, unless both are for words of no text.
            are_guesses = path.guess and option.guess
            reward = 0 if are_guesses and Guess.FOR_KNOWN in (path.guess, option.guess) else FOLLOWS
            longer = _append(path, option, positions)
            longer = longer._replace(score=longer.score + reward, is_supported=True)
            if longer.score > extended[word].score:
                extended[word] = longer
    return extended


def _append(path: Path, option: Option, positions: set[int]) -> Path:
    """Return a path with one more word, which nothing supports yet."""
    return Path(
        path.score - option.cost,
        (*path.texts, option.text),
        path.changed | positions if option.is_changed else path.changed,
        option.guess,
        is_supported=not option.guess,
    )


def _end(path: Path) -> Path:
    """Return a path after whose last word none follows as in the vocabulary. If that word is a guess, it costs."""
    return path if path.is_supported else path._replace(score=path.score - UNSUPPORTED)


def _merge(paths: Paths, others: Paths) -> None:
    """Add those of `others` to `paths` that are better."""
    for last, path in others.items():
        if last not in paths or path.score > paths[last].score:
            paths[last] = path


def _options(
    token: Token, vocabulary: Vocabulary, is_accented: bool, is_confirmed: bool
) -> Iterator[tuple[str, Option]]:
    """Yield the words that may be meant by a token. Of the same word the last option is the cheapest."""
    reward = REPLACES_UNKNOWN * token.is_unknown
    if not is_confirmed and token.may_be_misspelt:
        cost = LETTER_OF_UNKNOWN - reward if token.is_unknown else LETTER
        for folded in _similar_words(token.folded):
            for spelling in vocabulary.spellings.get(folded, []):
                if _accents(token.exact) <= _accents(spelling):
                    is_name = spelling in vocabulary.names and len(folded) > 3 and not is_vietnamese(token.folded)
                    guess = Guess.FOR_KNOWN if not token.is_unknown else Guess.NONE if is_name else Guess.FOR_UNKNOWN
                    yield spelling, Option(cost, spell(spelling) if is_accented else folded, True, guess)
    if not is_confirmed and (token.is_unknown or not token.text.isalpha()) and (exact := decode_keys(token.text)):
        for spelling, option in _spellings(spell(exact), vocabulary, True, KEYS):
            yield spelling, option._replace(cost=option.cost - REPLACES_UNKNOWN * (spelling == exact))
    yield token.exact, Option(0, token.text, False)
    for spelling, option in _spellings(token.text, vocabulary, is_accented, 0, False):
        if not option.is_changed:
            yield spelling, option._replace(cost=-reward)
        elif not is_confirmed:
            is_guess_for_unknown = token.is_unknown and option.guess
            yield spelling, option._replace(guess=Guess.FOR_UNKNOWN) if is_guess_for_unknown else option


def _spellings(
    text: str, vocabulary: Vocabulary, is_accented: bool, cost: int, is_changed: bool = True
) -> Iterator[tuple[str, Option]]:
    """Yield the words of the vocabulary with the letters of `text` whose accents differ little; none for several words.

    `cost` is that of the letters, and `is_changed` says whether they are others than what was typed.
    """
    words = search_words(text)
    if len(words) != 1:
        return
    (word,) = words
    for spelling in vocabulary.spellings.get(word.folded, []):
        if not is_accented or spelling == word.exact:
            yield spelling, Option(cost, text, is_changed)
        elif not (others := _accents(word.exact) - _accents(spelling)):
            yield spelling, Option(cost + ACCENT_LEFT_OUT, spell(spelling), True)
        elif len(others) == 1:
            yield spelling, Option(cost + OTHER_ACCENT, spell(spelling), True, Guess.FOR_KNOWN)


def _join(parts: list[Token], vocabulary: Vocabulary, is_accented: bool) -> Options:
    """Return the words that may be meant by tokens if they are parts of one word."""
    are_letters = all(len(part.text) == 1 for part in parts)
    if not all(part.text.isalpha() for part in parts) or (len(parts) > MAX_PARTS and not are_letters):
        return {}
    unknown = len(parts) if are_letters else any(part.is_unknown for part in parts)
    cost = APART - REPLACES_UNKNOWN * unknown
    return dict(_spellings("".join(part.text for part in parts), vocabulary, is_accented, cost))


def _extend_by_parts(paths: Paths, text: str, index: int, vocabulary: Vocabulary, is_accented: bool) -> Paths:
    """Return the best paths with several words for the letters of one, or for all but one letter."""
    if not text.isalpha() or len(text) > MAX_JOINED:
        return {}
    found = _split(paths, text, index, vocabulary, is_accented)
    if not found and len(text) <= 2 * MAX_LENGTH:
        for position in range(len(text)):
            shorter = text[:position] + text[position + 1 :]
            for word, path in _split(paths, shorter, index, vocabulary, is_accented, 2).items():
                _merge(found, {word: path._replace(score=path.score - LETTER_TOO_MANY)})
    return found


def _split(
    paths: Paths, text: str, index: int, vocabulary: Vocabulary, is_accented: bool, min_length: int = 1
) -> Paths:
    """Return the best paths with several words of the vocabulary for `text`, of at least `min_length` letters each."""
    best: list[Paths] = [paths] + [{} for _ in text]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - MAX_LENGTH), end - min_length + 1):
            if best[start] and end - start < len(text):
                options = dict(_spellings(text[start:end], vocabulary, is_accented, TOGETHER))
                _merge(best[end], _extend(best[start], options, vocabulary, {index}))
    return best[-1]


def _accents(exact: str) -> set[str]:
    """Return the digits that stand for accents in an exact word."""
    return {char for char in exact if char.isdigit()}


def _similar_words(word: str) -> list[str]:
    """Return the words that differ from a folded one by a letter (left out, added, replaced, exchanged) or by sound."""
    if not word.isalpha() or not 2 <= len(word) <= MAX_LENGTH:
        return []
    splits = [(word[:position], word[position:]) for position in range(len(word) + 1)]
    similar = {start + end[1:] for start, end in splits if end}
    similar |= {start + end[1] + end[0] + end[2:] for start, end in splits if len(end) > 1}
    similar |= {start + letter + end[1:] for start, end in splits if end for letter in ascii_lowercase}
    similar |= {start + letter + end for start, end in splits for letter in ascii_lowercase}
    sound_alike = [("^[dr]", "gi"), ("^gi", "d"), ("^gi", "r"), ("^tr", "ch"), ("^ch", "tr")]
    similar |= {re.sub(start, other, word) for start, other in sound_alike}
    return sorted(similar - {word, ""})


def correct_by_texts(words: list[Phrase], missing: list[Phrase], finder: EntryFinder) -> Correction | None:
    """Return the query with the one word that no text has replaced by a similar one, as a text with the others has it.

    One of the others must be beside it, as in the query: otherwise "học phí" becomes "hỗ phí".
    """
    if len(missing) != 1 or len(words) > MAX_CORRECTED:
        return None
    (phrase,), index = missing, words.index(missing[0])
    others = words[:index] + words[index + 1 :]
    if len(phrase.folded) > 1 or not _may_be_misspelt(phrase.folded[0], phrase.exact[0], not others):
        return None
    if not (candidates := _similar_words(phrase.folded[0])):
        return None
    condition = AllOf((AnyOf(tuple((word,) for word in candidates)), *require(others).parts))
    keys = finder.newest_keys("all", condition, MAX_CORRECTING)
    before, after = words[max(0, index - 1) : index], words[index + 1 : index + 2]
    word = _find_word(keys, phrase, set(candidates), before, after)
    texts = [phrase.text for phrase in words]
    return Correction(" ".join([*texts[:index], word, *texts[index + 1 :]]), True) if word else None


def _find_word(keys: list[Key], typed: Phrase, candidates: set[str], before: list[Phrase], after: list[Phrase]) -> str:
    """Return the first of the folded `candidates` in public objects that is beside a phrase, as it is spelt there.

    It has the accents that were typed. `before` and `after` are what the query has beside it, if anything.
    """
    for text in _load_texts(keys):
        words = search_words(text)
        for index, word in enumerate(words):
            if (
                word.folded in candidates
                and _accents(typed.exact[0]) <= _accents(word.exact)
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
