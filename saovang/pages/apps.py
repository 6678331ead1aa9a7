from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Django's own flatpages need its sites framework, whose one fixed host then stands in feeds and sitemap."""

    name = "saovang.pages"
    verbose_name = "Trang giới thiệu"

    def ready(self) -> None:
        from saovang.content import content
        from saovang.pages.models import Page
        from saovang.pages.search import PageSource
        from saovang.search.sources import register

        content.watch_lasting(Page)
        register(PageSource())
