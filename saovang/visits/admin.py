from django.contrib import admin

from saovang.visits.models import CarriedOverVisits, DailyVisits


@admin.register(DailyVisits)
class DailyVisitsAdmin(admin.ModelAdmin):
    """To look at: what was counted is nobody's to change."""

    list_display = ["day", "count"]
    date_hierarchy = "day"

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(CarriedOverVisits)
class CarriedOverVisitsAdmin(admin.ModelAdmin):
    list_display = ["total", "note"]

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not CarriedOverVisits.objects.exists()
