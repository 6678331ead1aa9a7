import re
from collections.abc import Mapping
from copy import copy
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from news.models import Article
from news.photo_rows import summarize
from news.services.autosave import ARTICLE_FIELDS
from news.services.diff import FORM_FIELDS, FieldDiff, diff_fields
from news.services.publishing import publication_warnings, validate_content, validate_submission
from saovang.core.templatetags.vietnamese import full_name

MAX_ALERT = timedelta(days=366)
FILE_TEXT = re.compile(r"(photos|attachments)-\d+-(caption|alt_text|title)")


class Action(StrEnum):
    """The submit buttons of the article's form."""

    SAVE = "_save"
    SUBMIT = "_submit"
    PUBLISH = "_publish"
    PUBLISH_NOW = "_publish_now"
    RETURN = "_return"

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Action":
        """Return the button that sent the form; SAVE if the form names none."""
        return next((action for action in cls if action in data), cls.SAVE)

    @property
    def publishes(self) -> bool:
        return self in (Action.PUBLISH, Action.PUBLISH_NOW)


def edit_version(article: Article) -> str:
    """Return a value that changes with every save, submission or publication in the admin site."""
    return article.edited_at.isoformat() if article.edited_at else ""


def warnings_digest(warnings: list[str]) -> str:
    """Return a value that the form sends back when these warnings have been read."""
    return sha256("\n".join(warnings).encode()).hexdigest()


class ArticleForm(forms.ModelForm):
    """The article's form in the admin site.

    `base_version` is the edit version that the form was opened with (optimistic locking). If the article has been
    saved since, the form is invalid, `conflict` holds the differences, and the form can be sent again.
    """

    conflict: list[FieldDiff] | None = None
    confirmed_warnings = ""

    base_version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = ARTICLE_FIELDS
        help_texts = {
            "summary": "Để trống thì lấy đoạn đầu của bài.",
            "published_at": "Giờ Việt Nam (GMT+7). Để trống: đăng ngay khi bấm “Đăng”. "
            "Một lúc sắp tới: bấm “Đăng” rồi bài tự hiện đúng phút ấy.",
        }
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = Action.from_data(self.data)
        self.initial["base_version"] = edit_version(self.instance)
        self.original = copy(self.instance)  # as it is in the database: validation changes the instance

    def full_clean(self) -> None:
        """Validate the action as well, once the form's values are set on the instance.

        The formset of the photos validates what depends on their values.
        """
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        article = self.instance
        photos = article.photos.all() if article.pk else []
        try:
            if self.action == Action.SUBMIT:
                validate_submission(article, photos)
            elif self.action.publishes or article.status == Article.Status.PUBLISHED:
                validate_content(article, photos)
        except ValidationError as error:
            self.add_error(None, error)
        else:
            self._confirm_warnings()

    def _confirm_warnings(self) -> None:
        """Add an error that lists the warnings, unless this is the answer to it.

        What a public article already contains does not count.
        """
        article, original = self.instance, self.original
        if not (self.action.publishes or article.status == Article.Status.PUBLISHED):
            return
        file_texts = [value for name, value in self.data.items() if FILE_TEXT.fullmatch(name)]
        old = publication_warnings(original) if original.status == Article.Status.PUBLISHED else []
        warnings = [warning for warning in publication_warnings(article, file_texts) if warning not in old]
        self.confirmed_warnings = warnings_digest(warnings)
        if warnings and self.data.get("confirmed_warnings") != self.confirmed_warnings:
            self.add_error(None, [*warnings, "Chưa lưu. Nếu những chỗ trên đều đúng ý thì bấm lại lần nữa."])

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if self.instance.pk and cleaned.get("base_version", "") != edit_version(self.instance):
            self._add_conflict(cleaned)
        if self.instance.is_scheduled and "published_at" in cleaned and not cleaned["published_at"]:
            self.add_error("published_at", "Bài đang hẹn giờ: hãy để một thời điểm, hoặc bấm “Đăng ngay”.")
        return cleaned

    def clean_slug(self) -> str:
        """Keep the article's URL if the field is empty."""
        return self.cleaned_data["slug"] or self.instance.slug

    def clean_summary(self) -> str:
        """Return "" for an unchanged generated summary, so that saving generates it from the new body."""
        summary = self.cleaned_data["summary"]
        return "" if summary == self.original.summary == summarize(self.original.body) else summary

    def clean_alert_until(self) -> datetime | None:
        until = self.cleaned_data["alert_until"]
        if until and "alert_until" in self.changed_data:
            if until <= timezone.now():
                raise ValidationError("Lúc này đã qua, thông báo sẽ không hiện. Hãy chọn một lúc sắp tới.")
            if until > timezone.now() + MAX_ALERT:
                raise ValidationError("Xa quá: thông báo khẩn chỉ nên đứng nhiều nhất một năm.")
        return until

    def _add_conflict(self, cleaned: dict) -> None:
        """Add an error that names the last editor, and accept the form when it is sent again."""
        article = self.original
        names = [name for name in FORM_FIELDS if name.removesuffix("_id") in self.fields]
        values = {name: cleaned.get(name.removesuffix("_id")) for name in names}
        if "category_id" in values:
            values["category_id"] = getattr(values["category_id"], "pk", None)
        self.conflict = diff_fields(vars(article), values, names)
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["base_version"] = edit_version(article)
        self.data = data
        editor = full_name(article.edited_by) if article.edited_by else "Ai đó"
        self.add_error(
            None,
            f"{editor} đã lưu bài này lúc {timezone.localtime(article.edited_at):%H:%M ngày %d/%m/%Y}, sau khi bạn mở. "
            "Chưa lưu đè lên; chữ bạn gõ còn nguyên dưới đây. Xem chỗ khác nhau rồi lưu lần nữa để lấy bản của bạn; "
            "bản kia vẫn còn trong Lịch sử.",
        )


class PreviewForm(ArticleForm):
    """The part of the article's form that its preview shows."""

    class Meta(ArticleForm.Meta):
        fields = ["title", "category", "summary", "body", "author", "source"]
