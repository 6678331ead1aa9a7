"""Unsaved changes in an article's forms: read from a form's data, stored, compared, and restored to a form.

Each open form has a random key and stores its own autosave, so that two tabs of one person never overwrite each
other's. A form that was filled from an autosave, because the user restored it or because the form was shown again with
an error, sends the reference of that autosave. It takes the autosave over, unless another form has changed it since.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import BaseModelFormSet
from django.utils import timezone

from news.models import Article, Autosave
from saovang.accounts.models import User
from saovang.core.templatetags.vietnamese import full_name

MAX_AUTOSAVES = 20  # of one user in one article
EDITING_TIMEOUT = timedelta(minutes=5)  # after the last autosave
NOT_CONTENT = {
    "csrfmiddlewaretoken",
    "form_key",
    "base_version",
    "confirmed_time",
    "confirmed_warnings",
    "confirmed_checklist",
    "warnings_reason",
    "mask_numbers",
    "uploaded_attachments",
    "includes_autosave",
}
ROW_TEXT = re.compile(r"((?:photos|attachments|change_notes)-[0-9]+)-(?:alt_text|caption|title|text)")


class Offer(NamedTuple):
    """An autosave that the user can restore, and the names of what differs from the stored article."""

    autosave: Autosave
    changes: list[str]


def parse_form_data(data: Mapping[str, str]) -> dict[str, str]:
    """Return the form's inputs, but buttons, with what was typed, without NUL, which PostgreSQL cannot store."""
    return {
        _without_nul(name): _without_nul(value)
        for name, value in data.items()
        if name not in NOT_CONTENT and not name.startswith("_")
    }


def row_prefixes(data: Mapping[str, str], formset_prefix: str) -> dict[str, str]:
    """Return the prefixes of a formset's stored rows in `data`, by the row's key."""
    return {data[f"{prefix}-id"]: prefix for prefix in _prefixes(data, formset_prefix) if data[f"{prefix}-id"]}


def get_autosaves(article: Article, user: User) -> QuerySet[Autosave]:
    """Return the user's autosaves of the article, newest first."""
    return Autosave.objects.filter(user=user, article=article)


@transaction.atomic
def save_autosave(article: Article, user: User, data: Mapping[str, str]) -> Autosave:
    """Store the form's data under the form's key.

    Raises ValidationError if the user has too many autosaves of the article: the oldest may be the only copy of a
    text. Raises Article.DoesNotExist if the article has been deleted.
    """
    Article.objects.select_for_update().only("pk").get(pk=article.pk)
    key = _without_nul(data.get("form_key", ""))[:32]
    autosaves = list(get_autosaves(article, user).defer("fields"))
    autosave = next((autosave for autosave in autosaves if autosave.form_key == key), None)
    autosave = autosave or _find(autosaves, data.get("includes_autosave", ""))
    if autosave is None:
        if len(autosaves) >= MAX_AUTOSAVES:
            raise ValidationError(
                f"Chưa tự giữ được chữ mới: bài này đã có {MAX_AUTOSAVES} bản chữ chưa lưu của bạn. "
                "Hãy lưu bài, hoặc mở bài ở một thẻ mới rồi bỏ bớt những bản không cần."
            )
        autosave = Autosave(article=article, user=user)
    autosave.form_key = key
    autosave.fields = parse_form_data(data)
    autosave.base_version = _without_nul(data.get("base_version", ""))[:40]
    autosave.save()
    return autosave


@transaction.atomic
def discard_autosave(article: Article, user: User, reference: str) -> bool:
    """Delete an autosave and those equal to it. Return False if it has changed since `reference` was read."""
    autosaves = get_autosaves(article, user).select_for_update()
    autosave = _find(autosaves, reference)
    if autosave is None:
        return False
    _delete(equal for equal in autosaves if equal.fields == autosave.fields)
    return True


def discard_saved(article: Article, user: User, data: Mapping[str, str]) -> None:
    """Delete the autosaves whose text the article has now that the form with this data is saved.

    These are the form's own autosave, the one it was filled from, and those equal to the form. Others stay.
    """
    key, reference, fields = data.get("form_key"), data.get("includes_autosave"), parse_form_data(data)
    _delete(
        autosave
        for autosave in get_autosaves(article, user)
        if autosave.form_key == key or autosave.reference == reference or autosave.fields == fields
    )


def included_autosave(article: Article, user: User, data: Mapping[str, str]) -> str:
    """Return the reference of the autosave whose text a form with this data holds, or ""."""
    autosaves = get_autosaves(article, user).defer("fields")
    own = next((autosave for autosave in autosaves if autosave.form_key == data.get("form_key")), None)
    included = own or _find(autosaves, data.get("includes_autosave", ""))
    return included.reference if included else ""


def editing_notes(article: Article, user: User, form_key: str = "", restored: Autosave | None = None) -> list[str]:
    """Return a sentence for each person who typed recently in another form of the article, also for the user.

    The form with `form_key`, and the one that the `restored` autosave came from, do not count.
    """
    since = timezone.now() - EDITING_TIMEOUT
    others = article.autosaves.filter(saved_at__gte=since).exclude(user=user, form_key=form_key)
    latest: dict[int, Autosave] = {}
    for autosave in others.select_related("user").defer("fields"):
        if autosave != restored:
            latest.setdefault(autosave.user_id, autosave)
    return [_editing_note(autosave, is_own=autosave.user_id == user.pk) for autosave in latest.values()]


