from django.apps import AppConfig


class SaoVangConfig(AppConfig):
    name = "saovang"
    verbose_name = "Sao Vàng"

    def ready(self) -> None:
        from saovang import checks  # noqa: F401 – registers them
