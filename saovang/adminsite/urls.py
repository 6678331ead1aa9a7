from django.contrib import admin
from django.urls import path

from saovang.adminsite import views

app_name = "adminsite"
urlpatterns = [
    path("huong-dan/", admin.site.admin_view(views.help_page), name="help"),
    path("tai-ve/<slug:name>.<slug:format>", admin.site.admin_view(views.download_table), name="download_table"),
]
