"""The guide's first texts, for a portal that has none of its own yet."""

import tomllib
from pathlib import Path

from reversion import create_revision

from procedures.models import Kind, Matter

TEXTS = Path(__file__).with_name("guide.toml")


@create_revision(atomic=True)
def add_missing_matters() -> None:
    """A row for each kind that has none; what staff wrote stays as it is."""
    for fields in tomllib.loads(TEXTS.read_text(encoding="utf-8"))["matter"]:
        if not Matter.objects.filter(kind=fields["kind"]).exists():
            matter = Matter(**fields)
            matter.full_clean()
            matter.save()


def entries() -> list[tuple[Kind, Matter | None]]:
    """Every kind in the guide's order, with what staff say of it."""
    matters = {matter.kind: matter for matter in Matter.objects.all()}
    return [(kind, matters.get(kind)) for kind in Kind]
