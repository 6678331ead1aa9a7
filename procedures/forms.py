from django import forms
from django.contrib.admin.widgets import AdminFileWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from procedures.models import FormFile
from procedures.sheet import MAX_BYTES, MAX_ROWS, TYPE, SheetError, read_sheet
from saovang.core.forms import NFCModelForm
from saovang.media.files import describe


class FormFileForm(NFCModelForm):
    """A form that staff put up with its procedure. Without a title it gets the name of its file."""

    title = forms.CharField(
        label="Tên biểu mẫu",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Để trống thì lấy tên của tệp.",
    )

    class Meta:
        model = FormFile
        fields = ["title", "file", "order"]
        widgets = {"file": AdminFileWidget(attrs={"accept": ",".join(f".{kind}" for kind in FormFile.KINDS)})}

    def clean(self) -> dict:
        super().clean()
        given, upload = self.cleaned_data, self.cleaned_data.get("file")
        if isinstance(upload, UploadedFile):
            self.instance.title = given.get("title", "")
            try:
                describe(self.instance, upload, upload.name or "", FormFile.KINDS)
            except ValidationError as error:
                self.add_error("file", error)
            else:
                upload.name = f"tep.{self.instance.kind}"  # stored as what it is, not as what it is called
        if given.get("title") == "":
            given["title"] = self.instance.title
        return given


class SheetForm(forms.Form):
    """A sheet of procedures; `rows` holds what was read of it."""

    sheet = forms.FileField(
        label="Bảng tính (.xlsx)",
        allow_empty_file=True,  # an empty file is told of as what it is: no sheet
        widget=forms.FileInput(attrs={"accept": f".xlsx,{TYPE}"}),
        help_text=f"Tối đa {MAX_ROWS} thủ tục và 5 MB mỗi lần.",
    )

    def clean_sheet(self) -> UploadedFile:
        file = self.cleaned_data["sheet"]
        if file.size > MAX_BYTES:
            raise ValidationError(f"Tệp nặng quá 5 MB. Mỗi lần nhập tối đa {MAX_ROWS} thủ tục.")
        try:
            self.rows = read_sheet(file)
        except SheetError as error:
            raise ValidationError(str(error)) from error
        return file
