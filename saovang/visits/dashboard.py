"""What the first page of the desk shows of the visits."""

from django.urls import reverse
from django.utils.timezone import localdate

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.charts import BarChart
from saovang.visits.models import DailyVisits
from saovang.visits.periods import DAYS, MONTHS


def last_30_days(request: AuthenticatedHttpRequest) -> BarChart | None:
    if not request.user.has_perm("visits.view_dailyvisits"):
        return None
    counts = DailyVisits.objects.by_period(DAYS, localdate(), 30)
    points = [(f"{day:%d/%m}", count) for day, count in counts]
    return BarChart("Lượt truy cập 30 ngày qua", ("Ngày", "Lượt"), points, more_url=_more_url("ngay"))


def last_12_months(request: AuthenticatedHttpRequest) -> BarChart | None:
    if not request.user.has_perm("visits.view_dailyvisits"):
        return None
    counts = DailyVisits.objects.by_period(MONTHS, localdate(), 12)
    points = [(f"{day:%m/%Y}", count) for day, count in counts]
    return BarChart("Lượt truy cập 12 tháng qua", ("Tháng", "Lượt"), points, more_url=_more_url("thang"))


def _more_url(key: str) -> str:
    return f"{reverse('admin:visits_dailyvisits_changelist')}?theo={key}"
