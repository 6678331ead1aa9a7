from django import forms
from django.contrib.admin.widgets import AdminFileWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from procedures.models import FormFile
from procedures.sheet import MAX_BYTES, MAX_ROWS, SheetError, read_sheet
from saovang.core.forms import CleanCharField
from saovang.core.sheets import XLSX_TYPE
from saovang.media.file_types import PASSWORD, needs_password
from saovang.media.files import set_metadata


class FormFileWidget(AdminFileWidget):
    input_text = "Thay tệp"


class FormFileForm(forms.ModelForm):
    """Upload of a form of a procedure. Without a title the name of the file becomes the title."""

    title = CleanCharField(
        label="Tên biểu mẫu",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Để trống thì lấy tên của tệp.",
    )

    class Meta:
        model = FormFile
        fields = ["title", "file", "order"]
        help_texts = {"file": "Thay tệp thì địa chỉ tải về giữ nguyên; lưu xong là người đọc nhận tệp mới."}
        widgets = {"file": FormFileWidget(attrs={"accept": ",".join(f".{name}" for name in FormFile.FILE_TYPES)})}

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        upload = data.get("file")
        if isinstance(upload, UploadedFile):
            self.instance.title = data.get("title", "")
            try:
                set_metadata(self.instance, upload, upload.name or "", FormFile.FILE_TYPES)
            except ValidationError as error:
                self.add_error("file", error)
            else:
                upload.name = f"tep.{self.instance.file_type}"  # the extension follows the content
        if data.get("title") == "":
            data["title"] = self.instance.title
        return data


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
