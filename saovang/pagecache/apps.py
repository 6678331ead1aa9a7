from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    name = "saovang.pagecache"

    def ready(self) -> None:
        from saovang.core.background import runner
        from saovang.pagecache.version import content_version

        runner.register(content_version.poll)
