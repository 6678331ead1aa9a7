from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Tin tức"

    def ready(self) -> None:
        from news import history
        from news import panels as of_news
        from news.models import Article, Attachment, BoundaryChange, Category, ChangeNote, Photo
        from news.search import ArticleSource
        from saovang.content import content
        from saovang.desk.panels import panels
        from saovang.search.sources import register

        content.watch(Article, Attachment, ChangeNote, Photo)
        content.watch_lasting(BoundaryChange, Category)
        content.changes_by_clock(Article.objects.newest_time)
        content.changes_by_clock(Article.objects.next_end)
        history.register()
        panels.show(
            of_news.waiting,
            of_news.my_drafts,
            of_news.scheduled,
            of_news.photos_without_text,
            of_news.by_category_and_month,
        )
        register(ArticleSource())
