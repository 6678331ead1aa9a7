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
from saovang.journal.services import Event, record
from saovang.visits.models import DailyVisits, LegacyVisitTotal
from saovang.visits.periods import DAYS, PERIODS


@admin.register(DailyVisits)
class DailyVisitsAdmin(admin.ModelAdmin):
    """A read-only report by day, week, month and year."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: DailyVisits | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DailyVisits | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        period = PERIODS.get(request.GET.get("theo", ""), DAYS)
        if file_format := request.GET.get("tai-ve"):
            # All visits, latest first, without the periods that have none.
            rows = [(period.label(start), count) for start, count in DailyVisits.objects.sums(period)]
            table = Table([period.name, "Lượt truy cập"], rows)
            response = download(table, f"luot-truy-cap-theo-{period.key}", file_format)
            record(Event.EXPORT, detail=f"luot-truy-cap-theo-{period.key}.{file_format}")
            return response
        first_day = DailyVisits.objects.values_list("day", flat=True).last() or localdate()
        until = _parse_day(request.GET.get("den", ""), first_day)
        counts = DailyVisits.objects.by_period(period, until, period.page_size)
        earlier = counts[0][0] - timedelta(days=1)
        legacy_total = LegacyVisitTotal.objects.first()
        counted = DailyVisits.objects.total()
        points = [(f"{start:{period.short_format}}", count) for start, count in counts]
        context = self.admin_site.each_context(request) | {
            "title": "Lượt truy cập",
            "opts": self.opts,
            "periods": PERIODS.values(),
            "period": period,
            "chart": BarChart(f"Lượt truy cập theo {period.name.lower()}", (period.name, "Lượt"), points),
            "counts": [(period.label(start), count) for start, count in reversed(counts)],
            "earlier": earlier if earlier >= first_day else None,
            "is_latest": until == localdate(),
            "counted": counted,
            "legacy_total": legacy_total,
            "all_time": counted + (legacy_total.total if legacy_total else 0),
        }
        return TemplateResponse(request, "admin/visits/dailyvisits/change_list.html", context)


@admin.register(LegacyVisitTotal)
class LegacyVisitTotalAdmin(admin.ModelAdmin):
    form = NFCModelForm
    list_display = ["total", "note"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not LegacyVisitTotal.objects.exists()


def _parse_day(text: str, first_day: date) -> date:
    """Return the ISO date in `text`, limited to `first_day` … today, or today if it is not a date."""
    try:
        return min(max(date.fromisoformat(text), first_day), localdate())
    except ValueError:
        return localdate()
