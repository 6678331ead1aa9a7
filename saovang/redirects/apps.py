from django.apps import AppConfig


class RedirectsConfig(AppConfig):
    """Redirects from old URLs. django.contrib.redirects needs the sites framework with its one fixed host."""

    name = "saovang.redirects"
    verbose_name = "Địa chỉ đã đổi"
