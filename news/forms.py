import json
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from news.models import Article
from news.models.article import FIRST_YEAR
from news.services.checklist import check_article
from news.services.findings import article_findings, deleted_attachments, submitted_file_texts
from news.services.publishing import MAX_REASON_LENGTH, clean_reason, validate_content, validate_submission
from news.summaries import summarize
from saovang.core.content_checks import MAX_EXAMPLES, Finding, describe
from saovang.core.datetimes import DateTimeInputs, DateTimePartsField, datetime_in_words
from saovang.core.forms import CleanCharField, warnings_digest
from saovang.core.templatetags.vietnamese import full_name

ONE_YEAR = timedelta(days=366)


class Action(StrEnum):
    """The submit buttons of the article's form."""

    SAVE = "_save"
    SUBMIT = "_submit"
    PUBLISH = "_publish"  # now
    SCHEDULE = "_schedule"  # at the time in the form, which may be past
    RETURN = "_return"

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Action":
        """Return the button that sent the form; SAVE if the form names none."""
        return next((action for action in cls if action in data), cls.SAVE)

    @property
    def publishes(self) -> bool:
        return self in (Action.PUBLISH, Action.SCHEDULE)


def edit_version(article: Article) -> str:
    """Return a value that changes with every save, submission or publication in the admin site."""
    return article.edited_at.isoformat() if article.edited_at else ""


