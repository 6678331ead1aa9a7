from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AdminSiteConfig(AppConfig):
    name = "saovang.adminsite"
    verbose_name = "Bàn biên tập"
    default = True


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin app with SaoVangAdminSite as its default site."""

    default = False
    default_site = "saovang.adminsite.site.SaoVangAdminSite"
