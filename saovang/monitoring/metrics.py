"""Metrics for Prometheus at `/metrics`, computed at each request."""

from collections.abc import Iterator

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate

from saovang import __version__
from saovang.backup import nightly
from saovang.backup.create import existing_backups
from saovang.core.http import is_client_in
from saovang.monitoring.health import OK, readiness
from saovang.pagecache.models import ContentVersion
from saovang.visits.models import DailyVisits, LegacyVisitTotal


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer METRICS_ALLOWED_NETWORKS with the metrics. Raises Http404 for other clients."""
    if not is_client_in(request, settings.METRICS_ALLOWED_NETWORKS):
        raise Http404
    text = "".join(f"{line}\n" for line in _lines())
    return HttpResponse(text, content_type="text/plain; version=0.0.4", headers={"Cache-Control": "no-store"})


def _lines() -> Iterator[str]:
    yield from _header("saovang_build_info", "gauge", "The running version.")
    yield f'saovang_build_info{{version="{__version__}"}} 1'
    yield from _header("saovang_up", "gauge", "Whether a service that the portal needs is available.")
    for name, result in readiness.checks().items():
        yield f'saovang_up{{part="{name}"}} {int(result == OK)}'
    if backups := [path for path in (*existing_backups()[-1:], nightly.done("nightly")) if path.exists()]:
        yield from _header("saovang_backup_timestamp_seconds", "gauge", "Time of the newest backup.")
        yield f"saovang_backup_timestamp_seconds {max(path.stat().st_mtime for path in backups):.0f}"
    try:
        total = DailyVisits.objects.total() + sum(LegacyVisitTotal.objects.values_list("total", flat=True))
        today = DailyVisits.objects.filter(day=localdate()).total()
        changes = ContentVersion.objects.current()[0]
    except Error:
        return
    yield from _header("saovang_visits_total", "counter", "Visits, including those of former portals.")
    yield f"saovang_visits_total {total}"
    yield from _header("saovang_visits_today", "gauge", "Visits since midnight in Vietnam.")
    yield f"saovang_visits_today {today}"
    yield from _header("saovang_content_changes_total", "counter", "Changes of content.")
    yield f"saovang_content_changes_total {changes}"


def _header(name: str, metric_type: str, help_text: str) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {metric_type}"
