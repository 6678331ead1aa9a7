from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Tin tức"

    def ready(self) -> None:
        from news import dashboard as news_dashboard
        from news.context_processors import category_links
        from news.files import ATTACHMENTS, PHOTOS, AttachmentSource, PhotoSource, file_names
        from news.links import TARGETS, find_articles, find_attachments, find_categories
        from news.models import Article, Attachment, BoundaryChange, Category, ChangeNote, FeedIdentity, Photo
        from news.notices import NOTICES
        from news.search import ArticleSource
        from news.services import erasing, history
        from saovang.adminsite.dashboard import dashboard
        from saovang.adminsite.links import link_sources
        from saovang.core.menu import MenuItem, menu
        from saovang.core.not_found import not_found
        from saovang.links.services import watch
        from saovang.media import erasure, visibility
        from saovang.notices.kinds import kinds
        from saovang.pagecache.version import content_version
        from saovang.redirects import dead_links
        from saovang.search import file_texts
        from saovang.search.index import register
        from saovang.uploads import services as uploads

        content_version.bump_on_change(Attachment, BoundaryChange, Category, ChangeNote, Photo)
        # Withdrawn, or moved to a later time. Drafts that were never public have no time.
        content_version.bump_on_change(
            Article, hides=lambda article: article.published_at is not None and not article.is_public
        )
        content_version.track_time_based(Article.objects.latest_publication)
        content_version.track_time_based(Article.objects.next_alert_expiry)
        watch(Article, Attachment, BoundaryChange, Category, ChangeNote, Photo)
        history.register()
        uploads.register(PHOTOS, ATTACHMENTS)
        visibility.register(PhotoSource(), AttachmentSource())
        visibility.follow(Article, ["status", "published_at"], file_names)
        erasure.register(erasing.apply, Article, Attachment, Photo)
        dashboard.register(
            news_dashboard.start,
            news_dashboard.returned,
            news_dashboard.waiting,
            news_dashboard.my_drafts,
            news_dashboard.scheduled,
            news_dashboard.photos_missing_alt_text,
            news_dashboard.by_category_and_month,
        )
        kinds.register(*NOTICES)
        register(ArticleSource())
        file_texts.follow(Attachment)
        link_sources.register(find_categories, find_attachments)
        not_found.register_pages(find_articles)
        dead_links.register(*TARGETS)
        paths = ["/chuyen-muc/", "/xem-truoc/"]
        menu.register(MenuItem("Tin tức", "news:latest", order=10, paths=paths, load_children=category_links))
        post_migrate.connect(FeedIdentity.ensure_exists, sender=self)