def get_offers(
    autosaves: Sequence[Autosave], form: forms.ModelForm, formsets: Iterable[BaseModelFormSet]
) -> list[Offer]:
    """Return the autosaves that differ from what the unbound forms show. Of equal ones only the first is returned.

    At the limit the others are returned too, with no changes, so that the user can discard them.
    """
    offers: list[Offer] = []
    is_full = len(autosaves) >= MAX_AUTOSAVES
    for autosave in autosaves:
        is_known = any(offer.autosave.fields == autosave.fields for offer in offers)
        changes = [] if is_known else changed_labels(autosave, form, formsets)
        if changes or (is_full and not is_known):
            offers.append(Offer(autosave, changes))
    return offers


def changed_labels(autosave: Autosave, form: forms.ModelForm, formsets: Iterable[BaseModelFormSet]) -> list[str]:
    """Return the names of the fields, and of the kinds of rows, that differ from what the unbound forms show."""
    fields = autosave.fields
    labels = [str(form.fields[name].label).lower() for name in _changed_names(form, fields)]
    for formset in formsets:
        if any(_changed_names(row, fields, prefix) for row, prefix in _matched_rows(formset, fields)):
            labels.append(model_label(formset))
    return labels


def model_label(formset: BaseModelFormSet) -> str:
    """Return what people call a row of the formset."""
    return str(formset.model._meta.verbose_name) if formset.model else ""


def restore_to_form(autosave: Autosave, form: forms.ModelForm, formsets: Iterable[BaseModelFormSet]) -> None:
    """Show the autosave in the unbound forms, with the edit version that it was typed under."""
    form.initial.update(_typed_values(form, autosave.fields))
    form.initial["base_version"] = autosave.base_version
    for formset in formsets:
        for row, prefix in _matched_rows(formset, autosave.fields):
            row.initial.update(_typed_values(row, autosave.fields, prefix))


def unmatched_texts(data: Mapping[str, str], formsets: Iterable[BaseModelFormSet]) -> list[str]:
    """Return the texts of rows that the formsets do not have, such as the caption of a photo deleted since."""
    matched = {prefix for formset in formsets for _, prefix in _matched_rows(formset, data)}
    return [
        value.strip()
        for name, value in data.items()
        if (match := ROW_TEXT.fullmatch(name)) and match[1] not in matched and value.strip()
    ]


def _find(autosaves: Iterable[Autosave], reference: str) -> Autosave | None:
    return next((autosave for autosave in autosaves if autosave.reference == reference), None)


def _delete(autosaves: Iterable[Autosave]) -> None:
    for autosave in autosaves:
        # Only as it was read: another tab may have stored new text meanwhile.
        Autosave.objects.filter(pk=autosave.pk, saved_at=autosave.saved_at).delete()


def _editing_note(autosave: Autosave, is_own: bool) -> str:
    time = f"{timezone.localtime(autosave.saved_at):%H:%M}"
    if is_own:
        return (
            f"Bạn cũng sửa bài này ở một thẻ khác, hoặc trước khi tải lại trang, lúc {time}. "
            "Thẻ ấy còn mở thì hãy sửa tiếp ở đó."
        )
    return f"{full_name(autosave.user)} đang gõ trong bài này (lúc {time}). Hãy hỏi nhau trước khi cùng sửa."


def _prefixes(data: Mapping[str, str], formset_prefix: str) -> list[str]:
    id_name = re.compile(rf"({formset_prefix}-[0-9]+)-id")
    return [match[1] for name in data if (match := id_name.fullmatch(name))]


def _matched_rows(formset: BaseModelFormSet, data: Mapping[str, str]) -> Iterator[tuple[forms.ModelForm, str]]:
    """Yield the forms of a formset with the prefixes of their rows in `data`. New rows belong to the empty forms."""
    formset_prefix = str(formset.prefix)
    stored = row_prefixes(data, formset_prefix)
    for row in formset.initial_forms:
        if prefix := stored.get(str(row.instance.pk)):
            yield row, prefix
    new = [prefix for prefix in _prefixes(data, formset_prefix) if not data[f"{prefix}-id"]]
    yield from zip(formset.extra_forms, new, strict=False)


def _typed_values(form: forms.ModelForm, data: Mapping[str, str], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the visible fields that `data` has, with their values as the field's widget reads them."""
    for name, field in form.fields.items():
        html_name = f"{prefix}-{name}" if prefix else name
        if not field.widget.is_hidden and not field.widget.value_omitted_from_data(data, {}, html_name):
            yield name, field.widget.value_from_datadict(data, {}, html_name)


def _changed_names(form: forms.ModelForm, data: Mapping[str, str], prefix: str = "") -> list[str]:
    return [name for name, value in _typed_values(form, data, prefix) if _has_changed(form, name, value)]


def _has_changed(form: forms.ModelForm, name: str, value: Any) -> bool:
    field = form.fields[name]
    initial = form.get_initial_for_field(field, name)
    if isinstance(value, str) and _normalize_newlines(value) == _normalize_newlines(str(initial or "")):
        return False
    if isinstance(initial, datetime) and not field.has_changed(initial.replace(second=0, microsecond=0), value):
        return False  # the inputs show no seconds
    return field.has_changed(initial, value)


def _normalize_newlines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _without_nul(text: str) -> str:
    return text.replace("\0", "")
