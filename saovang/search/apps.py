from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "saovang.search"
    verbose_name = "Tìm kiếm"

    def ready(self) -> None:
        from saovang.content import content
        from saovang.search.index import prepare
        from saovang.search.models import PlaceName

        content.watch_lasting(PlaceName)
        post_migrate.connect(prepare, sender=self)
