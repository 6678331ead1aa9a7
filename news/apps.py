from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Tin tức"

    def ready(self) -> None:
        from news import dashboard as of_news
        from news.models import Article, Attachment, BoundaryChange, Category, ChangeNote, Photo
        from news.search import ArticleSource
        from news.services import history
        from saovang.adminsite.dashboard import dashboard
        from saovang.pagecache.version import content_version
        from saovang.search.sources import register

        content_version.bump_on_change(Article, Attachment, ChangeNote, Photo)
        content_version.bump_on_change(BoundaryChange, Category)
        content_version.track_time_based(Article.objects.newest_time)
        content_version.track_time_based(Article.objects.next_end)
        history.register()
        dashboard.register(
            of_news.waiting,
            of_news.my_drafts,
            of_news.scheduled,
            of_news.photos_without_text,
            of_news.by_category_and_month,
        )
        register(ArticleSource())
