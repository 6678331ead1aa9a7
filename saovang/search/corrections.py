"""Correct a query that no text answers, by the words of titles and synonyms.

The vocabulary has their words and which word follows which. A correction is the sequence of words with the highest
score: words that follow each other in the vocabulary score, changes cost. So a word is changed only if its neighbour
then stands beside it as in a title, and never if it does already. Words may be misspelt by one letter or accent, typed
without an input method ("ddaats"), written together or apart ("khaisinh", "khai s inh").
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase
from typing import NamedTuple
from unicodedata import normalize

from django.db import connection
from django.utils import timezone

from saovang.core.text import Word
from saovang.search.engines import FORM_SEPARATOR
from saovang.search.finder import EntryFinder
from saovang.search.query import AllOf, AnyOf, Condition, Phrase, Synonyms, require
from saovang.search.sources import Key, load_objects, public_ids, sources
from saovang.search.syllables import decode_keys, is_vietnamese, spell
from saovang.search.words import search_words

MAX_TITLES = 2000  # the newest ones, in the vocabulary
MAX_LENGTH = 8  # letters of a misspelt word; a Vietnamese one has at most seven
MAX_PARTS = 6  # of a word that is written apart; more than three only if each is one letter
CODE_LENGTH = 4  # characters
MAX_TOGETHER = 40  # letters of words that are written together
MAX_CORRECTED = 5  # words of a query of which one may be misspelt as in a text
MAX_CORRECTING = 6  # texts that may have the right spelling
# Scores of a word that follows the one before it as in the vocabulary, and of one that replaces a word of no text.
FOLLOWS, KNOWN = 6, 3
# Costs of a change.
ACCENT_LEFT_OUT, OTHER_ACCENT, KEYS, APART, TOGETHER = 1, 2, 1, 1, 2
LETTER_OF_UNKNOWN, LETTER, LETTER_TOO_MANY = 2, 4, 1  # in a word that no text has, in another, in two that are together
UNLINKED = 20  # a guess with a neighbour, none of which is beside it in the vocabulary


class Vocabulary:
    """Words of titles and names: how they are spelt, and which follow which. Both are exact words."""

    def __init__(self) -> None:
        self.spellings: dict[str, list[str]] = {}  # by the folded word, those of names and newer titles first
        self.followers: dict[str, set[str]] = {}
        self.names: set[str] = set()  # of one word, such as "vneid"

    def add(self, folded: Sequence[str], exact: Sequence[str]) -> None:
        """Add the words of a title or name, folded and exact."""
        for word, spelling in zip(folded, exact, strict=True):
            if spelling not in (known := self.spellings.setdefault(word, [])):
                known.append(spelling)
        for spelling, follower in pairwise(exact):
            self.followers.setdefault(spelling, set()).add(follower)


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
    doubt: int = 0  # of the last word
    is_linked: bool = True  # the last word is not in doubt, or beside another as in the vocabulary


class Correction(NamedTuple):
    """A query that was probably meant."""

    text: str
    is_certain: bool  # only words that no text spells like that were changed


class Option(NamedTuple):
    """A word that may stand for a token."""

    cost: int
    text: str
    is_changed: bool
    doubt: int = 0  # 1: it has other letters or accents than a word that no text has; 2: than another word


Paths = dict[str, Path]  # the best ones, by the last exact word


def load_vocabulary(synonyms: Synonyms) -> Vocabulary:
    """Return the vocabulary of synonyms and of the newest titles."""
    vocabulary = Vocabulary()
    for pairs in synonyms.values():
        for pair in pairs:
            for name in pair:
                vocabulary.add(name.folded, name.exact)
            if len(pair[0].folded) == 1:
                vocabulary.names.add(pair[0].exact[0])
    with connection.cursor() as cursor:
        public = public_ids("id", timezone.now())
        cursor.execute(f"SELECT title FROM search_entry WHERE {public} ORDER BY id DESC LIMIT {MAX_TITLES}")  # noqa: S608
        titles = [title for (title,) in cursor.fetchall()]
    for title in titles:
        folded, *others = [form.split() for form in title.split(f" {FORM_SEPARATOR} ")]
        exact = next((words for words in others if len(words) == len(folded)), folded)  # left out if they are equal
        vocabulary.add(folded, exact)
    return vocabulary


def find_correction(
    phrases: list[Phrase], vocabulary: Vocabulary, occur: Callable[[list[Condition]], list[bool]]
) -> Correction | None:
    """Return a query that was probably meant, if one is better. `occur` says which conditions texts fulfil.

    Words that stand side by side in a text are right, although no title has them.
    """
    codes = [phrase for phrase in phrases if _is_code(phrase)]
    if len(phrases) > 1 and any(found := occur([code.folded for code in codes])):
        return Correction(codes[found.index(True)].text, True)
    tokens = _read_tokens(phrases)
    conditions = [tuple(word.split()) for token in tokens for word in (token.folded, token.exact)]
    are_known = occur(list(conditions))
    tokens = [
        token._replace(
            is_unknown=not known,
            is_unknown_spelling=not spelling_known,
            may_be_misspelt=may_be_misspelt(token.folded, token.exact, len(tokens) == 1),
        )
        for token, known, spelling_known in zip(tokens, are_known[::2], are_known[1::2], strict=True)
    ]
    path = _find_path(tokens, vocabulary, frozenset())
    pairs = [
        pair
        for pair in pairwise(range(len(tokens)))
        if path.changed & set(pair) and not any(tokens[index].is_unknown for index in pair)
    ]
    occurring = occur([(*tokens[first].exact.split(), *tokens[second].exact.split()) for first, second in pairs])
    kept = frozenset(index for pair, occurs in zip(pairs, occurring, strict=True) if occurs for index in pair)
    if kept & path.changed:
        path = _find_path(tokens, vocabulary, kept)
    text = " ".join(path.texts)
    if not path.changed and not any(map(_is_joined, phrases)):
        return None
    return Correction(text, all(tokens[index].is_unknown_spelling for index in path.changed))


def _is_code(phrase: Phrase) -> bool:
    """Return whether it is a telephone number, a date, "610-KL/TU" or the like, which says everything on its own."""
    letters = "".join(phrase.folded)
    return len(letters) >= CODE_LENGTH and any(char.isdigit() for char in letters) and not decode_keys(phrase.text)


def _is_joined(phrase: Phrase) -> bool:
    """Return whether it is several words in quotes, or with hyphens or the like between them: but not "7h30"."""
    return len(phrase.folded) > 1 and all(word.isdigit() or len(word) > 1 for word in phrase.folded)


def may_be_misspelt(folded: str, exact: str, is_alone: bool) -> bool:
    """Return False for abbreviations and short words, which are similar to too many words."""
    if is_alone:
        return folded.isalpha() and len(folded) > 3 and re.search("[aeiouy]", folded) is not None
    return folded.isalpha() and (exact != folded or len(folded) > 2)


def _read_tokens(phrases: list[Phrase]) -> list[Token]:
    """Return the words of phrases; a number or a date, and a word typed by keys of VNI, is one."""
    tokens = []
    for phrase in phrases:
        text = normalize("NFC", phrase.text).lower().strip('"')
        words = search_words(text)
        if phrase.folded != tuple(word.folded for word in words) or (len(words) > 1 and decode_keys(text)):
            tokens.append(Token(text, " ".join(phrase.folded), " ".join(phrase.exact)))
        else:
            tokens += [Token(text[word.start : word.end], word.folded, word.exact) for word in words]
    return tokens


def _find_path(tokens: list[Token], vocabulary: Vocabulary, kept: frozenset[int]) -> Path:
    """Return the best sequence of words for a query. The tokens at the positions `kept` stay as they are."""
    is_accented = any(token.exact != token.folded for token in tokens)
    best: list[Paths] = [{} for _ in range(len(tokens) + 1)]
    best[0][""] = Path(0, (), frozenset())
    for index, token in enumerate(tokens):
        options = dict(_options(token, vocabulary, is_accented, index in kept))
        _merge(best[index + 1], _extend(best[index], options, vocabulary, {index}))
        if index not in kept and token.is_unknown:
            _merge(best[index + 1], _apart(best[index], token.text, index, vocabulary, is_accented))
        for end in range(index + 2, min(index + MAX_PARTS, len(tokens)) + 1):
            parts = tokens[index:end]
            are_letters = all(len(part.text) == 1 for part in parts)
            if (
                (are_letters or len(parts) < 4)
                and all(part.text.isalpha() for part in parts)
                and not kept & set(range(index, end))
            ):
                cost = TOGETHER - KNOWN * (len(parts) if are_letters else any(part.is_unknown for part in parts))
                joined = dict(_spelt("".join(part.text for part in parts), vocabulary, is_accented, cost))
                _merge(best[end], _extend(best[index], joined, vocabulary, set(range(index, end))))
    ends = best[-1].values() if len(tokens) == 1 else map(_unlink, best[-1].values())
    return max(ends, key=lambda path: (path.score, -len(path.changed)))


def _extend(paths: Paths, options: dict[str, Option], vocabulary: Vocabulary, positions: set[int]) -> Paths:
    """Return the best paths that are longer by one word."""
    extended: Paths = {}
    if not paths:
        return extended
    start = max(map(_unlink, paths.values()), key=lambda path: path.score)
    for word, option in options.items():
        extended[word] = _add(start, option, 0, positions)
    for last, path in paths.items():
        for word in vocabulary.followers.get(last, set()) & options.keys():
            option = options[word]
            reward = 0 if path.doubt * option.doubt > 1 else FOLLOWS
            longer = _add(path, option, reward, positions)._replace(is_linked=True)
            if longer.score > extended[word].score:
                extended[word] = longer
    return extended


def _add(path: Path, option: Option, reward: int, positions: set[int]) -> Path:
    return Path(
        path.score + reward - option.cost,
        (*path.texts, option.text),
        path.changed | positions if option.is_changed else path.changed,
        option.doubt,
        not option.doubt,
    )


def _unlink(path: Path) -> Path:
    """Return a path after which no word follows as in the vocabulary: nothing speaks for a guess then."""
    return path if path.is_linked else path._replace(score=path.score - UNLINKED)


def _merge(paths: Paths, others: Paths) -> None:
    """Add those of `others` that are better."""
    for last, path in others.items():
        if last not in paths or path.score > paths[last].score:
            paths[last] = path


def _options(token: Token, vocabulary: Vocabulary, is_accented: bool, is_kept: bool) -> Iterator[tuple[str, Option]]:
    """Yield the words that a token may mean. Of the same word the last option is the cheapest."""
    bonus = KNOWN * token.is_unknown
    if not is_kept and token.may_be_misspelt:
        cost = LETTER_OF_UNKNOWN - bonus if bonus else LETTER
        for folded in similar_words(token.folded):
            for spelling in vocabulary.spellings.get(folded, []):
                if accents(token.exact) <= accents(spelling):
                    is_name = spelling in vocabulary.names and len(folded) > 3 and not is_vietnamese(token.folded)
                    doubt = 2 if not bonus else 0 if is_name else 1
                    yield spelling, Option(cost, spell(spelling) if is_accented else folded, True, doubt)
    if not is_kept and (bonus or not token.text.isalpha()) and (exact := decode_keys(token.text)):
        for spelling, option in _spelt(spell(exact), vocabulary, True, KEYS):
            yield spelling, option._replace(cost=option.cost - KNOWN * (spelling == exact))
    yield token.exact, Option(0, token.text, False)
    for spelling, option in _spelt(token.text, vocabulary, is_accented, 0, False):
        if not option.is_changed:
            yield spelling, option._replace(cost=-bonus)
        elif not is_kept:
            yield spelling, option._replace(doubt=1) if bonus and option.doubt else option


def _spelt(
    text: str, vocabulary: Vocabulary, is_accented: bool, cost: int, is_changed: bool = True
) -> Iterator[tuple[str, Option]]:
    """Yield the spellings of one word with the letters of `text`, if it is one, whose accents differ little."""
    words = search_words(text)
    if len(words) != 1:
        return
    (word,) = words
    for spelling in vocabulary.spellings.get(word.folded, []):
        if not is_accented:
            yield spelling, Option(cost, text, is_changed)
        elif spelling == word.exact:
            yield spelling, Option(cost, text, is_changed)
        elif (others := len(accents(word.exact) - accents(spelling))) <= 1:
            extra = OTHER_ACCENT if others else ACCENT_LEFT_OUT
            yield spelling, Option(cost + extra, spell(spelling), True, 2 if others else 0)


def _apart(paths: Paths, text: str, index: int, vocabulary: Vocabulary, is_accented: bool) -> Paths:
    """Return the best paths with several words of the vocabulary for the letters of one, or for all but one letter."""
    if not text.isalpha() or len(text) > MAX_TOGETHER:
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
    table: list[Paths] = [paths] + [{} for _ in text]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - MAX_LENGTH), end - min_length + 1):
            if table[start] and end - start < len(text):
                options = dict(_spelt(text[start:end], vocabulary, is_accented, APART))
                _merge(table[end], _extend(table[start], options, vocabulary, {index}))
    return table[-1]


def accents(exact: str) -> set[str]:
    """Return the digits that stand for accents in an exact word."""
    return {char for char in exact if char.isdigit()}


def similar_words(word: str) -> list[str]:
    """Return all words that differ from a folded one by one letter: left out, added, replaced or exchanged."""
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
    if len(phrase.folded) > 1 or not may_be_misspelt(phrase.folded[0], phrase.exact[0], not others):
        return None
    if not (candidates := similar_words(phrase.folded[0])):
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
