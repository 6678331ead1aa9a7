"""Recording the domains that texts link to, deciding on them, and closing the links to those that are not trusted."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_save
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from saovang.accounts.models import User
from saovang.links.hosts import hosts_in, is_official_host, is_own_host, link_host
from saovang.links.models import WAIT, LinkedDomain
from saovang.links.notices import announce
from saovang.pagecache.version import content_version

MAX_DOMAINS = 1000  # of one object; a domain that is not recorded stays closed
_LINK = re.compile(r'<a\b([^>"]*(?:"[^"]*"[^>"]*)*)>(.*?)</a>', re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


class Author:
    """Who saves objects in this thread, and the domains in them that are not open."""

    def __init__(self, user: User | None = None, is_trusted: bool = False) -> None:
        self.user, self.is_trusted = user, is_trusted
        self.closed: dict[str, LinkedDomain] = {}


watched_fields: dict[type[models.Model], list[str]] = {}
current_author: ContextVar[Author | None] = ContextVar("current_author", default=None)


def watch(*content_models: type[models.Model], fields: Iterable[str] = ()) -> None:
    """Record the domains in these fields, or in all text fields, whenever a row of these models is saved."""
    for model in content_models:
        text_fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField) and not field.choices
        ]
        watched_fields[model] = list(fields) or text_fields
        post_save.connect(_record_saved, sender=model)


@contextmanager
def shipped_content() -> Iterator[None]:
    """Trust the domains in what this block saves: texts that come with the release."""
    token = current_author.set(Author(is_trusted=True))
    try:
        yield
    finally:
        current_author.reset(token)


def record(*rows: models.Model) -> None:
    """Add the domains in the texts of `rows` to the ledger. Needed only after `bulk_create()`."""
    author = current_author.get() or Author()
    for row in rows:
        texts = [vars(row).get(name) or "" for name in watched_fields[type(row)]]
        hosts = sorted(set().union(*map(hosts_in, texts)))[:MAX_DOMAINS]
        if not hosts:
            continue
        domains = {domain.name: domain for domain in LinkedDomain.objects.filter(name__in=hosts)}
        now = timezone.now()
        new = [_new_domain(host, row, author, now) for host in hosts if host not in domains]
        # No signal is needed: the saved row is content and bumps the content version itself.
        LinkedDomain.objects.bulk_create(new, ignore_conflicts=True)
        if any(not domain.is_open for domain in new):
            announce(now)
        author.closed |= {domain.name: domain for domain in [*domains.values(), *new] if not domain.is_open}


def trust(domain: LinkedDomain, user: User) -> None:
    """Open the links to `domain` now. Raises ValidationError for the person who added it."""
    if domain.added_by_id == user.pk:
        raise ValidationError(f"{domain}: bạn là người viết liên kết này nên cần người thứ hai duyệt.")
    _decide(domain, user, timezone.now())


def block(domain: LinkedDomain, user: User) -> None:
    """Close the links to `domain` until somebody trusts it."""
    _decide(domain, user, None)


def is_open(url: str) -> bool:
    """Return whether `url` may be a link on a public page: it stays in the portal or its domain is trusted."""
    host = link_host(url)
    if not host or is_own_host(host):
        return True
    opening_times = content_version.cached("linked domains", _load_opening_times)
    opens_at = opening_times[host] if host in opening_times else _opening_time(host)
    return opens_at is not None and opens_at <= timezone.now()


def open_url(url: str) -> str:
    """Return `url`, or "" if it may not be a link."""
    return url if is_open(url) else ""


def close_links(html: str) -> str:
    """Return sanitized HTML in which links to domains that are not trusted are plain text."""

    def close(match: re.Match[str]) -> str:
        url = dict(_ATTRIBUTE.findall(match[1])).get("href", "")
        return match[0] if is_open(url) else match[2]

    return _LINK.sub(close, html)


def _record_saved(sender: type[models.Model], instance: models.Model, raw: bool, **signal: object) -> None:
    if not raw:  # a restored backup brings its ledger
        record(instance)


def _opening_time(host: str) -> datetime | None:
    """Return when a domain opens that nobody has decided on: sites of the state at once, unrecorded ones never."""
    return timezone.now() if is_official_host(host) else None


def _new_domain(host: str, row: models.Model, author: Author, now: datetime) -> LinkedDomain:
    opts = row._meta
    try:
        path = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    except NoReverseMatch:  # a photo or an attachment has no form of its own
        path = ""
    return LinkedDomain(
        first_seen_at=now,
        name=host,
        first_seen_in=f"{opts.verbose_name}: {row}"[:300],
        first_seen_path=path,
        added_by=author.user,
        opens_at=now if author.is_trusted else _opening_time(host) or now + WAIT,
    )


def _load_opening_times() -> dict[str, datetime | None]:
    return dict(LinkedDomain.objects.values_list("name", "opens_at"))


def _decide(domain: LinkedDomain, user: User, opens_at: datetime | None) -> None:
    domain.opens_at, domain.decided_at, domain.decided_by = opens_at, timezone.now(), user
    domain.save(update_fields=["opens_at", "decided_at", "decided_by"])
