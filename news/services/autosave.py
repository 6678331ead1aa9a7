"""What is typed into an article's form and not saved yet: taken from the form's data, kept, and offered back."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm, ModelForm
from django.utils import timezone

from news.models import Article, TypedText
from saovang.accounts.models import User

FIELDS = ["title", "slug", "category", "summary", "body", "author", "source", "published_at", "urgent_until"]
PHOTO_FIELDS = ["caption", "alt_text", "order"]


def typed_fields(data: Mapping[str, str]) -> dict[str, Any]:
    """The values of the form's `data` by name; those of photos under "photos", by the photo's key."""
    fields: dict[str, Any] = {name: data[name].replace("\0", "") for name in FIELDS if name in data}
    photos: dict[str, dict[str, str | bool]] = {}
    for name, key in data.items():
        prefix, _, last = name.rpartition("-")
        if prefix.startswith("photos-") and last == "id" and key.isdecimal():
            names = [name for name in PHOTO_FIELDS if f"{prefix}-{name}" in data]
            photos[key] = {name: data[f"{prefix}-{name}"].replace("\0", "") for name in names}
            photos[key]["decorative"] = f"{prefix}-decorative" in data  # browsers leave out a box without its tick
    return fields | {"photos": photos}


def keep_typed(article: Article, user: User, data: Mapping[str, str]) -> TypedText:
    typed, _ = TypedText.objects.update_or_create(
        article=article,
        user=user,
        defaults={"fields": typed_fields(data), "seen": data.get("seen", "").replace("\0", "")[:40]},
    )
    return typed


def forget_typed(article: Article, user: User) -> None:
    TypedText.objects.filter(article=article, user=user).delete()


def others_typing(article: Article, user: User, minutes: int = 5) -> QuerySet[TypedText]:
    """What others have typed into `article` in the last minutes and not saved."""
    since = timezone.now() - timedelta(minutes=minutes)
    return article.typed_texts.filter(saved_at__gte=since).exclude(user=user).select_related("user")


def differs(typed: TypedText, form: BaseForm, photo_forms: Iterable[ModelForm]) -> bool:
    """Whether anything typed is not what the unsent forms show."""
    photos = typed.fields.get("photos", {})
    names = [name for name in FIELDS if name in typed.fields and name in form.fields]
    return any(_shown(form, name) != _line_ends(typed.fields[name]) for name in names) or any(
        _shown(photo_form, name) != str(value)
        for photo_form in photo_forms
        for name, value in photos.get(str(photo_form.instance.pk), {}).items()
        if name in photo_form.fields
    )


def put_back(typed: TypedText, form: BaseForm, photo_forms: Iterable[ModelForm]) -> None:
    """Show what was typed in the unsent forms, under the stamp that its writer had seen."""
    form.initial.update({name: typed.fields[name] for name in FIELDS if name in typed.fields})
    form.initial["seen"] = typed.seen
    for photo_form in photo_forms:
        photo_form.initial.update(typed.fields.get("photos", {}).get(str(photo_form.instance.pk), {}))


def _shown(form: BaseForm, name: str) -> str:
    """The value of a field as the browser would send it back."""
    value = form[name].value()
    if isinstance(value, datetime):
        value = form.fields[name].widget.format_value(value)
    return "" if value is None else _line_ends(str(value))


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n")
