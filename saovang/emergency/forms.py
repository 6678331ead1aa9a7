from django import forms

from saovang.adminsite.conflicts import ConflictCheckForm
from saovang.core.datetimes import DateTimeInputs, DateTimePartsField
from saovang.core.forms import CleanTextareaField
from saovang.emergency.models import MAX_UPDATE_CHARS, Emergency, Update


class EmergencyForm(ConflictCheckForm):
    new_update = CleanTextareaField(
        label="Thêm tin cập nhật",
        required=False,
        max_length=MAX_UPDATE_CHARS,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        help_text="Lưu thì tin đứng đầu các tin cập nhật, với giờ lúc lưu.",
    )

    class Meta:
        model = Emergency
        fields = ["title", "since", "instructions"]
        field_classes = {"since": DateTimePartsField}
        widgets = {"since": DateTimeInputs, "instructions": forms.Textarea(attrs={"rows": 8, "cols": 80})}


class UpdateForm(forms.ModelForm):
    class Meta:
        model = Update
        fields = ["at", "text"]
        field_classes = {"at": DateTimePartsField}
        widgets = {"at": DateTimeInputs, "text": forms.Textarea(attrs={"rows": 2, "cols": 80})}
