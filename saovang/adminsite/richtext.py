"""Base of admins whose forms have the rich-text editor."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from js_asset import ImportMap, Media

from saovang.core.fields import RichTextField

# Modules that our scripts import by name: the import map has their hashed URLs.
_NAMES = (
    "article-checklist",
    "csrf",
    "dom",
    "hrefs",
    "legacy-fonts",
    "link-dialog",
    "load",
    "page-dialog",
    "photo-dragging",
    "pictures",
    "shrink",
    "shrink-worker",
    "text-tools",
    "upload-queue",
    "upload-sender",
    "videos",
    "word",
)
SHARED_MODULES = ImportMap({f"saovang/{name}": f"js/{name}.js" for name in _NAMES})


class RichTextAdmin(admin.ModelAdmin):
    """Add the CSP nonce of the response to the import map of the editor, which is an inline script.

    The link dialog of the editor gets the URL that finds pages and files of the portal.
    """

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, RichTextField):
            field.widget.attrs["data-links-url"] = reverse("admin:find_links")
            field.widget.attrs["data-sentence-case-url"] = reverse("admin:sentence_case")
        return field

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]  # of django-csp's middleware
        media = Media.from_media(context["media"], nonce=nonce)
        context["media"] = media + Media(importmap=SHARED_MODULES)
        return super().render_change_form(request, context, *args, **kwargs)
