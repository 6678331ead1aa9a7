from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Tin tức"

    def ready(self) -> None:
        from news import history
        from news.models import Article, Attachment, BoundaryChange, Category, ChangeNote, Photo
        from news.search import ArticleSource
        from saovang.content import content
        from saovang.search.sources import register

        content.watch(Article, Attachment, BoundaryChange, Category, ChangeNote, Photo)
        content.changes_by_clock(Article.objects.moved_by_clock)
        history.register()
        register(ArticleSource())
