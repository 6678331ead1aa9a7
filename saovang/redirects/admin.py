from django.contrib import admin

from saovang.desk.forms import ComposedForm
from saovang.redirects.models import Redirect


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    form = ComposedForm
    list_display = ["old_path", "new_path"]
    search_fields = ["old_path", "new_path"]
