from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.core import context
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.utils import timezone

from saovang.core.http import get_client_network
from saovang.journal.models import SecurityEvent

Event = SecurityEvent.Event


def record(event: Event, user: AbstractBaseUser | None = None, request: Any = None, detail: str = "") -> None:
    """Add an entry about what `user` did, by default the one who sends the current request.

    The address of the client is stored as its network only. A command has neither user nor request.
    """
    request = request or context.request
    if user is None and request is not None and hasattr(request, "user") and request.user.is_authenticated:
        user = request.user
    SecurityEvent.objects.create(
        event=event,
        username=user.get_username() if user else "",
        detail=detail[:300],
        network=get_client_network(request) if request else "",
    )


def record_deletion(sender: type[Model], instance: Model, **signal: object) -> None:
    """Record the deletion of an object. Connected to `post_delete`."""
    record(Event.DELETION, detail=_describe(sender, str(instance)))


def redact_deletions(model: type[Model], titles: Iterable[str], replacement: str) -> None:
    """Replace the titles of deleted objects, which were erased."""
    details = [_describe(model, title)[:300] for title in titles]
    entries = SecurityEvent.objects.filter(event=Event.DELETION, detail__in=details)
    entries.update(detail=_describe(model, replacement))


def _describe(model: type[Model], title: str) -> str:
    return f"{model._meta.verbose_name}: {title}"


def purge() -> None:
    """Delete the entries that are older than JOURNAL_DAYS."""
    SecurityEvent.objects.filter(at__lt=timezone.now() - timedelta(days=settings.JOURNAL_DAYS)).delete()
