"""First life events of a portal."""

import tomllib
from pathlib import Path

from reversion import create_revision

from procedures.models import LifeEvent

LIFE_EVENTS = Path(__file__).with_name("life_events.toml")


@create_revision(atomic=True)
def add_first_life_events() -> None:
    """Add the life events of the TOML file to a portal without any. What staff edited or deleted is not changed."""
    if LifeEvent.objects.exists():
        return
    for order, fields in enumerate(tomllib.loads(LIFE_EVENTS.read_text(encoding="utf-8"))["life_event"], start=1):
        LifeEvent.objects.create(order=order, **fields)
