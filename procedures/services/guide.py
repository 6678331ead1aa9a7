"""First texts of the guide."""

import tomllib
from pathlib import Path

from reversion import create_revision

from procedures.models import GuideEntry
from saovang.links.services import shipped_content

TEXTS = Path(__file__).with_name("guide.toml")


@create_revision(atomic=True)
@shipped_content()
def add_missing_entries() -> None:
    """Add an entry for each request type that has none. Entries that staff edited are not changed."""
    for fields in tomllib.loads(TEXTS.read_text(encoding="utf-8"))["entry"]:
        if not GuideEntry.objects.filter(request_type=fields["request_type"]).exists():
            entry = GuideEntry(**fields)
            entry.full_clean()
            entry.save()
