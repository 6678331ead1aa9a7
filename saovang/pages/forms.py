from django import forms
from django.core.files.uploadedfile import UploadedFile

from saovang.adminsite.conflicts import ConflictCheckForm
from saovang.media import responsive
from saovang.media.forms import DocumentForm
from saovang.media.images import process_photo
from saovang.media.photo_types import MAGIC_BYTES
from saovang.media.svg import clean_svg
from saovang.pages.models import HeaderImage, PageFile, PagePhoto
from saovang.uploads.inlines import BasePhotoForm


class HeaderImageForm(ConflictCheckForm):
    """Upload of the picture of the header."""

    file = forms.FileField(
        label="Chọn hình",
        help_text="Hình SVG vẽ bằng nét, hoặc ảnh JPEG, PNG, WebP. Trang hiện một dải ngang lấy phần dưới của hình, "
        "cao khoảng một phần hai mươi bề rộng: hình dài và thấp là đẹp nhất.",
        widget=forms.FileInput(attrs={"accept": ".svg,image/*"}),
    )

    class Meta:
        model = HeaderImage
        fields: list[str] = []

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        head = upload.read(16)
        upload.seek(0)
        if MAGIC_BYTES.match(head):
            self.instance.picture = None
            responsive.save(self.instance.picture, process_photo(upload))
            self.instance.svg = ""
        else:
            self.instance.svg, self.instance.picture = clean_svg(upload), ""
        return upload


class PageFileForm(DocumentForm):
    class Meta(DocumentForm.Meta):
        model = PageFile


class PagePhotoForm(BasePhotoForm):
    class Meta(BasePhotoForm.Meta):
        model = PagePhoto
