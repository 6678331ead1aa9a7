from django.urls import path, register_converter
from django.urls.converters import IntConverter

from news import views
from news.feeds import ArticleAtomFeed, ArticleRssFeed
from news.preview import shared_attachment, shared_captions, shared_preview


class YearConverter(IntConverter):
    regex = "(?:19|20)[0-9]{2}"


class MonthConverter(IntConverter):
    regex = "[1-9]|1[0-2]"


register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")

app_name = "news"
urlpatterns = [
    path("", views.home, name="home"),
    path("tin-tuc/", views.latest, name="latest"),
    path("tin-tuc/nam/<year:year>/", views.archive, name="year"),
    path("tin-tuc/nam/<year:year>/<month:month>/", views.archive, name="month"),
    path("tin-tuc/<slug:slug>/", views.article, name="article"),
    path("tin-tuc/<slug:slug>/in/", views.article_print, name="print"),
    path("chuyen-muc/<slug:slug>/", views.category, name="category"),
    path("tep/<int:pk>/phu-de.vtt", views.captions, name="captions"),
    path("tep/<int:pk>/<str:name>", views.attachment, name="attachment"),
    path("xem-truoc/<str:token>/", shared_preview, name="preview"),
    path("xem-truoc/<str:token>/tep/<int:pk>/phu-de.vtt", shared_captions, name="preview_captions"),
    path("xem-truoc/<str:token>/tep/<int:pk>/<str:name>", shared_attachment, name="preview_attachment"),
    path("rss/", ArticleRssFeed(), name="rss"),
    path("rss/<slug:slug>/", ArticleRssFeed(), name="category_rss"),
    path("atom/", ArticleAtomFeed(), name="atom"),
    path("atom/<slug:slug>/", ArticleAtomFeed(), name="category_atom"),
]
