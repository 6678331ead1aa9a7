"""Autosave for the forms of the admin site: what is typed is stored apart from the object and offered again.

Each open form has a random key and stores its own autosave, so that two tabs of one person never overwrite each
other's. A form that was filled from an autosave, because the user restored it or because the form was shown again with
an error, sends the reference of that autosave. It takes the autosave over, unless another form has changed it since.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.adminsite.form_data import changed_labels, restore, unmatched_texts
from saovang.adminsite.models import Autosave, AutosaveQuerySet
from saovang.adminsite.richtext import RichTextAdmin
from saovang.core.templatetags.vietnamese import full_name

MAX_AUTOSAVES = 20  # of one user in one object
EDITING_TIMEOUT = timedelta(minutes=5)  # after the last autosave
RESTORE = "lay-lai"  # parameter of a form's URL: the key of an autosave
NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "form_key", "includes_autosave"})


class Offer(NamedTuple):
    """An autosave that the user can restore, and the names of what differs from the stored object."""

    autosave: Autosave
    labels: list[str]


def parse_form_data(data: QueryDict, excluded: Collection[str] = ()) -> dict[str, list[str]]:
    """Return the values of the form's inputs, but buttons, without NUL, which PostgreSQL cannot store."""
    return {
        _without_nul(name): [_without_nul(value) for value in values]
        for name, values in data.lists()
        if name not in NOT_CONTENT and name not in excluded and not name.startswith("_")
    }