class ArticleForm(forms.ModelForm):
    """The article's form in the admin site.

    `form_key` is random and identifies the open form. `base_version` is the edit version that the form was opened with
    (optimistic locking). If the article has been saved since, the form is invalid and `has_conflict` is True; after
    `accept_conflict()` the form can be sent again.

    A publication time that is past or more than a year ahead makes the form invalid once. `confirmed_time` holds that
    time and the button that was pressed.
    """

    # Inputs with answers to what the form asks, and what this window has done: they are no content.
    ANSWERS = frozenset(
        {
            "confirmed_time",
            "confirmed_warnings",
            "confirmed_checklist",
            "warnings_reason",
            "mask_numbers",
            "uploaded_attachments",
        }
    )

    has_conflict = False
    confirmed_warnings = ""
    confirmed_checklist = ""
    findings: Sequence[Finding] = ()  # that the form asks about

    base_version = forms.CharField(required=False, widget=forms.HiddenInput)
    form_key = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)  # one an opened form
    confirmed_time = forms.CharField(label="", required=False, widget=forms.HiddenInput)
    warnings_reason = CleanCharField(
        label="Lý do vẫn để nguyên",
        required=False,
        max_length=MAX_REASON_LENGTH,
        help_text="Ví dụ: người có tên đã đồng ý; niêm yết theo quy định nào. Lời này được lưu trong lịch sử.",
        widget=forms.Textarea(attrs={"rows": 2, "aria-describedby": "warnings-help"}),
    )
    mask_numbers = forms.BooleanField(label="Che bớt các số này khi lưu", required=False)

    class Meta:
        model = Article
        fields = ["title", "slug", "category", "summary", "body", "author", "source", "published_at", "alert_until"]
        help_texts = {
            "summary": "Để trống thì lấy đoạn đầu của bài.",
            "published_at": "Giờ Việt Nam (GMT+7). Chỉ cần khi hẹn giờ: đến đúng phút ấy bài tự hiện.",
        }
        error_messages = {
            "title": {"required": "Hãy ghi tiêu đề."},
            "category": {"required": "Hãy chọn chuyên mục."},
        }
        field_classes = {"published_at": DateTimePartsField, "alert_until": DateTimePartsField}
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "published_at": DateTimeInputs,
            "alert_until": DateTimeInputs,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = Action.from_data(self.data)
        self.initial.update(base_version=edit_version(self.instance), form_key=uuid4().hex)
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
            self._confirm_checklist()

    def _confirm_warnings(self) -> None:
        """Add an error that lists the warnings, unless they are masked or this is the answer to it, with a reason.

        What a public article already contains does not count, but for files that this window has added.
        """
        article, original = self.instance, self.original
        if not (self.action.publishes or article.status == Article.Status.PUBLISHED):
            return
        known: set[str] = set()
        if original.status == Article.Status.PUBLISHED:
            known = {finding.key for finding in article_findings(original, without=self.uploaded_attachments)}
        found = article_findings(article, submitted_file_texts(self.data), without=deleted_attachments(self.data))
        findings = [finding for finding in found if finding.key not in known]
        if self.cleaned_data.get("mask_numbers"):
            findings = [finding for finding in findings if not finding.masked]
        self.findings = findings
        warnings = describe(findings)
        self.confirmed_warnings = warnings_digest(warnings)
        if not warnings:
            self.cleaned_data["warnings_reason"] = ""
            return
        is_answer = self.data.get("confirmed_warnings") == self.confirmed_warnings
        if not is_answer:
            self.add_error(None, [*warnings, "Chưa lưu. Hãy che bớt, hoặc ghi lý do vẫn để nguyên rồi bấm lại."])
        try:
            self.cleaned_data["warnings_reason"] = clean_reason(self.cleaned_data.get("warnings_reason", ""))
        except ValidationError as error:
            if is_answer:
                self.add_error("warnings_reason", error)

    @property
    def masked_examples(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.masked][:MAX_EXAMPLES]

    @property
    def has_more_to_mask(self) -> bool:
        return sum(bool(finding.masked) for finding in self.findings) > MAX_EXAMPLES

    @property
    def masks_json(self) -> str:
        """Return what to write instead of which values, for the script that does it."""
        return json.dumps({finding.value: finding.masked for finding in self.findings if finding.masked})

    @property
    def has_findings_in_files(self) -> bool:
        return any(finding.place.startswith("tệp “") for finding in self.findings)

    @property
    def uploaded_attachments(self) -> set[int]:
        """Return the keys of attachments that were added or replaced since the form was opened."""
        keys = self.data.getlist("uploaded_attachments") if isinstance(self.data, QueryDict) else []
        return {int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 19}

    def _confirm_checklist(self) -> None:
        """Add an error if an article with unresolved items is submitted, unless this is the answer to it."""
        if self.action != Action.SUBMIT:
            return
        self.confirmed_checklist = check_article(self.instance, self.data).digest
        if self.data.get("confirmed_checklist", "") != self.confirmed_checklist:
            self.add_error(None, "Chưa gửi: hãy xem những điều dưới đây. Vẫn gửi thì bấm “Gửi duyệt” lần nữa.")

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if self.instance.pk and cleaned.get("base_version", "") != edit_version(self.instance):
            self._add_conflict()
        if "published_at" in cleaned:
            try:
                self._validate_publication_time(cleaned["published_at"])
            except ValidationError as error:
                self.add_error("published_at", error)
        elif self.action == Action.SCHEDULE and "published_at" not in self.fields:
            self.add_error(None, "Bài này đã đăng rồi nên không hẹn giờ được nữa.")
        return cleaned

    def _validate_publication_time(self, time: datetime | None) -> None:
        """Raise ValidationError unless the pressed button and the time mean the same, and the time is plausible."""
        was_scheduled, changed = self.original.is_scheduled, "published_at" in self.changed_data
        if self.action == Action.PUBLISH:
            if time and (changed or not was_scheduled):
                button = "Lưu" if was_scheduled else "Hẹn giờ"
                raise ValidationError(
                    f"Thời điểm đăng đang ghi {datetime_in_words(time)}. Muốn bài hiện lúc ấy thì bấm “{button}”; "
                    "muốn đăng ngay thì xóa trống ngày giờ rồi bấm “Đăng ngay”."
                )
        elif time is None:
            if self.action == Action.SCHEDULE:
                raise ValidationError("Hãy chọn ngày và giờ ở đây rồi bấm “Hẹn giờ”.")
            if was_scheduled:
                raise ValidationError("Bài đang hẹn giờ: hãy để một thời điểm, hoặc bấm “Đăng ngay”.")
        elif changed or self.action == Action.SCHEDULE:
            self._confirm_unusual_time(time, becomes_public=was_scheduled or self.action == Action.SCHEDULE)

    def _confirm_unusual_time(self, time: datetime, becomes_public: bool) -> None:
        """Raise ValidationError for a time that is past or far, unless this is the answer to that error."""
        now, words = timezone.now(), datetime_in_words(time)
        if timezone.localtime(time).year < FIRST_YEAR:
            raise ValidationError(f"{words}: trang này không có bài nào trước năm {FIRST_YEAR}. Hãy xem lại năm.")
        if now < time <= now + ONE_YEAR:
            return
        confirmed = f"{self.action} {time.isoformat()}"
        if self.data.get("confirmed_time") == confirmed:
            return
        self._set_data("confirmed_time", confirmed)
        if time > now:
            question = f"{words} còn hơn một năm nữa."
        else:
            question = f"{words} đã qua" + (": bài sẽ hiện ngay và ghi thời điểm ấy." if becomes_public else ".")
        raise ValidationError(f"{question} Nếu đúng thì bấm lại lần nữa, không thì sửa lại.")

    def _set_data(self, name: str, value: str) -> None:
        """Set a value that the form shows when it is rendered again."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[name] = value
        self.data = data

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
                raise ValidationError(
                    f"{datetime_in_words(until)} đã qua, thông báo sẽ không hiện. Hãy chọn một lúc sắp tới."
                )
            if until > timezone.now() + ONE_YEAR:
                raise ValidationError(
                    f"{datetime_in_words(until)} còn hơn một năm nữa; thông báo khẩn đứng nhiều nhất một năm."
                )
        return until

    def _add_conflict(self) -> None:
        """Add an error that names the last editor and the article's status, which may be public since."""
        article = self.original
        self.has_conflict = True
        editor = full_name(article.edited_by) if article.edited_by else "Ai đó"
        self.add_error(
            None,
            f"{editor} đã lưu bài này lúc {timezone.localtime(article.edited_at):%H:%M ngày %d/%m/%Y}, sau khi bạn mở. "
            f"Bài nay: {article.get_status_display().lower()}. "
            "Chưa lưu đè lên; chữ bạn gõ còn nguyên dưới đây. Xem chỗ khác nhau rồi lưu lần nữa để lấy bản của bạn; "
            "bản kia vẫn còn trong Lịch sử.",
        )

    def accept_conflict(self) -> None:
        """Let the form save over the stored article when it is sent again, once the user has seen the differences."""
        self._set_data("base_version", edit_version(self.original))


class PreviewForm(ArticleForm):
    """The part of the article's form that its preview shows."""

    class Meta(ArticleForm.Meta):
        fields = ["title", "category", "summary", "body", "author", "source"]

    def _confirm_warnings(self) -> None:
        """Ask nothing: the preview lists the warnings."""
