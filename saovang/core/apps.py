from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "saovang.core"

    def ready(self) -> None:
        from saovang.core import checks  # noqa: F401 – registers them
        from saovang.core.lookups import add_fold_function

        connection_created.connect(add_fold_function)
