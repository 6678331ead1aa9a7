from django import forms
from django.core.exceptions import ValidationError

from procedures.sheet import MAX_BYTES, MAX_ROWS, TYPE, SheetError, read_sheet


class SheetForm(forms.Form):
    """A sheet of procedures; `rows` holds what was read of it."""

    sheet = forms.FileField(
        label="Bảng tính (.xlsx)",
        allow_empty_file=True,  # an empty file is told of as what it is: no sheet
        widget=forms.FileInput(attrs={"accept": f".xlsx,{TYPE}"}),
        help_text=f"Tối đa {MAX_ROWS} thủ tục và 5 MB mỗi lần.",
    )

    def clean_sheet(self):
        file = self.cleaned_data["sheet"]
        if file.size > MAX_BYTES:
            raise ValidationError(f"Tệp nặng quá 5 MB. Mỗi lần nhập tối đa {MAX_ROWS} thủ tục.")
        try:
            self.rows = read_sheet(file)
        except SheetError as error:
            raise ValidationError(str(error)) from error
        return file
