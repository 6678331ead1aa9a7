"""One result of a search, as the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from saovang.media.models import FileText
from saovang.search.engines import TEXT_SEPARATOR
from saovang.search.excerpt import excerpt, highlight
from saovang.search.query import Phrase, is_generic
from saovang.search.sources import Key, sources
from saovang.search.tiers import Match, QueryTiers, Tier
from saovang.search.words import find_numbers, search_words

TELEPHONE_LENGTH = 7  # digits of a query that is answered by the object that has it


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A result with the words of the query highlighted."""

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


def make_result(query: QueryTiers, tier: Tier, key: Key, obj: Any, words: str) -> SearchResult:
    """Return the result for an object in a tier. `words` are those of its entry if some of the query may be missing."""
    source = sources[key.source]
    document = source.document(obj) if tier.scope == "all" else source.own_document(obj)
    summary_is_start_of_body = document.body.startswith(document.summary.rstrip("…"))
    text = document.body if summary_is_start_of_body else f"{document.summary} {document.body}"
    published_at = document.published_at
    files = FileText.objects.words(str(file.file) for file in source.files(obj)) if tier.scope == "all" else {}
    missing, synonyms = _find_replaced(query, words) if words else ([], [])
    sought = query.words + query.synonyms
    file_title = ""
    if files:
        own_words = f" {_folded_words(document.title)} {TEXT_SEPARATOR} {_folded_words(text)} "
        if name := _best_file(files, [phrase for phrase in sought if not occurs(phrase, own_words)]):
            file_title = next(file.title for file in source.files(obj) if str(file.file) == name)
            text = FileText.objects.get(name=name).text
    return SearchResult(
        title=highlight(document.title, sought),
        excerpt=excerpt(text, query.words + synonyms),
        url=document.url or obj.get_absolute_url(),
        subtitle=document.subtitle or source.label,
        published_at=published_at and timezone.localtime(published_at).replace(microsecond=0),
        checked=document.checked,
        match=tier.match,
        in_title=tier.scope == "title",
        missing=list(dict.fromkeys(phrase.text for phrase in missing)),
        file=file_title,
        synonyms=list(dict.fromkeys(name.text.strip() for name in synonyms)),
        answer_template=source.answer_template if _is_answer(query, tier) else "",
        object=obj,
    )


def occurs(phrase: Phrase, words: str) -> bool:
    """Return whether a phrase is in the words of an entry, with a space on both sides of each."""
    return f" {' '.join(phrase.folded)} " in words


def _folded_words(text: str) -> str:
    """Return the folded words of `text` and the words for its numbers."""
    numbers = [word for number in find_numbers(text) for word in number.words]
    return " ".join([*(word.folded for word in search_words(text)), *numbers])


def _find_replaced(query: QueryTiers, words: str) -> tuple[list[Phrase], list[Phrase]]:
    """Return the phrases that an entry with these words lacks, and the synonyms that it has in place of others."""
    missing = [not occurs(phrase, words) for phrase in query.words]
    synonyms: dict[Phrase, None] = {}
    for start, end, names in query.synonym_matches:
        if any(missing[start:end]) and (found := [name for name in names if occurs(name, words)]):
            synonyms |= dict.fromkeys(found)
            missing[start:end] = [False] * (end - start)
    return [phrase for phrase, is_missing in zip(query.words, missing, strict=True) if is_missing], list(synonyms)


def _best_file(files: dict[str, str], phrases: list[Phrase]) -> str:
    """Return the name of the file with most of the phrases, of `files` with their words, or "" if none has any."""
    counts = {name: sum(occurs(phrase, f" {words} ") for phrase in phrases) for name, words in files.items()}
    best = max(counts, key=counts.__getitem__, default="")
    return best if counts.get(best) else ""


def _is_answer(query: QueryTiers, tier: Tier) -> bool:
    """Return whether the query names the object or is a telephone number. A single word such as "xã" names none."""
    word = query.words[0].folded[0] if len(query.words) == 1 else ""
    is_telephone = word.isdigit() and len(word) >= TELEPHONE_LENGTH
    is_name = tier.scope == "title" and not (is_generic(query.words) and not query.synonym_matches)
    return tier.undated or (tier.match == Match.FULL and (is_name or is_telephone))
