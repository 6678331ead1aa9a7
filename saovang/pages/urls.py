from django.urls import path

from saovang.pages import views

app_name = "pages"
urlpatterns = [path("trang/<slug:slug>/", views.page, name="page")]
