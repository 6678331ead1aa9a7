from django.urls import path

from saovang.directory import views

app_name = "directory"
urlpatterns = [path("lien-he/", views.index, name="index")]
