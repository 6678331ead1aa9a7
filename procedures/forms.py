from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from procedures.models import FormFile
from procedures.sheet import MAX_BYTES, MAX_ROWS, SheetError, read_sheet
from saovang.core.sheets import XLSX_TYPE
from saovang.media.file_types import PASSWORD, needs_password
from saovang.media.forms import DocumentForm


class FormFileForm(DocumentForm):
    class Meta(DocumentForm.Meta):
        model = FormFile


class SheetForm(forms.Form):
    """Upload of a sheet of procedures. `rows` holds its rows when the form is valid."""

    sheet = forms.FileField(
        label="Bảng tính (.xlsx)",
        allow_empty_file=True,  # read_sheet has the clearer message: the file is not a sheet
        widget=forms.FileInput(attrs={"accept": f".xlsx,{XLSX_TYPE}"}),
        help_text=f"Tối đa {MAX_ROWS} thủ tục và 5 MB mỗi lần.",
    )

    def clean_sheet(self) -> UploadedFile:
        file = self.cleaned_data["sheet"]
        if file.size > MAX_BYTES:
            raise ValidationError(f"Tệp nặng quá 5 MB. Mỗi lần nhập tối đa {MAX_ROWS} thủ tục.")
        try:
            self.rows = read_sheet(file)
        except SheetError as error:
            raise ValidationError(PASSWORD if needs_password(file) else str(error)) from error
        return file
