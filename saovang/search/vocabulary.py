"""The vocabulary by which queries are corrected: the words of titles and synonyms."""

from collections.abc import Sequence
from itertools import pairwise

from django.db import connection
from django.utils import timezone

from saovang.search.engines import FORM_SEPARATOR
from saovang.search.query import Synonyms
from saovang.search.sources import public_ids

MAX_TITLES = 2000  # the newest ones


class Vocabulary:
    """Words of titles and names: how each is spelt, and which words follow it. Spellings are exact words."""

    def __init__(self) -> None:
        self.spellings: dict[str, list[str]] = {}  # by the folded word, those of names and of newer titles first
        self.followers: dict[str, set[str]] = {}
        self.names: set[str] = set()  # of one word, such as "vneid"

    def add(self, folded: Sequence[str], exact: Sequence[str]) -> None:
        """Add the words of a title or a name, folded and exact."""
        for word, spelling in zip(folded, exact, strict=True):
            if spelling not in (known := self.spellings.setdefault(word, [])):
                known.append(spelling)
        for spelling, follower in pairwise(exact):
            self.followers.setdefault(spelling, set()).add(follower)


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
