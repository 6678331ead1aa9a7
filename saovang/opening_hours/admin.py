from typing import Any

from django.contrib import admin
from django.db import models

from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.datetimes import SpokenTimeField
from saovang.opening_hours.models import SpecialHours, WeeklySession

TIME_FIELDS: dict[type[models.Field], dict[str, Any]] = {models.TimeField: {"form_class": SpokenTimeField}}
DESCRIPTION = (
    "Trang đã tính sẵn các ngày lễ, Tết theo luật và ngày nghỉ bù khi lễ trùng ngày nghỉ hằng tuần. Chỉ thêm ở đây "
    "điều khác: ngày nghỉ thứ hai của Quốc khánh, ngày làm bù, lịch Tết khác (mặc định nghỉ từ ngày cuối năm cũ đến "
    "mùng 4), buổi trực, ngày mất điện. Điều ghi ở đây thay cho giờ thường ngày của những ngày ấy."
)


@admin.register(WeeklySession)
class WeeklySessionAdmin(ScopedVersionAdmin):
    list_display = ["weekday", "opens_at", "closes_at"]
    formfield_overrides = TIME_FIELDS


@admin.register(SpecialHours)
class SpecialHoursAdmin(ScopedVersionAdmin):
    list_display = ["name", "first_day", "last_day", "opens_at", "closes_at"]
    search_fields = ["name__folded"]
    date_hierarchy = "first_day"
    formfield_overrides = TIME_FIELDS
    fieldsets = [
        (
            None,
            {
                "fields": ["name", ("first_day", "last_day"), ("opens_at", "closes_at")],
                "description": DESCRIPTION,
            },
        )
    ]
