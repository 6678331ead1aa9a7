from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from news.models import Article
from news.photo_rows import summarize
from news.services.diff import TYPED, changes_of_fields
from saovang.core.forms import NFCModelForm
from saovang.core.templatetags.vietnamese import full_name


def stamp(article: Article) -> str:
    """When `article` was last saved or moved on at the desk; what a form carries along to tell who came between."""
    return article.edited_at.isoformat() if article.edited_at else ""


class ArticleForm(NFCModelForm):
    """The article's form at the desk.

    Refuses to write over what another saved since it was opened: `conflict` then holds what differs, and
    the form, with all that was typed, can be sent again. `refusal` is what a verb found in the way.
    """

    refusal: ValidationError | None = None
    conflict: list | None = None

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = ["title", "slug", "category", "summary", "body", "author", "source", "published_at", "urgent_until"]
        help_texts = {
            "summary": "Để trống thì lấy đoạn đầu của bài.",
            "published_at": "Giờ Việt Nam (GMT+7). Để trống: đăng ngay khi bấm “Đăng”. "
            "Một lúc sắp tới: bấm “Đăng” rồi bài tự hiện đúng phút ấy.",
        }
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = stamp(self.instance)
        self.summary_made = summarize(self.instance.body)  # before the form writes on the article

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if self.refusal:
            self.add_error(None, self.refusal)
        elif self.instance.pk and cleaned.get("seen", "") != stamp(self.instance):
            self._tell_conflict(cleaned)
        if self.instance.is_scheduled and "published_at" in cleaned and not cleaned["published_at"]:
            self.add_error("published_at", "Bài đang hẹn giờ: hãy để một thời điểm, hoặc bấm “Đăng ngay”.")
        return cleaned

    def clean_slug(self) -> str:
        """An article keeps its address unless it is given another."""
        return self.cleaned_data["slug"] or self.instance.slug

    def clean_urgent_until(self) -> datetime | None:
        until = self.cleaned_data["urgent_until"]
        if until and "urgent_until" in self.changed_data:
            if until <= timezone.now():
                raise ValidationError("Lúc này đã qua, thông báo sẽ không hiện. Hãy chọn một lúc sắp tới.")
            if until > timezone.now() + timedelta(days=366):
                raise ValidationError("Xa quá: thông báo khẩn chỉ nên đứng nhiều nhất một năm.")
        return until

    def _tell_conflict(self, typed: dict) -> None:
        article = self.instance  # still as it stands in the database
        mine = {name: typed.get(name.removesuffix("_id")) for name in TYPED if name.removesuffix("_id") in self.fields}
        if "category_id" in mine:
            mine["category_id"] = getattr(mine["category_id"], "pk", None)
        self.conflict = changes_of_fields(vars(article), mine, list(mine))
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["seen"] = stamp(article)
        self.data = data
        who = full_name(article.edited_by) if article.edited_by else "Ai đó"
        self.add_error(
            None,
            f"{who} đã lưu bài này lúc {timezone.localtime(article.edited_at):%H:%M ngày %d/%m/%Y}, sau khi bạn mở. "
            "Chưa lưu đè lên; chữ bạn gõ còn nguyên dưới đây. Xem chỗ khác nhau rồi lưu lần nữa để lấy bản của bạn; "
            "bản kia vẫn còn trong Lịch sử.",
        )
