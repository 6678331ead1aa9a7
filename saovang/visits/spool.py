"""Spool files for visits that a worker could not write before it stopped."""

import json
import logging
import os
from collections import Counter
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.conf import settings

logger = logging.getLogger(__name__)


def _folder() -> Path:
    return settings.DATA_DIR / "visits"


def write(visits: Counter[date]) -> None:
    """Write `visits` by day to a new spool file. Raises OSError."""
    if not visits:
        return
    _folder().mkdir(exist_ok=True)
    path = _folder() / f"{uuid4().hex}.writing"
    with path.open("w") as file:
        json.dump({day.isoformat(): count for day, count in visits.items()}, file)
        file.flush()
        os.fsync(file.fileno())
    path.rename(path.with_suffix(".json"))


def drain() -> Counter[date]:
    """Return the visits of all spool files and delete the files. Each file goes to one process.

    A file that cannot be read or moved stays in the folder, and an error is logged.
    """
    visits: Counter[date] = Counter()
    for path in _folder().glob("*.json"):
        claimed = path.with_suffix(".claimed")
        try:
            path.rename(claimed)
            spooled = json.loads(claimed.read_bytes())
            visits.update({date.fromisoformat(day): int(count) for day, count in spooled.items()})
            claimed.unlink()
        except FileNotFoundError:
            continue
        except (OSError, ValueError, AttributeError) as error:
            logger.error("cannot read spooled visits in %s: %s", path, error)
    return visits
