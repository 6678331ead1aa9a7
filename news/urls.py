from django.urls import path

from news import views
from news.feeds import LatestArticles
from news.preview import shared_preview

app_name = "news"
urlpatterns = [
    path("", views.home, name="home"),
    path("tin-tuc/", views.latest, name="latest"),
    path("tin-tuc/<slug:slug>/", views.article, name="article"),
    path("tin-tuc/<slug:slug>/in/", views.article_print, name="print"),
    path("chuyen-muc/<slug:slug>/", views.category, name="category"),
    path("tim-kiem/", views.search, name="search"),
    path("xem-truoc/<str:token>/", shared_preview, name="preview"),
    path("rss/", LatestArticles(), name="rss"),
]
