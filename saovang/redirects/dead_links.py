"""Which links of a text lead to pages or files of the portal that residents cannot open.

Apps register what has a URL in their AppConfig: `register(Target("trang", Page.objects.all, ["pages:page"]))`.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import models
from django.urls import Resolver404, resolve

from saovang.links.hosts import is_own_host, link_host
from saovang.redirects.middleware import finders
from saovang.redirects.models import Redirect

MAX_LINKS = 300  # of a text that are looked at; resolving one takes half a millisecond
MAX_MISSING = 20  # that are looked up among the redirects, one by one
MAX_KEY = 2**63
_HREF = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')


def _is_open(row: Any) -> str:
    return ""


@dataclass(frozen=True, eq=False)
class Target:
    """What views with these names show: rows of a queryset, found by `field`, which is also an argument of the URL.

    `why_closed` returns why residents cannot open an object, such as "bản nháp", or "" if they can.
    """

    noun: str
    load: Callable[[], models.QuerySet]
    view_names: Collection[str]
    field: str = "slug"
    why_closed: Callable[[Any], str] = _is_open


_targets: list[Target] = []


def register(*targets: Target) -> None:
    _targets.extend(targets)


def find_dead_links(html: str, without: Callable[[Any], bool] = lambda row: False) -> Iterator[str]:
    """Yield a sentence for each object that sanitized HTML links to and residents cannot open.

    `without` returns True for objects that will be open together with the text.
    """
    paths: dict[Target, dict[Any, str]] = {}  # by key
    for href in islice(dict.fromkeys(_HREF.findall(html)), MAX_LINKS):
        path = _own_path(unescape(href))
        if found := _resolve(path):
            target, key = found
            paths.setdefault(target, {}).setdefault(key, path)
    for target, by_key in paths.items():
        keys = [key for key in by_key if not isinstance(key, int) or key < MAX_KEY]
        rows = target.load().filter(**{f"{target.field}__in": keys})
        for row in rows:
            by_key.pop(getattr(row, target.field), None)
            if (reason := target.why_closed(row)) and not without(row):
                yield f"Liên kết tới {target.noun} “{row}” ({reason}): người đọc không mở được."
        for path in islice(by_key.values(), MAX_MISSING):
            redirect = Redirect.objects.match(path)
            if not (redirect.new_path if redirect else any(find(path) for find in finders)):
                yield f"Liên kết tới {path}: {target.noun} này không có, hoặc không còn."


def _own_path(url: str) -> str:
    """Return the path of a URL of the portal, decoded; "" for another one, or one that is no URL."""
    try:
        host = link_host(url)
        return "" if host and not is_own_host(host) else unquote(urlsplit(url).path)
    except ValueError:
        return ""


def _resolve(path: str) -> tuple[Target, Any] | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    target = next((target for target in _targets if match.view_name in target.view_names), None)
    if target is None:
        return None
    key = match.kwargs[target.field]
    return target, key.lower() if target.field == "slug" else key  # as the portal repairs URLs
