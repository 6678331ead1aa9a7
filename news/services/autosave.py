"""Unsaved changes in an article's form: read from the form's data, stored, and restored to the form."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm, ModelForm
from django.utils import timezone

from news.models import Article, Autosave
from saovang.accounts.models import User

# Of the article's form, with the names of the model's fields.
ARTICLE_FIELDS = ["title", "slug", "category", "summary", "body", "author", "source", "published_at", "alert_until"]
PHOTO_FIELDS = ["caption", "alt_text", "order"]
EDITING_TIMEOUT = timedelta(minutes=5)  # after the last autosave


def parse_form_data(data: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the article's form by field name, and those of its photos under "photos" by key."""
    fields: dict[str, Any] = {name: _without_nul(data[name]) for name in ARTICLE_FIELDS if name in data}
    photos: dict[str, dict[str, str | bool]] = {}
    for name, key in data.items():
        prefix, _, suffix = name.rpartition("-")
        if prefix.startswith("photos-") and suffix == "id" and key.isdecimal():
            names = [name for name in PHOTO_FIELDS if f"{prefix}-{name}" in data]
            photos[key] = {name: _without_nul(data[f"{prefix}-{name}"]) for name in names}
            photos[key]["decorative"] = f"{prefix}-decorative" in data  # browsers do not send an unchecked box
    return fields | {"photos": photos}


def save_autosave(article: Article, user: User, data: Mapping[str, str]) -> Autosave:
    """Store the form's data as the user's only autosave of the article."""
    defaults = {
        "fields": parse_form_data(data),
        "base_version": _without_nul(data.get("base_version", ""))[:40],
    }
    autosave, _ = Autosave.objects.update_or_create(article=article, user=user, defaults=defaults)
    return autosave


def discard_autosave(article: Article, user: User) -> None:
    Autosave.objects.filter(article=article, user=user).delete()


def concurrent_editors(article: Article, user: User) -> QuerySet[Autosave]:
    """Return the recent autosaves of other users in the same article."""
    since = timezone.now() - EDITING_TIMEOUT
    return article.autosaves.filter(saved_at__gte=since).exclude(user=user).select_related("user")


def has_unsaved_changes(autosave: Autosave, form: BaseForm, photo_forms: Iterable[ModelForm]) -> bool:
    """Return True if the autosave differs from what the unbound forms show."""
    photos = autosave.fields.get("photos", {})
    names = [name for name in ARTICLE_FIELDS if name in autosave.fields and name in form.fields]
    return any(_displayed_value(form, name) != _normalize_newlines(autosave.fields[name]) for name in names) or any(
        _displayed_value(photo_form, name) != str(value)
        for photo_form in photo_forms
        for name, value in photos.get(str(photo_form.instance.pk), {}).items()
        if name in photo_form.fields
    )


def restore_to_form(autosave: Autosave, form: BaseForm, photo_forms: Iterable[ModelForm]) -> None:
    """Show the autosave in the unbound forms, with the edit version that it was typed under."""
    form.initial.update({name: autosave.fields[name] for name in ARTICLE_FIELDS if name in autosave.fields})
    form.initial["base_version"] = autosave.base_version
    for photo_form in photo_forms:
        photo_form.initial.update(autosave.fields.get("photos", {}).get(str(photo_form.instance.pk), {}))


def _displayed_value(form: BaseForm, name: str) -> str:
    """Return a field's value as the browser sends it back."""
    value = form[name].value()
    if isinstance(value, datetime):
        value = form.fields[name].widget.format_value(value)
    return "" if value is None else _normalize_newlines(str(value))


def _normalize_newlines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _without_nul(text: str) -> str:
    return text.replace("\0", "")  # which PostgreSQL cannot store
