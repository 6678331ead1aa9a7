from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class SearchConfig(AppConfig):
    name = "saovang.search"
    verbose_name = "Tìm kiếm"

    def ready(self) -> None:
        from saovang.pagecache.version import content_version
        from saovang.search.index import ensure_index, refresh_saved, remove_deleted
        from saovang.search.models import PlaceName

        content_version.bump_on_change(PlaceName)
        post_save.connect(refresh_saved)
        post_delete.connect(remove_deleted)
        post_migrate.connect(ensure_index, sender=self)
