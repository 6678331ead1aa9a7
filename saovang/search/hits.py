"""From the keys that a search found to what its page shows of them, asked for anew by what is public now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from saovang.search.excerpt import excerpt, marked
from saovang.search.query import Phrase
from saovang.search.sources import Source, sources


@dataclass(frozen=True, slots=True)
class Hit:
    """A result as the page shows it, the words that were asked for marked."""

    title: SafeString
    excerpt: SafeString
    url: str
    note: str
    moment: datetime | None  # of here

    @property
    def day(self) -> str:
        return f"{self.moment:%d/%m/%Y}"


def hits(found: Sequence[tuple[int, int]], phrases: Sequence[Phrase]) -> list[Hit]:
    """Those of the things with these kinds and keys that are public, with `phrases` marked."""
    wanted: dict[int, list[int]] = {}
    for kind, key in found:
        wanted.setdefault(kind, []).append(key)
    things = {(kind, thing.pk): thing for kind, own in wanted.items() for thing in sources[kind].public_among(own)}
    return [_hit(sources[kind], things[kind, key], phrases) for kind, key in found if (kind, key) in things]


def _hit(source: Source, thing: Any, phrases: Sequence[Phrase]) -> Hit:
    texts = source.texts(thing)
    moment = source.moment(thing)
    repeated = texts.body.startswith(texts.summary.rstrip("…"))  # made of the beginning of the text
    return Hit(
        title=marked(texts.title, phrases),
        excerpt=excerpt(texts.body if repeated else f"{texts.summary} {texts.body}", phrases),
        url=thing.get_absolute_url(),
        note=source.note(thing),
        moment=moment and localtime(moment).replace(microsecond=0),
    )
