from django.urls import path

from saovang.search.views import search

app_name = "search"
urlpatterns = [path("tim-kiem/", search, name="search")]
