from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Flat pages and service links. django.contrib.flatpages needs the sites framework with its one fixed host."""

    name = "saovang.pages"
    verbose_name = "Trang giới thiệu"

    def ready(self) -> None:
        from saovang.pagecache.version import content_version
        from saovang.pages.models import Page, ServiceLink
        from saovang.pages.search import PageSource, ServiceLinkSource
        from saovang.search.index import register

        content_version.bump_on_change(Page, ServiceLink)
        register(PageSource())
        register(ServiceLinkSource())
