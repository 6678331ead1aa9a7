"""Admin of bodies, people and the way to the office."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from procedures.services.feedback_address import mark_checked
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.core.admin import SingleRowAdmin
from saovang.core.content_checks import check_text
from saovang.core.templatetags.vietnamese import full_name
from saovang.directory.forms import DirectionsForm, PictureForm, PictureUpload
from saovang.directory.models import Body, Directions, Person
from saovang.directory.services import erase, find_erasable
from saovang.media.forms import EraseForm
from saovang.search.place_name_admin import PlaceNameCheckAdmin


class ContactAdmin(PlaceNameCheckAdmin):
    """Base of the admins of bodies and people."""

    show_facets = admin.ShowFacets.NEVER
    actions = ["mark_checked_today"]

    @admin.action(description="Đã gọi thử hôm nay và thấy còn đúng", permissions=["change"])
    def mark_checked_today(self, request: AuthenticatedHttpRequest, queryset: QuerySet) -> None:
        rejected = mark_checked(queryset, checked_by=full_name(request.user))
        for contact in rejected:
            messages.error(request, f"Chưa ghi được cho “{contact}”: hãy mở ra và xem lại các mục.")
        if saved := len(queryset) - len(rejected):
            messages.success(request, f"Đã ghi ngày gọi thử cho {saved} mục.")


class PictureAdmin(PlaceNameCheckAdmin):
    """Base of the admins of models with a picture, whose form is a PictureForm."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Decode an uploaded picture before Django begins the transaction of the form."""
        may_save = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if (upload := request.FILES.get("upload")) and may_save:
            request.FILES["upload"] = PictureUpload(upload)
        return super().changeform_view(request, object_id, form_url, extra_context)


@admin.register(Body)
class BodyAdmin(ContactAdmin):
    list_display = ["name", "kind", "order", "telephone", "checked_on"]
    list_filter = ["kind"]
    search_fields = [f"{name}__folded" for name in ("name", "address", "telephone", "email")]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "order", "duties"]}),
        ("Liên hệ", {"fields": ["address", "telephone", "email"]}),
        ("Gọi thử", {"fields": ["checked_on", "checked_by"]}),
    ]


@admin.register(Person)
class PersonAdmin(ContactAdmin, PictureAdmin):
    form = PictureForm
    list_display = ["__str__", "body", "order", "telephone", "checked_on"]
    list_select_related = ["body"]
    list_filter = ["body"]
    search_fields = [f"{name}__folded" for name in ("name", "position", "duty", "telephone", "email", "body__name")]
    fieldsets = [
        (None, {"fields": ["body", "name", "position", "duty", "order", "upload"]}),
        ("Liên hệ", {"fields": ["telephone", "email"]}),
        ("Gọi thử", {"fields": ["checked_on", "checked_by"]}),
        (None, {"fields": ["biography"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Person, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for finding in check_text(obj.biography):
            messages.warning(request, f"Hãy xem lại: tiểu sử có {finding}.")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.erase_view)
        return [path("<int:pk>/xoa-han/", view, name="directory_person_erase"), *super().get_urls()]

    def erase_view(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        """Ask for a reason and erase a person, who may have been deleted before."""
        if not request.user.has_perm("directory.erase_person"):
            raise PermissionDenied
        person = find_erasable(pk)
        if person is None:
            raise Http404
        form = EraseForm(request.POST or None)
        if form.is_valid():
            erase(person, form.cleaned_data["reason"], request.user)
            messages.success(request, "Đã xóa hẳn.")
            return redirect(reverse("admin:directory_person_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Xóa hẳn một người",
            "person": person,
            "form": form,
        }
        return TemplateResponse(request, "admin/directory/person/erase.html", context)


@admin.register(Directions)
class DirectionsAdmin(SingleRowAdmin, PictureAdmin):
    form = DirectionsForm
    can_delete = True
    list_display = ["__str__", "address", "latitude", "longitude"]
    fieldsets = [
        (None, {"fields": ["upload", "alt_text", "description"]}),
        ("Chỉ đường", {"fields": ["address", "latitude", "longitude"]}),
    ]
