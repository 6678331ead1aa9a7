from django.apps import AppConfig


class RedirectsConfig(AppConfig):
    """Redirects from old URLs. django.contrib.redirects needs the sites framework with its one fixed host."""

    name = "saovang.redirects"
    verbose_name = "Địa chỉ đã đổi"

    def ready(self) -> None:
        from saovang.links.services import watch
        from saovang.redirects.models import Redirect

        watch(Redirect, fields=["new_path"])
