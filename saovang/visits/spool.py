"""Visits that a stopping process could not write, kept in files until the database is back."""

import json
import logging
import os
from collections import Counter as Tally
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.conf import settings

logger = logging.getLogger(__name__)


def _folder() -> Path:
    return settings.DATA_DIR / "visits"


def leave(visits: Tally[date]) -> None:
    """Put `visits` by day into a file of their own."""
    if not visits:
        return
    _folder().mkdir(exist_ok=True)
    path = _folder() / f"{uuid4().hex}.writing"
    with path.open("w") as file:
        json.dump({day.isoformat(): count for day, count in visits.items()}, file)
        file.flush()
        os.fsync(file.fileno())
    path.rename(path.with_suffix(".json"))


def take() -> Tally[date]:
    """All that was left, once: of several processes that ask, each file goes to one.

    A file that cannot be read or moved stays in the folder, and is told of.
    """
    visits: Tally[date] = Tally()
    for path in _folder().glob("*.json"):
        claimed = path.with_suffix(".taken")
        try:
            path.rename(claimed)
            left = json.loads(claimed.read_bytes())
            visits.update({date.fromisoformat(day): int(count) for day, count in left.items()})
            claimed.unlink()
        except FileNotFoundError:
            continue
        except (OSError, ValueError, AttributeError) as error:
            logger.error("visits left in %s cannot be taken: %s", path, error)
    return visits
