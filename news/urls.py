from django.urls import path, register_converter
from django.urls.converters import IntConverter

from news import views
from news.feeds import ArticlesAtom, ArticlesRss
from news.preview import shared_preview


class Year(IntConverter):
    regex = "(?:19|20)[0-9]{2}"


class Month(IntConverter):
    regex = "[1-9]|1[0-2]"


register_converter(Year, "year")
register_converter(Month, "month")

app_name = "news"
urlpatterns = [
    path("", views.home, name="home"),
    path("tin-tuc/", views.latest, name="latest"),
    path("tin-tuc/nam/<year:year>/", views.archive, name="year"),
    path("tin-tuc/nam/<year:year>/<month:month>/", views.archive, name="month"),
    path("tin-tuc/<slug:slug>/", views.article, name="article"),
    path("tin-tuc/<slug:slug>/in/", views.article_print, name="print"),
    path("chuyen-muc/<slug:slug>/", views.category, name="category"),
    path("xem-truoc/<str:token>/", shared_preview, name="preview"),
    path("rss/", ArticlesRss(), name="rss"),
    path("rss/<slug:slug>/", ArticlesRss(), name="category_rss"),
    path("atom/", ArticlesAtom(), name="atom"),
    path("atom/<slug:slug>/", ArticlesAtom(), name="category_atom"),
]
