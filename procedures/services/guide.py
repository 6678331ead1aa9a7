"""The guide: its first texts, and what a resident chooses from."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from reversion import create_revision

from procedures.models import FeedbackAddress, GuideEntry, RequestType
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


class GuideOption(NamedTuple):
    """A choice of the guide. `feedback_address` is the one to call, if calling is enough and somebody has a number."""

    request_type: RequestType
    entry: GuideEntry | None
    feedback_address: FeedbackAddress | None


def guide_options(feedback_addresses: Iterable[FeedbackAddress]) -> list[GuideOption]:
    """Return an option for each request type, in the order of the guide."""
    with_number = [address for address in feedback_addresses if address.telephone]
    return [
        GuideOption(
            request_type,
            entry,
            None
            if entry and entry.in_writing_only
            else next((address for address in with_number if address.accepts(request_type)), None),
        )
        for request_type, entry in GuideEntry.objects.by_request_type()
    ]
