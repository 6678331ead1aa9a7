from django.contrib import admin
from django.http import HttpRequest

from procedures.models import ContactDetails
from saovang.adminsite.versions import ScopedVersionAdmin


@admin.register(ContactDetails)
class ContactDetailsAdmin(ScopedVersionAdmin):
    list_display = ["agency", "address", "telephone", "email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ContactDetails.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: ContactDetails | None = None) -> bool:
        return False
