from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate, localtime

from saovang.adminsite.charts import BarChart
from saovang.adminsite.conflicts import ConflictCheckForm
from saovang.adminsite.exports import Table, download
from saovang.core.admin import ReadOnlyAdmin, SingleRowAdmin
from saovang.core.forms import CleanCharField
from saovang.core.templatetags.vietnamese import full_name
from saovang.core.text import format_number
from saovang.journal.services import Event, record
from saovang.visits.models import DailyVisits, LegacyVisitTotal
from saovang.visits.periods import DAYS, PERIODS


@admin.register(DailyVisits)
class DailyVisitsAdmin(ReadOnlyAdmin):
    """A report by day, week, month and year."""

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


class LegacyVisitTotalForm(ConflictCheckForm):
    """A change needs a reason. A lower total is asked about once: `confirmed_total` is the one that was asked about."""

    reason = CleanCharField(
        label="Lý do sửa",
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Giữ lại cùng số cũ, số mới và tên người sửa; không xóa được.",
    )
    confirmed_total = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def has_changed_total(self) -> bool:
        return not {"total", "note"}.isdisjoint(self.changed_data)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.instance._state.adding or not self.has_changed_total:
            return self.cleaned_data
        if not self.cleaned_data.get("reason", True):
            self.add_error("reason", "Hãy ghi lý do sửa, ví dụ: đối chiếu lại với trang cũ.")
        before, after = self.initial["total"], self.cleaned_data.get("total", self.initial["total"])
        if after < before and after != self.cleaned_data.get("confirmed_total"):
            data = QueryDict(mutable=True)
            data.update(self.data)
            data["confirmed_total"] = str(after)
            self.data = data
            self.add_error(
                "total",
                f"Số này sẽ giảm từ {format_number(before)} xuống {format_number(after)}, bớt "
                f"{format_number(before - after)} lượt; số “Tất cả” trên mọi trang giảm theo. "
                "Nếu đúng vậy, bấm lưu lần nữa.",
            )
        return self.cleaned_data


@admin.register(LegacyVisitTotal)
class LegacyVisitTotalAdmin(SingleRowAdmin):
    form = LegacyVisitTotalForm
    list_display = ["total", "note"]
    readonly_fields = ["history"]

    def get_fields(self, request: HttpRequest, obj: LegacyVisitTotal | None = None) -> tuple[str, ...]:
        return ("total", "note", "reason", "confirmed_total", "history") if obj else ("total", "note")

    @admin.display(description="các lần sửa")
    def history(self, legacy_total: LegacyVisitTotal) -> str:
        """List the changes, the latest first."""
        rows = [
            (
                f"{localtime(change.changed_at):%H:%M %d/%m/%Y}",
                full_name(change.user) if change.user else "Lệnh trên máy chủ",
                change,
                change.reason,
            )
            for change in legacy_total.changes.select_related("user")
        ]
        items = format_html_join("", "<li>{}, {}: {}. Lý do: {}</li>", rows)
        return format_html("<ul>{}</ul>", items) if rows else "Chưa sửa lần nào."

    def save_model(self, request: HttpRequest, obj: LegacyVisitTotal, form: LegacyVisitTotalForm, change: bool) -> None:
        if not change:
            obj.save()
        elif form.has_changed_total:
            obj.save_change(form.cleaned_data["reason"], request.user.pk)


def _parse_day(text: str, first_day: date) -> date:
    """Return the ISO date in `text`, limited to `first_day` … today, or today if it is not a date."""
    try:
        return min(max(date.fromisoformat(text), first_day), localdate())
    except ValueError:
        return localdate()
