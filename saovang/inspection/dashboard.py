from datetime import datetime, timedelta

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.roles import PUBLISH
from saovang.adminsite.dashboard import Row, TaskList

CACHE_KEY = "inspection"  # of time, number of pages and findings; in the database, for all processes and nodes
MAX_ROWS = 6
INTERVAL = timedelta(days=2)  # after which the nightly inspection is overdue


def last_inspection(request: AuthenticatedHttpRequest) -> TaskList | None:
    """Show publishers what the last inspection found, or until when the portal was clean; None before the first."""
    result = cache.get(CACHE_KEY) if request.user.has_perm(PUBLISH) else None
    if result is None:
        return None
    finished_at, page_count, findings = result
    rows = [Row(text, url) for url, text in findings]
    time = _format_time(finished_at)
    if timezone.now() - finished_at > INTERVAL:
        rows = [Row(f"Chưa xem lại từ {time}", reverse("news:home")), *rows]
    elif not rows:
        rows = [Row(f"Sạch đến {time}", reverse("news:home"), f"{page_count} trang")]
    return TaskList("Nhìn trang từ bên ngoài", rows[:MAX_ROWS], len(rows))


def _format_time(time: datetime) -> str:
    time = timezone.localtime(time)
    days = {timezone.localdate(): "hôm nay", timezone.localdate() - timedelta(days=1): "hôm qua"}
    return f"{time:%H:%M} {days.get(time.date(), f'ngày {time:%d/%m/%Y}')}"
