from django.contrib import admin

from procedures.models import ContactDetails, FeedbackAddress


@admin.register(ContactDetails)
class ContactDetailsAdmin(admin.ModelAdmin):
    list_display = ["agency", "address", "telephone", "email"]

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not ContactDetails.objects.exists()

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(FeedbackAddress)
class FeedbackAddressAdmin(admin.ModelAdmin):
    list_display = ["title", "address", "telephone", "email", "checked_on", "order"]
