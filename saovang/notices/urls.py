from django.contrib import admin
from django.urls import path

from saovang.notices.views import notice_settings

urlpatterns = [path("thu-bao/", admin.site.admin_view(notice_settings), name="notice_settings")]
