"""First synonyms of a portal."""

import tomllib
from pathlib import Path

from saovang.pagecache.models import ContentVersion
from saovang.search.models import Synonym

SYNONYMS = Path(__file__).with_name("synonyms.toml")


def add_first_synonyms() -> None:
    """Add the synonyms of the TOML file to a portal without any. What staff edited is not changed."""
    if not Synonym.objects.exists():
        pairs = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["synonyms"]
        Synonym.objects.bulk_create(Synonym(term=term, meanings=meanings) for term, meanings in pairs.items())
        ContentVersion.objects.bump()
