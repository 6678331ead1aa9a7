from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Tin tức"

    def ready(self) -> None:
        from news import history
        from news.models import Article, Attachment, Category, ChangeNote, Photo
        from saovang.content import content

        content.watch(Article, Attachment, Category, ChangeNote, Photo)
        content.changes_by_clock(Article.objects.newest_time)
        history.register()
