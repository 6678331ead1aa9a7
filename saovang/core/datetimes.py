"""Dates, times and durations as people in Vietnam write and read them: a form field with two inputs, and in words."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from saovang.core.text import clean_text

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
# "8h", "08g30", "8 giờ 30 phút", without spaces
SPOKEN_TIME = re.compile(r"(\d{1,2})(?:h|g|giờ|:|\.)(\d{1,2})?(?:p|phút)?")


def datetime_in_words(value: datetime) -> str:
    """Return the local time with its weekday: "Thứ Tư 10/3/2027, 8:00"."""
    local = timezone.localtime(value)
    return f"{WEEKDAYS[local.weekday()]} {local.day}/{local.month}/{local.year}, {local.hour}:{local:%M}"


def time_in_words(value: time) -> str:
    """Return a time as people say it, with no-break spaces: "7 giờ 30", "17 giờ"."""
    return f"{value.hour}\u00a0giờ" + (f"\u00a0{value:%M}" if value.minute else "")


def duration_in_words(seconds: int) -> str:
    """Return a duration with no-break spaces: "45 giây", "12 phút 30 giây", "1 giờ 5 phút"."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "giờ"), (minutes, "phút"), (0 if hours else seconds, "giây")]
    return "\u00a0".join(f"{number}\u00a0{unit}" for number, unit in parts if number)


class DateTimeInputs(forms.SplitDateTimeWidget):
    """One input for the date and one for the time. A script turns them into the browser's pickers.

    They are text inputs until then: a date input sends nothing for a date like 31/02, a text input sends what is typed.
    """

    class Media:
        js = [forms.Script("js/datetime-inputs.js", type="module")]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        common = {"autocomplete": "off"}
        # With `max`, browsers take four digits for the year.
        date_attrs = common | {"data-type": "date", "placeholder": "ngày/tháng/năm", "size": "14", "max": "9999-12-31"}
        time_attrs = common | {"data-type": "time", "placeholder": "giờ:phút", "size": "9"}
        super().__init__(attrs, "%Y-%m-%d", "%H:%M", date_attrs, time_attrs)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = attrs or {}
        if "id" in attrs:
            attrs = attrs | {"aria-describedby": f"{self.id_for_label(attrs['id'])}_helptext"}
        return super().get_context(name, value, attrs)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list:
        """Return the values of the two inputs, or the two parts of `name` for a client that sends one value."""
        if data.get(name):
            day, _, clock = str(data[name]).strip().replace("T", " ").partition(" ")
            return [day, clock]
        return super().value_from_datadict(data, files, name)


class DateTimeHiddenInput(forms.HiddenInput):
    """One input with what the two inputs showed, for the detection of conflicts."""

    def format_value(self, value: Any) -> str:
        if isinstance(value, datetime):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        return " ".join(value or []).strip()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list:
        return DateTimeInputs().value_from_datadict(data, files, name)


def _compact(text: str) -> str:
    """Return `text` in lower case and clean characters, as of a full-width "８：００", without spaces."""
    return "".join(clean_text(text).lower().split())


class _DateField(forms.DateField):
    def to_python(self, value: Any) -> date | None:
        return super().to_python(_compact(value) if isinstance(value, str) else value)


class SpokenTimeField(forms.TimeField):
    """A time as people write and say it."""

    default_error_messages = {"invalid": "Không có giờ này. Hãy ghi giờ:phút, ví dụ 8:00."}

    def to_python(self, value: Any) -> time | None:
        """Accept "8h30", "8 giờ 30" and "8g" besides "8:30"."""
        if isinstance(value, str):
            value = _compact(value)
            if match := SPOKEN_TIME.fullmatch(value):
                value = f"{match[1]}:{match[2] or '00'}"
        return super().to_python(value)


class DateTimePartsField(forms.MultiValueField):
    """A local date and time, of which both or none must be given."""

    widget = DateTimeInputs
    hidden_widget = DateTimeHiddenInput
    default_error_messages = {
        "invalid_date": "Không có ngày này. Hãy ghi ngày/tháng/năm, ví dụ 10/3/2027.",
        "no_date": "Có giờ mà thiếu ngày. Hãy ghi cả ngày và giờ, hoặc để trống cả hai.",
        "no_time": "Có ngày mà thiếu giờ. Hãy ghi cả ngày và giờ, hoặc để trống cả hai.",
    }

    def __init__(self, **kwargs: Any) -> None:
        messages = self.default_error_messages
        fields = (
            _DateField(error_messages={"invalid": messages["invalid_date"]}),
            SpokenTimeField(),
        )
        super().__init__(fields, **kwargs)
        for widget, part in zip(self.widget.widgets, ("ngày", "giờ"), strict=True):
            widget.attrs["aria-label"] = f"{self.label}: {part}"

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare to the minute, which is what the inputs show."""
        if isinstance(initial, datetime):
            initial = initial.replace(second=0, microsecond=0)
        return super().has_changed(initial, data)

    def compress(self, data_list: list) -> datetime | None:
        if all(part is None for part in data_list):
            return None
        day, clock = data_list
        for name, part in (("no_date", day), ("no_time", clock)):
            if part is None:
                raise ValidationError(self.error_messages[name], code=name)
        return timezone.make_aware(datetime.combine(day, clock))
