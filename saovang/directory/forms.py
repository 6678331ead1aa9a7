"""Forms of the admin site: uploaded pictures, and the reason of an erasure."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from saovang.adminsite.conflicts import ConflictCheckForm
from saovang.media import responsive
from saovang.media.images import FORMATS, process_photo
from saovang.media.responsive import ProcessedPhoto

ACCEPT = ",".join(f"image/{name.lower()}" for name in FORMATS) + ",.heic"


class PictureUpload(UploadedFile):
    """An uploaded picture and the files to store of it, or `error` if it is not accepted.

    It decodes the picture, which takes seconds: make it outside any transaction, which on SQLite holds the write lock.
    """

    def __init__(self, upload: UploadedFile) -> None:
        super().__init__(upload.file, upload.name, upload.content_type, upload.size)
        self.photo: ProcessedPhoto | None = None
        self.error: ValidationError | None = None
        try:
            self.photo = process_photo(upload)
        except ValidationError as error:
            self.error = error


class PictureForm(ConflictCheckForm):
    """The form of a model with a picture.

    The picture is not one of the form's model fields, because Django would decode it in this process.
    """

    upload = forms.FileField(label="Ảnh", required=False, widget=AdminFileWidget(attrs={"accept": ACCEPT}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].initial = self.instance.picture or None

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if isinstance(upload, UploadedFile) and not isinstance(upload, PictureUpload):
            upload = PictureUpload(upload)
        if isinstance(upload, PictureUpload) and upload.error:
            raise upload.error
        if upload is False:
            self.instance.picture = ""
        return upload

    def full_clean(self) -> None:
        """Validate, and store a new picture once everything else is valid."""
        super().full_clean()
        upload = self.cleaned_data.get("upload") if self.is_bound and not self.errors else None
        if isinstance(upload, PictureUpload) and upload.photo:
            try:
                responsive.save(self.instance.picture, upload.photo)
            except ValidationError as error:
                self.add_error("upload", error)


class DirectionsForm(PictureForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("upload") and data.get("alt_text") == "":
            self.add_error("alt_text", "Hãy nói bản đồ cho thấy gì, cho người không nhìn được ảnh.")
        return data
