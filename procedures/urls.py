from django.urls import path

from procedures import views

app_name = "procedures"
urlpatterns = [path("thu-tuc-hanh-chinh/", views.index, name="index")]
