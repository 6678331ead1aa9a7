"""Base of the admins of content: every save is a version, and nothing newer is overwritten unseen."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from reversion.admin import VersionAdmin
from reversion.models import Revision, Version

from saovang.adminsite.conflicts import ConflictCheckForm, ConflictCheckFormSet


class ScopedVersionAdmin(VersionAdmin):
    """Answer 404 for versions of other models, and detect conflicts.

    django-reversion's admin reverts whatever version the URL names, so the permission to change one model would allow
    to undo changes of another, as the publication of an article.
    """

    form = ConflictCheckForm
    history_latest_first = True

    def recover_view(
        self, request: HttpRequest, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"shown_version": self._get_version_or_404(version_id)}
        return super().recover_view(request, version_id, context | (extra_context or {}))

    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        version = self._get_version_or_404(version_id)
        context = {"shown_version": version, "changed_labels": self._changed_labels(version)}
        return super().revision_view(request, object_id, version_id, context | (extra_context or {}))

    def _changed_labels(self, version: Version) -> list[str]:
        """Return the names of the fields, and of the inlines, in which the version differs from the stored object."""
        current = self.model._base_manager.filter(pk=version.object_id).first()
        if current is None:
            return []
        fields = _changed_fields(current, version.field_dict)
        changed = [inline.model for inline in self.inlines if self._have_rows_changed(inline.model, version)]
        return fields + [str(model._meta.verbose_name) for model in changed]

    def _have_rows_changed(self, model: type[models.Model], version: Version) -> bool:
        """Return whether the version has other rows of an inline than the object has now, or others of their values."""
        parts = version.revision.version_set.filter(content_type=ContentType.objects.get_for_model(model))
        rows = {int(part.object_id): part.field_dict for part in parts}
        owner = self._foreign_key(model).attname
        stored = {pk: row for pk, row in rows.items() if str(row[owner]) == version.object_id}
        current = {row.pk: row for row in self._rows(model, version.object_id)}
        return stored.keys() != current.keys() or any(_changed_fields(row, stored[pk]) for pk, row in current.items())

    def _rows(self, model: type[models.Model], pk: Any) -> models.QuerySet:
        return model._base_manager.filter(**{self._foreign_key(model).attname: pk})

    def _foreign_key(self, model: type[models.Model]) -> models.Field:
        return next(field for field in model._meta.concrete_fields if field.related_model is self.model)

    def _get_version_or_404(self, version_id: str) -> Version:
        content_type = ContentType.objects.get_for_model(self.model)
        return get_object_or_404(Version, pk=version_id, content_type=content_type)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        self._record_unversioned([obj], request)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self._record_unversioned(queryset, request)
        super().delete_queryset(request, queryset)

    @transaction.atomic
    def _record_unversioned(self, objects: Iterable[models.Model], request: HttpRequest) -> None:
        """Store a version of each object whose last one is not up to date, so that it can be recovered once deleted.

        What a command or a service has created has no version, nor have photos that were uploaded since the last save.
        Written row by row, because django-reversion leaves out of a revision what does not exist at its end.
        """
        for obj in objects:
            last = Version.objects.get_for_object(obj).first()
            row_models = [inline.model for inline in self.inlines]
            if last and not any(self._have_rows_changed(model, last) for model in row_models):
                continue
            rows = [row for model in row_models for row in self._rows(model, obj.pk)]
            revision = Revision.objects.create(date_created=timezone.now(), user_id=request.user.pk, comment="Xóa")
            Version.objects.bulk_create(
                Version(
                    revision=revision,
                    object_id=str(part.pk),
                    content_type=ContentType.objects.get_for_model(part),
                    db=DEFAULT_DB_ALIAS,
                    format="json",
                    serialized_data=serializers.serialize("json", [part]),
                    object_repr=str(part),
                )
                for part in [obj, *rows]
            )

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[ModelForm]:
        return super().get_changelist_form(request, **{"form": ConflictCheckForm} | kwargs)

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> type[BaseModelFormSet]:
        return super().get_changelist_formset(request, **{"formset": ConflictCheckFormSet} | kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show rejected rows beside the objects they belong to.

        Django pairs rows and objects by position, and the list may be in another order by now.
        """
        response = super().changelist_view(request, extra_context)
        context = isinstance(response, TemplateResponse) and response.context_data
        changelist = context.get("cl") if context else None
        if changelist and changelist.formset and changelist.formset.is_bound:
            rows = [form for form in changelist.formset.forms if form.instance.pk]
            changelist.formset.forms[:] = rows
            changelist.result_list = [form.instance for form in rows]
        return response


def _changed_fields(current: models.Model, stored: dict[str, Any]) -> list[str]:
    return [
        str(field.verbose_name)
        for field in current._meta.concrete_fields
        if field.editable and stored.get(field.attname) != field.value_from_object(current)
    ]
