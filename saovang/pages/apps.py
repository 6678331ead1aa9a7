from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Django's own flatpages need its sites framework, whose one fixed host then stands in feeds and sitemap."""

    name = "saovang.pages"
    verbose_name = "Trang giới thiệu"

    def ready(self) -> None:
        from saovang.pagecache.version import content_version
        from saovang.pages.models import Page, ServiceLink
        from saovang.pages.search import PageSource
        from saovang.search.sources import register

        content_version.bump_on_change(Page, ServiceLink)
        register(PageSource())
