"""Liveness (`/healthz`) and readiness (`/readyz`) of this process."""

import os
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from saovang.pagecache.version import content_version

OK = "ok"
CACHE_SECONDS = 2.0  # results are reused that long, so that frequent requests cost nothing


class Readiness:
    """Checks of the services that the portal needs; each result is OK or a description of the problem."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget all results."""
        self._checked_at = float("-inf")
        self._results: dict[str, str] = {}
        self._is_migrated = False

    def checks(self) -> dict[str, str]:
        """Return the result of each check by name, at most CACHE_SECONDS old."""
        with self._lock:
            if time.monotonic() - self._checked_at > CACHE_SECONDS:
                self._results = {
                    "database": _run_check(self._check_database),
                    "migrations": _run_check(self._check_migrations),
                    "storage": _run_check(self._check_storage),
                    "cache": _run_check(self._check_cache),
                }
                self._checked_at = time.monotonic()
            return self._results

    def _check_database(self) -> str:
        if not content_version.is_database_available():
            return "away"
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return OK

    def _check_migrations(self) -> str:
        if not self._is_migrated:  # stays true as long as this process runs this code
            executor = MigrationExecutor(connection)
            missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if missing:
                return f"{len(missing)} not applied"
            self._is_migrated = True
        return OK

    def _check_storage(self) -> str:
        if settings.S3_BUCKET:
            default_storage.exists("readyz")  # a missing file; raises an error if the object store is unavailable
            return OK
        return OK if os.access(settings.MEDIA_ROOT, os.W_OK) else "not writable"

    def _check_cache(self) -> str:
        if not settings.CACHE_URL:
            return OK
        redis = caches[settings.SESSION_CACHE_ALIAS]
        redis.set("readyz", OK, timeout=10)
        return OK if redis.get("readyz") == OK else "away: slower, not down"


def _run_check(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:
        return f"{type(error).__name__}: {error}".strip()


readiness = Readiness()


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200: this process runs."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if the portal can serve requests, else 503; staff also get the result of each check."""
    checks = readiness.checks()
    # Without Redis the portal is only slower.
    body: dict[str, object] = {"ready": all(result == OK for name, result in checks.items() if name != "cache")}
    if _is_staff(request):
        body["checks"] = checks
    return JsonResponse(body, status=200 if body["ready"] else 503, headers={"Cache-Control": "no-store"})


def _is_staff(request: HttpRequest) -> bool:
    try:
        return request.user.is_staff
    except Error:  # the session cannot be read without a database
        return False
