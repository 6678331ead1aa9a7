from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "saovang.links"
    verbose_name = "Liên kết"

    def ready(self) -> None:
        from saovang.content import content
        from saovang.links.models import ServiceLink

        content.watch_lasting(ServiceLink)
