from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from saovang.adminsite.charts import BarChart
from saovang.adminsite.exports import Table, download
from saovang.core.forms import NFCModelForm
from saovang.visits.models import DailyVisits, LegacyVisitTotal
from saovang.visits.periods import BY_KEY, DAYS, PERIODS, Period


@admin.register(DailyVisits)
class DailyVisitsAdmin(admin.ModelAdmin):
    """To look at, by day, week, month and year: what was counted is nobody's to change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: DailyVisits | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DailyVisits | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        period = BY_KEY.get(request.GET.get("theo", ""), DAYS)
        if kind := request.GET.get("tai-ve"):
            return download(_everything(period), f"luot-truy-cap-theo-{period.key}", kind)
        first = DailyVisits.objects.values_list("day", flat=True).last() or localdate()
        until = _day(request.GET.get("den", ""), first)
        counts = DailyVisits.objects.by_period(period, until, period.shown)
        earlier = counts[0][0] - timedelta(days=1)
        carried_over = LegacyVisitTotal.objects.first()
        total = DailyVisits.objects.total()
        context = self.admin_site.each_context(request) | {
            "title": "Lượt truy cập",
            "opts": self.opts,
            "periods": PERIODS,
            "period": period,
            "chart": _chart(period, counts),
            "counts": [(period.label(start), count) for start, count in reversed(counts)],
            "earlier": earlier if earlier >= first else None,
            "latest": until == localdate(),
            "counted": total,
            "carried_over": carried_over,
            "all_time": total + (carried_over.total if carried_over else 0),
        }
        return TemplateResponse(request, "admin/visits/dailyvisits/change_list.html", context)


@admin.register(LegacyVisitTotal)
class CarriedOverVisitsAdmin(admin.ModelAdmin):
    form = NFCModelForm
    list_display = ["total", "note"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not LegacyVisitTotal.objects.exists()


def _day(text: str, first: date) -> date:
    """The day that was asked for, within those that were counted; today where it makes no sense."""
    try:
        return min(max(date.fromisoformat(text), first), localdate())
    except ValueError:
        return localdate()


def _chart(period: Period, counts: list[tuple[date, int]]) -> BarChart:
    short = {"ngay": "%d/%m", "tuan": "%d/%m", "thang": "%m/%Y", "nam": "%Y"}[period.key]
    points = [(f"{start:{short}}", count) for start, count in counts]
    return BarChart(f"Lượt truy cập theo {period.name.lower()}", (period.name, "Lượt"), points)


def _everything(period: Period) -> Table:
    """All that was ever counted, latest first; parts of the calendar without a visit are left out."""
    counts = DailyVisits.objects.sums(period)
    return Table([period.name, "Lượt truy cập"], [(period.label(start), count) for start, count in counts])
