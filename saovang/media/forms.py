from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import QueryDict

from saovang.core.forms import CleanCharField
from saovang.media.file_types import OLD_TYPES
from saovang.media.files import set_metadata
from saovang.media.libreoffice import find_program


class DocumentWidget(AdminFileWidget):
    input_text = "Thay tệp"


class DocumentForm(forms.ModelForm):
    """Upload of a document, of a type in the `FILE_TYPES` of its model.

    Without a title the name of the file becomes the title.
    """

    title = CleanCharField(
        label="Tên tệp",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Để trống thì lấy tên của tệp.",
    )

    class Meta:
        fields = ["title", "file", "order"]
        help_texts = {"file": "Thay tệp thì địa chỉ tải về giữ nguyên; lưu xong là người đọc nhận tệp mới."}
        widgets = {"file": DocumentWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, types = self.fields["file"], self.instance.FILE_TYPES
        if find_program():
            types = (*types, *OLD_TYPES)
            field.help_text = f"{field.help_text} Tệp .doc, .rtf được chuyển sang DOCX."
        field.widget.attrs["accept"] = ",".join(f".{name}" for name in types)

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        upload = data.get("file")
        if isinstance(upload, UploadedFile):
            self.instance.title = data.get("title", "")
            try:
                set_metadata(self.instance, upload, upload.name or "", self.instance.FILE_TYPES)
            except ValidationError as error:
                self.add_error("file", error)
            else:
                upload.name = f"tep.{self.instance.file_type}"  # the extension follows the content
        if data.get("title") == "":
            data["title"] = self.instance.title
        return data


class EraseForm(forms.Form):
    """Why something is erased for good."""

    reason = CleanCharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=300, label="Vì sao?")


class EraseTargetsForm(EraseForm):
    """What to erase, each as "model-key", and why."""

    targets = forms.MultipleChoiceField(error_messages={"required": "Hãy đánh dấu những gì cần xóa."})

    def __init__(self, targets: Iterable[Model], data: QueryDict | None) -> None:
        super().__init__(data)
        self.choices: dict[str, Any] = {f"{target._meta.model_name}-{target.pk}": target for target in targets}
        choices = [(value, str(target)) for value, target in self.choices.items()]
        self.fields["targets"].choices = choices  # type: ignore[attr-defined]
