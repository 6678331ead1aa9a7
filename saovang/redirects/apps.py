from django.apps import AppConfig


class RedirectsConfig(AppConfig):
    """Django's own redirects need its sites framework, whose one fixed host then stands in feeds and sitemap."""

    name = "saovang.redirects"
    verbose_name = "Địa chỉ đã đổi"
