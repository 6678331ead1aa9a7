from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.accounts.roles import PUBLISH
from saovang.adminsite.autosave import AutosaveAdmin
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.forms import BoundedInlineFormSet
from saovang.emergency import services
from saovang.emergency.forms import EmergencyForm, UpdateForm
from saovang.emergency.models import MAX_SHELTERS, Activation, Emergency, Shelter, Update


class UpdateInline(admin.StackedInline):
    """Corrects updates; a new one has its field at the top of the form."""

    model = Update
    form = UpdateForm
    formset = BoundedInlineFormSet
    max_num = 200
    extra = 0
    classes = ["collapse"]


class ShelterInline(admin.StackedInline):
    model = Shelter
    formset = BoundedInlineFormSet
    max_num = MAX_SHELTERS
    extra = 3
    classes = ["collapse"]


@admin.register(Emergency)
class EmergencyAdmin(AutosaveAdmin, ScopedVersionAdmin):
    """The record of emergencies. Who may publish switches one on with its form, and off with one click."""

    form = EmergencyForm
    change_form_template = "admin/emergency/emergency/change_form.html"
    list_display = ["title", "since", "state"]
    search_fields = ["title__folded"]
    fields = ["title", "since", "instructions", "new_update"]
    inlines = [ShelterInline, UpdateInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Emergency]:
        activations = Activation.objects.filter(emergency=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(was_on=Exists(activations), is_on=Exists(activations.filter(ended_at=None)))
        )

    @admin.display(description="tình trạng")
    def state(self, emergency: Emergency) -> str:
        if emergency.is_on:  # type: ignore[attr-defined]
            return "Đang bật"
        return "Đã kết thúc" if emergency.was_on else "Chưa bật"  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        switch_off = self.admin_site.admin_view(self.switch_off_view)
        return [path("<int:pk>/ket-thuc/", switch_off, name="emergency_emergency_switch_off"), *super().get_urls()]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        emergency = self.get_object(request, object_id) if object_id else None
        context = {
            "is_active": bool(emergency and emergency.is_active),
            "may_switch": self._may_switch(request, emergency),
        }
        return super().changeform_view(request, object_id, form_url, context | (extra_context or {}))

    def save_related(self, request: HttpRequest, form: EmergencyForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if text := form.cleaned_data["new_update"]:
            form.instance.updates.create(text=text)

    def response_add(self, request: HttpRequest, obj: Emergency, post_url_continue: str | None = None) -> HttpResponse:
        return self._switch_on(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Emergency) -> HttpResponse:
        return self._switch_on(request, obj) or super().response_change(request, obj)

    @method_decorator(require_POST)
    def switch_off_view(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        emergency = self.get_object(request, str(pk))
        if emergency is None:
            raise Http404
        if not self._may_switch(request, emergency):
            raise PermissionDenied
        services.switch_off(emergency, request.user)
        messages.success(request, f"Đã kết thúc “{emergency}”. Trang chủ trở lại như thường ngày.")
        return redirect("admin:emergency_emergency_change", pk)

    def _may_switch(self, request: HttpRequest, emergency: Emergency | None) -> bool:
        return self.has_change_permission(request, emergency) and request.user.has_perm(PUBLISH)

    def _switch_on(self, request: HttpRequest, emergency: Emergency) -> HttpResponse | None:
        """Switch the saved emergency on if its form was sent with that button."""
        if "_switch_on" not in request.POST:
            return None
        if not self._may_switch(request, emergency):
            raise PermissionDenied
        try:
            services.switch_on(emergency, cast(User, request.user))
        except ValidationError as error:
            messages.error(request, f"Đã lưu mà chưa bật. {' '.join(error.messages)}")
        else:
            messages.success(request, f"Đã bật “{emergency}”. Trang chủ nay là trang khẩn cấp.")
        return redirect(reverse("admin:emergency_emergency_change", args=[emergency.pk]))
