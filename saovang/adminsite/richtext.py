"""Base of admins whose forms have the rich-text editor."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from js_asset import ImportMap, Media

# Modules that our scripts import by name: the import map has their hashed URLs.
SHARED_MODULES = ImportMap({"saovang/csrf": "js/csrf.js", "saovang/dom": "js/dom.js"})


class RichTextAdmin(admin.ModelAdmin):
    """Add the CSP nonce of the response to the import map of the editor, which is an inline script."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]  # of django-csp's middleware
        media = Media.from_media(context["media"], nonce=nonce)
        context["media"] = media + Media(importmap=SHARED_MODULES)
        return super().render_change_form(request, context, *args, **kwargs)