@transaction.atomic
def save_autosave(
    user: User, model: type[models.Model], object_id: str, data: QueryDict, excluded: Collection[str] = ()
) -> Autosave:
    """Store the form's data, without the `excluded` inputs, under the form's key.

    Raises ValidationError if the user has too many autosaves of the object: the oldest may be the only copy of a text.
    Raises ObjectDoesNotExist if the object has been deleted.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # a form may send two requests at once
    if object_id:
        model._base_manager.select_for_update(no_key=True).only("pk").get(pk=object_id)
    key = _without_nul(data.get("form_key", ""))[:32]
    autosaves = list(_own(user, model, object_id).defer("fields"))
    autosave = next((autosave for autosave in autosaves if autosave.form_key == key), None)
    autosave = autosave or _find(autosaves, data.get("includes_autosave", ""))
    if autosave is None:
        if len(autosaves) >= MAX_AUTOSAVES:
            raise ValidationError(
                f"Chưa tự giữ được chữ mới: ở đây đã có {MAX_AUTOSAVES} bản chữ chưa lưu của bạn. "
                "Hãy lưu lại, hoặc mở trang này ở một thẻ mới rồi bỏ bớt những bản không cần."
            )
        content_type = ContentType.objects.get_for_model(model)
        autosave = Autosave(user=user, content_type=content_type, object_id=object_id)
    autosave.form_key = key
    autosave.fields = parse_form_data(data, excluded)
    autosave.save()
    return autosave


@transaction.atomic
def discard_autosave(autosaves: AutosaveQuerySet, reference: str) -> bool:
    """Delete an autosave and those equal to it. Return False if it has changed since `reference` was read."""
    rows = list(autosaves.select_for_update())
    autosave = _find(rows, reference)
    if autosave is None:
        return False
    _delete(row for row in rows if row.fields == autosave.fields)
    return True


def discard_saved(autosaves: AutosaveQuerySet, data: QueryDict, excluded: Collection[str] = ()) -> None:
    """Delete the autosaves whose text is stored now that the form with this data is saved.

    These are the form's own autosave, the one it was filled from, and those equal to the form. Others stay.
    """
    key, reference = data.get("form_key"), data.get("includes_autosave")
    fields = parse_form_data(data, excluded)
    _delete(row for row in autosaves if row.form_key == key or row.reference == reference or row.fields == fields)


def included_autosave(autosaves: Iterable[Autosave], data: QueryDict) -> str:
    """Return the reference of the autosave whose text a form with this data holds, or ""."""
    own = next((autosave for autosave in autosaves if autosave.form_key == data.get("form_key")), None)
    included = own or _find(autosaves, data.get("includes_autosave", ""))
    return included.reference if included else ""


def editing_notes(autosaves: AutosaveQuerySet, user: User, noun: str, form_key: str = "") -> list[str]:
    """Return a sentence for each person who typed recently in another form of the same object, also for the user."""
    recent = autosaves.filter(saved_at__gte=timezone.now() - EDITING_TIMEOUT)
    latest: dict[int, Autosave] = {}
    for autosave in recent.exclude(user=user, form_key=form_key).select_related("user").defer("fields"):
        latest.setdefault(autosave.user_id, autosave)
    return [_editing_note(autosave, noun, is_own=autosave.user_id == user.pk) for autosave in latest.values()]


def get_offers(autosaves: Sequence[Autosave], form: ModelForm, formsets: Sequence[BaseInlineFormSet]) -> list[Offer]:
    """Return the autosaves that differ from what the unbound forms show. Of equal ones only the first is returned.

    At the limit the others are returned too, without labels, so that the user can discard them.
    """
    offers: list[Offer] = []
    for autosave in autosaves:
        if any(offer.autosave.fields == autosave.fields for offer in offers):
            continue
        labels = changed_labels(autosave.data, form, formsets)
        if labels or len(autosaves) >= MAX_AUTOSAVES:
            offers.append(Offer(autosave, labels))
    return offers


def delete_autosaves(sender: type[models.Model], instance: models.Model, **signal: object) -> None:
    """Delete the autosaves of an object that is deleted. Connected to `post_delete`."""
    Autosave.objects.of_form(sender, str(instance.pk)).delete()


class AutosaveAdmin(RichTextAdmin):
    """Base of the admins whose forms are autosaved."""

    change_form_template = "adminsite/autosave_form.html"
    autosave_noun = "mục"  # what people call the object
    not_autosaved: frozenset[str] = frozenset()  # inputs that hold answers to questions of the form

    class Media:
        css = {"all": ["css/admin-article.css"]}

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        post_delete.connect(delete_autosaves, sender=self.model)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view(self.autosave_view), self._url_name("autosave")
        return [
            path("add/chu-chua-luu/", view, name=name),
            path("<path:object_id>/chu-chua-luu/", view, name=name),
            *super().get_urls(),
        ]

    def _url_name(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def is_autosaved(self, request: HttpRequest, obj: models.Model | None) -> bool:
        """Return whether the user's form of the object, or of a new one, is autosaved."""
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def autosave_view(self, request: AuthenticatedHttpRequest, object_id: str | None = None) -> HttpResponse:
        """POST stores the form's values, or drops the autosave named in `discard`. GET returns a CSRF token.

        A sign-in in another tab invalidates the token of an open form; with a new one the form can still be sent.
        """
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and obj is None:
            raise Http404
        if not self.is_autosaved(request, obj):
            raise PermissionDenied
        key = str(obj.pk) if obj else ""
        if "discard" in request.POST:
            return self._discard(request, key)
        data: dict[str, Any] = {"token": get_token(request)}
        if request.method == "POST":
            try:
                autosave = save_autosave(request.user, self.model, key, request.POST, self.not_autosaved)
                data |= self.get_autosave_answer(request, obj, autosave)
            except ObjectDoesNotExist as error:
                raise Http404 from error
            except ValidationError as error:
                return JsonResponse({"error": " ".join(error.messages)}, status=422)
        return JsonResponse(data)

    def get_autosave_answer(
        self, request: AuthenticatedHttpRequest, obj: models.Model | None, autosave: Autosave
    ) -> dict[str, Any]:
        """Return what the page shows when its form has been autosaved."""
        return {
            "at": f"{timezone.localtime(autosave.saved_at):%H:%M:%S}",
            "notes": self._editing_notes(request, autosave.object_id, autosave.form_key),
        }

    def _discard(self, request: AuthenticatedHttpRequest, key: str) -> HttpResponse:
        """Discard an autosave. Answer the script of the form with JSON, and a browser without it with a redirect."""
        discarded = discard_autosave(_own(request.user, self.model, key), request.POST["discard"])
        error = (
            "" if discarded else "Chưa bỏ: chữ ấy vừa đổi ở một thẻ khác, hoặc đã được lưu. Hãy tải lại trang rồi xem."
        )
        if not request.accepts("text/html"):
            return JsonResponse({"error": error}, status=200 if discarded else 409)
        if error:
            messages.error(request, error)
        view = self._url_name("change" if key else "add")
        return redirect(f"admin:{view}", *([key] if key else []))

    def _editing_notes(self, request: HttpRequest, key: str, form_key: str = "") -> list[str]:
        """Return who else types in the object. New objects have nothing in common."""
        autosaves = Autosave.objects.of_form(self.model, key)
        return editing_notes(autosaves, cast(User, request.user), self.autosave_noun, form_key) if key else []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj: models.Model | None = kwargs["obj"]
        if self.is_autosaved(request, obj) and not context["is_popup"]:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context |= self.get_autosave_context(request, obj, context["adminform"].form, formsets)
            if RESTORE in request.GET:
                kwargs["form_url"] = request.path  # without the query, which Django would preserve after saving
        return super().render_change_form(request, context, *args, **kwargs)

    def get_autosave_context(
        self, request: HttpRequest, obj: models.Model | None, form: ModelForm, formsets: list[BaseInlineFormSet]
    ) -> dict[str, Any]:
        """Offer the user's autosaves. Restore the one that the URL names to the forms."""
        key = str(obj.pk) if obj else ""
        context: dict[str, Any] = {
            "autosave_url": reverse(f"admin:{self._url_name('autosave')}", args=[key] if key else [])
        }
        autosaves = list(_own(cast(User, request.user), self.model, key))
        if request.method == "POST":
            return context | {"includes_autosave": included_autosave(autosaves, request.POST)}
        requested = request.GET.get(RESTORE)
        restored = next((autosave for autosave in autosaves if str(autosave.pk) == requested), None)
        others = [row for row in autosaves if restored is None or row.fields != restored.fields]
        context |= {
            "offers": get_offers(others, form, formsets),
            "restored_autosave": restored,
            "restoring_failed": requested is not None and restored is None,
            "editing_notes": self._editing_notes(request, key, restored.form_key if restored else ""),
        }
        if restored:
            restore(restored.data, form, formsets)
            context["includes_autosave"] = restored.reference
            context["unmatched_texts"] = unmatched_texts(restored.data, self.row_models, formsets)
        return context

    @property
    def row_models(self) -> list[type[models.Model]]:
        """Return the models whose rows the form has."""
        return [inline.model for inline in self.inlines]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        key = str(form.instance.pk) if change else ""
        discard_saved(_own(cast(User, request.user), self.model, key), request.POST, self.not_autosaved)


def _own(user: User, model: type[models.Model], object_id: str) -> AutosaveQuerySet:
    return Autosave.objects.of_form(model, object_id).filter(user=user)


def _find(autosaves: Iterable[Autosave], reference: str) -> Autosave | None:
    return next((autosave for autosave in autosaves if autosave.reference == reference), None)


def _delete(autosaves: Iterable[Autosave]) -> None:
    for autosave in autosaves:
        # Only as it was read: another tab may have stored new text meanwhile.
        Autosave.objects.filter(pk=autosave.pk, saved_at=autosave.saved_at).delete()


def _editing_note(autosave: Autosave, noun: str, is_own: bool) -> str:
    time = f"{timezone.localtime(autosave.saved_at):%H:%M}"
    if is_own:
        return (
            f"Bạn cũng sửa {noun} này ở một thẻ khác, hoặc trước khi tải lại trang, lúc {time}. "
            "Thẻ ấy còn mở thì hãy sửa tiếp ở đó."
        )
    return f"{full_name(autosave.user)} đang gõ trong {noun} này (lúc {time}). Hãy hỏi nhau trước khi cùng sửa."


def _without_nul(text: str) -> str:
    return text.replace("\0", "")
