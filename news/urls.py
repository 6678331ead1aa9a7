from django.urls import path, register_converter
from django.urls.converters import IntConverter

from news import views
from news.feeds import LatestArticles
from saovang.search.views import search


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
    path("tim-kiem/", search, name="search"),
    path("rss/", LatestArticles(), name="rss"),
]
