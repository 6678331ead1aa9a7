from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.csrf import csrf_failure as default_csrf_failure

from saovang.accounts import mfa, sessions
from saovang.accounts.adapters import CANNOT_DELETE
from saovang.accounts.devices import remember_device
from saovang.accounts.forms import ChangePasswordForm
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.journal.services import Event, record

View = Callable[..., HttpResponseBase]


def with_admin_context(view: View) -> View:
    """Add the context of the admin site (user, menu, title) to a view of allauth and forbid caching its response."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            response.context_data = admin.site.each_context(request) | (response.context_data or {})
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return wrapper


class ChangePasswordView(PasswordChangeView):
    form_class = ChangePasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Save the new password. The other devices become unknown, this one stays known."""
        response = super().form_valid(form)
        sessions.touch(self.request)  # the session has a new key
        sessions.end(sessions.others(self.request))
        remember_device(self.request, response, form.user)
        return response


change_password = ChangePasswordView.as_view()


class RemovePasskeyView(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Form) -> HttpResponse:
        if not mfa.can_delete(self.object):
            messages.error(self.request, CANNOT_DELETE)
            return redirect(self.success_url)
        return super().form_valid(form)


class MFAIndexView(IndexView):
    request: AuthenticatedHttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        state = {"is_required": mfa.is_required(user), "is_enabled": mfa.is_enabled(user)}
        return super().get_context_data(**kwargs) | state


remove_passkey = RemovePasskeyView.as_view()
mfa_index = MFAIndexView.as_view()


def session_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the sessions of the user. POST ends the others."""
    others = sessions.others(request)
    if request.method == "POST":
        count = sessions.end(others)
        record(Event.SIGNED_OUT_ELSEWHERE, detail=f"{count} nơi")
        messages.success(request, f"Đã đăng xuất ở {count} nơi khác.")
        return redirect("session_list")
    context = {
        "title": "Nơi đang đăng nhập",
        "current": sessions.current(request),
        "others": others,
        "minutes": settings.SESSION_IDLE_MINUTES,
    }
    return TemplateResponse(request, "accounts/sessions.html", context)


def locked_out(request: HttpRequest, response: object = None, credentials: object = None) -> HttpResponse:
    """Answer 429 with Retry-After after too many failures, whether the username exists or not."""
    context = {
        "minutes": settings.AXES_COOLOFF_TIME // timedelta(minutes=1),
        "title": "Tạm khóa đăng nhập",
    }
    response = render(request, "accounts/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403, or redirect a user who has signed in from another tab, which changed the token of this one."""
    names = ("account_login", "mfa_authenticate")
    if request.user.is_authenticated and request.resolver_match and request.resolver_match.url_name in names:
        url = request.POST.get("next") or request.GET.get("next")
        is_own = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
        return redirect(url if url and is_own else settings.LOGIN_REDIRECT_URL)
    return default_csrf_failure(request, reason)
