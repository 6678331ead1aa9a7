"""A link on a public page to the form of the object that the page shows, for staff who may change it."""

from typing import Any

from django import template
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def edit_link(context: Context, obj: Model | None, label: str) -> SafeString:
    """Return the link to the form of `obj`, or "" if the user may not change it.

    Without a session cookie nothing is rendered and no user is loaded. Only such requests get pages from the cache or
    leave one there, so the cached page is the same for everyone.
    """
    request = context.get("request")
    if obj is None or request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return SafeString()
    model: Any = type(obj)
    if not admin.site.has_permission(request) or not admin.site.is_registered(model):
        return SafeString()
    if not admin.site.get_model_admin(model).has_change_permission(request, obj):
        return SafeString()
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[obj.pk])
    html = '<p class="page-actions"><a href="{}" aria-label="{}: {}">{}</a></p>'
    return format_html(html, url, label, obj, label)
