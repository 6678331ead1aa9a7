from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "saovang.search"
    verbose_name = "Tìm kiếm"

    def ready(self) -> None:
        from saovang.adminsite.links import link_sources
        from saovang.core.background import runner
        from saovang.core.not_found import not_found
        from saovang.pagecache.version import content_version
        from saovang.search.index import ensure_index
        from saovang.search.links import find_pages, first_results
        from saovang.search.models import PlaceName, Synonym
        from saovang.search.unanswered import unanswered_queries

        content_version.bump_on_change(PlaceName, Synonym)
        link_sources.register(find_pages)
        not_found.register_search(first_results)
        runner.register(unanswered_queries.flush)
        post_migrate.connect(ensure_index, sender=self)
