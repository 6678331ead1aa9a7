"""Dashboard cards of visits."""

from django.urls import reverse
from django.utils.timezone import localdate

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.charts import BarChart
from saovang.visits.models import DailyVisits
from saovang.visits.periods import DAYS, MONTHS, Period


def last_30_days(request: AuthenticatedHttpRequest) -> BarChart | None:
    return _chart(request, DAYS, 30, "30 ngày")


def last_12_months(request: AuthenticatedHttpRequest) -> BarChart | None:
    return _chart(request, MONTHS, 12, "12 tháng")


def _chart(request: AuthenticatedHttpRequest, period: Period, count: int, duration: str) -> BarChart | None:
    if not request.user.has_perm("visits.view_dailyvisits"):
        return None
    points = [
        (f"{start:{period.short_format}}", visits)
        for start, visits in DailyVisits.objects.by_period(period, localdate(), count)
    ]
    url = f"{reverse('admin:visits_dailyvisits_changelist')}?theo={period.key}"
    return BarChart(f"Lượt truy cập {duration} qua", (period.name, "Lượt"), points, more_url=url)
