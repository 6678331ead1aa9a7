from django.contrib import admin
from django.urls import path

from saovang.adminsite import views

app_name = "desk"
urlpatterns = [
    path("huong-dan/", admin.site.admin_view(views.help_page), name="help"),
    path("tai-ve/<slug:name>.<slug:kind>", admin.site.admin_view(views.table), name="table"),
]
