from django import forms

from news.models import Article


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files at once; cleans to a list."""

    widget = ManyFilesInput(attrs={"accept": "image/*,.heic,.heif,.avif"})

    def clean(self, data, initial=None) -> list:
        return [super(ManyFilesField, self).clean(item, initial) for item in data or []]


class ArticleForm(forms.ModelForm):
    new_photos = ManyFilesField(
        label="Thêm ảnh",
        required=False,
        allow_empty_file=True,  # a broken photo is told of by its name and does not hold up the text
        help_text="Chọn nhiều ảnh cùng lúc được. Ảnh mới đứng ở cuối bài, trong phần “Ảnh trong bài”.",
    )

    class Meta:
        model = Article
        fields = ["title", "category", "summary", "body", "author", "source", "status", "published_at"]
