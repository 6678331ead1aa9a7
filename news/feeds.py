from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.timezone import localtime

from news.models import Article


class LatestArticles(Feed):
    """The newest articles as RSS."""

    link = reverse_lazy("news:latest")
    description = "Tin mới nhất của địa phương"
    language = "vi"

    def get_object(self, request):
        return request

    def title(self, request) -> str:
        return f"Tin tức – {request.get_host()}"

    def items(self):
        return Article.objects.published().for_lists()[:30]

    def item_title(self, article) -> str:
        return article.title

    def item_description(self, article) -> str:
        return article.summary

    def item_pubdate(self, article):
        return localtime(article.published_at)

    def item_updateddate(self, article):
        return localtime(article.changed_at)

    def item_categories(self, article) -> list[str]:
        return [article.category.name]
