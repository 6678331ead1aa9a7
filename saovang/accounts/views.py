from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse

View = Callable[..., HttpResponseBase]
MINUTE = timedelta(minutes=1)


def at_the_desk(view: View) -> View:
    """Give a page of allauth what every page of the desk shows: who is signed in, the menu, the way back."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            response.context_data = admin.site.each_context(request) | (response.context_data or {})
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return wrapped


def locked_out(request: HttpRequest, response: object = None, credentials: object = None) -> HttpResponse:
    """What axes answers after too many wrong passwords; the same for names that exist and that do not."""
    context = {
        "failures": settings.AXES_FAILURE_LIMIT,
        "minutes": settings.AXES_COOLOFF_TIME // MINUTE,
        "title": "Tạm khóa đăng nhập",
    }
    response = render(request, "accounts/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response
