from django.urls import path

from saovang.search.views import search, suggestions

app_name = "search"
urlpatterns = [
    path("tim-kiem/", search, name="search"),
    path("tim-kiem/goi-y", suggestions, name="suggestions"),
]
