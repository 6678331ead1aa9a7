from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AdminSiteConfig(AppConfig):
    name = "saovang.adminsite"
    verbose_name = "Bàn biên tập"
    default = True


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin with our site in it."""

    default = False
    default_site = "saovang.adminsite.site.SaoVangAdminSite"
