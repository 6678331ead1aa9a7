from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "saovang.search"
    verbose_name = "Tìm kiếm"

    def ready(self) -> None:
        from saovang.adminsite.dashboard import dashboard
        from saovang.adminsite.links import link_sources
        from saovang.core.background import runner
        from saovang.core.not_found import not_found
        from saovang.core.typography import register_places
        from saovang.pagecache.version import content_version
        from saovang.search.counting import frequent_queries, unanswered_queries
        from saovang.search.dashboard import frequent_unanswered_queries
        from saovang.search.file_texts import new_files
        from saovang.search.index import ensure_index
        from saovang.search.links import find_pages, first_results
        from saovang.search.models import PlaceName, Synonym, get_place_names

        content_version.bump_on_change(PlaceName, Synonym)
        dashboard.register(frequent_unanswered_queries, order=60)  # after what others wait for
        link_sources.register(find_pages)
        not_found.register_search(first_results)
        register_places(get_place_names)
        runner.register(unanswered_queries.flush)
        runner.register(frequent_queries.flush)
        runner.register(new_files.extract)
        post_migrate.connect(ensure_index, sender=self)
