"""First tasks of a portal."""

import tomllib
from pathlib import Path

from saovang.pages.models import Task

TASKS = Path(__file__).with_name("tasks.toml")


def add_first_tasks() -> None:
    """Add the tasks of the TOML file to a portal without any. What staff edited is not changed."""
    if not Task.objects.exists():
        for order, fields in enumerate(tomllib.loads(TASKS.read_text(encoding="utf-8"))["task"], start=1):
            Task.objects.create(order=order, **fields)
