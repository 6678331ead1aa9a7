"""Whether this process lives (`/healthz`) and whether it can serve (`/readyz`), for nginx, timers and people."""

import os
import threading
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from saovang.pagecache.version import content_version

FINE = "ok"
HELD = 2.0  # seconds; whoever asks without end costs no more than one round of questions in that time


class Readiness:
    """What the portal stands on, each with "ok" or what is wrong with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._answers: dict[str, str] = {}
        self._migrated = False

    def answers(self) -> dict[str, str]:
        with self._lock:
            if time.monotonic() - self._asked_at > HELD:
                self._answers = {
                    "database": _attempt(self._database),
                    "migrations": _attempt(self._migrations),
                    "storage": _attempt(self._storage),
                    "cache": _attempt(self._cache),
                }
                self._asked_at = time.monotonic()
            return self._answers

    def _database(self) -> str:
        if not content_version.is_database_available():
            return "away"
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return FINE

    def _migrations(self) -> str:
        if not self._migrated:  # once they are, they are for as long as this process has this code
            executor = MigrationExecutor(connection)
            missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if missing:
                return f"{len(missing)} not applied"
            self._migrated = True
        return FINE

    def _storage(self) -> str:
        if settings.S3_BUCKET:
            default_storage.exists("readyz")  # no such file; an error where the store is away or refuses
            return FINE
        return FINE if os.access(settings.MEDIA_ROOT, os.W_OK) else "not writable"

    def _cache(self) -> str:
        word = uuid4().hex
        cache.set("readyz", word, timeout=10)
        return FINE if cache.get("readyz") is not None else "away: slower, not down"


def _attempt(question: Callable[[], str]) -> str:
    try:
        return question()
    except Exception as error:  # whatever it is, it is the answer
        return f"{type(error).__name__}: {error}".strip()


readiness = Readiness()


def is_ready(answers: dict[str, str]) -> bool:
    """The cache may be away."""
    return all(answer == FINE for name, answer in answers.items() if name != "cache")


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def readyz(request: HttpRequest) -> JsonResponse:
    answers = readiness.answers()
    body: dict[str, object] = {"ready": is_ready(answers)}
    if _is_staff(request):
        body["checks"] = answers
    return JsonResponse(body, status=200 if body["ready"] else 503, headers={"Cache-Control": "no-store"})


def _is_staff(request: HttpRequest) -> bool:
    try:
        return request.user.is_staff
    except Error:  # a session cannot be looked up without a database
        return False
