from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "saovang.core"

    def ready(self) -> None:
        from saovang.core import checks  # noqa: F401 – registers them
