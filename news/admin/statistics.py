"""The page of the admin site with the statistics of published articles, and the download of the sheet for royalties."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from news.admin.views import render_page
from news.models.article import FIRST_YEAR
from news.statistics import article_rows, published_between, royalty_workbook, sum_up
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.roles import PUBLISH
from saovang.core.sheets import XLSX_TYPE
from saovang.journal.services import Event, record


class PeriodForm(forms.Form):
    """A period in days, both included."""

    tu = forms.DateField(label="Từ ngày", input_formats=["%Y-%m-%d", "%d/%m/%Y"])
    den = forms.DateField(label="Đến ngày", input_formats=["%Y-%m-%d", "%d/%m/%Y"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": "9999-12-31"})
            field.error_messages["required"] = "Hãy chọn ngày."
            field.error_messages["invalid"] = "Không có ngày này. Hãy ghi ngày/tháng/năm, ví dụ 10/3/2027."

    def clean(self) -> dict[str, Any]:
        super().clean()
        first, last = self.cleaned_data.get("tu"), self.cleaned_data.get("den")
        if first and last and first > last:
            self.add_error("den", "Ngày cuối đứng trước ngày đầu.")
        elif first and first.year < FIRST_YEAR:
            self.add_error("tu", f"Hãy chọn từ năm {FIRST_YEAR} trở đi.")
        return self.cleaned_data


def periods(today: date) -> Iterator[tuple[str, date, date]]:
    """Yield what people ask for most: name, first and last day."""
    month = today.replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    year = today.replace(month=1, day=1)
    before_quarter = quarter - timedelta(days=1)
    last_quarter = before_quarter.replace(month=before_quarter.month - 2, day=1)
    yield "Tháng này", month, today
    last_day = month - timedelta(days=1)
    yield "Tháng trước", last_day.replace(day=1), last_day
    yield "Quý này", quarter, today
    yield "Quý trước", last_quarter, before_quarter
    yield "Năm nay", year, today
    last_day = year - timedelta(days=1)
    yield "Năm trước", last_day.replace(month=1, day=1), last_day


def statistics_view(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the totals of a period, by default of this month. With `tai-ve=xlsx`, answer with the sheet."""
    if not request.user.has_perm(PUBLISH):
        raise PermissionDenied
    today = timezone.localdate()
    initial = {"tu": today.replace(day=1).isoformat(), "den": today.isoformat()}
    data = request.GET if {"tu", "den"} & request.GET.keys() else initial
    form = PeriodForm(data)
    context: dict[str, Any] = {"title": "Thống kê bài viết", "form": form, "periods": list(periods(today))}
    if not form.is_valid():
        return render_page(request, "statistics.html", None, 422, **context)
    first, last = form.cleaned_data["tu"], form.cleaned_data["den"]
    articles = published_between(first, last)
    if "tai-ve" in request.GET:
        name = f"bang-nhuan-but-{first:%Y-%m-%d}-den-{last:%Y-%m-%d}.xlsx"
        workbook = royalty_workbook(
            articles, lambda slug: request.build_absolute_uri(reverse("news:article", args=[slug]))
        )
        record(Event.EXPORT, detail=name)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(workbook, content_type=XLSX_TYPE, headers=headers)
    totals = sum_up(article_rows(articles))
    tables = [
        ("Chuyên mục", totals.by_category),
        ("Tác giả", totals.by_author),
        *([("Tháng", totals.by_month)] if len(totals.by_month) > 1 else []),
    ]
    context |= {"first": first, "last": last, "total": totals.everything, "tables": tables}
    return render_page(request, "statistics.html", None, **context)
