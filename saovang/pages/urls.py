from django.urls import path
from django.views.generic import DetailView

from saovang.pages.models import Page
from saovang.pages.views import about, header_image, page_file

app_name = "pages"
page = DetailView.as_view(model=Page, template_name="pages/page.html", context_object_name="flat_page")
urlpatterns = [
    path("xa-ta/", about, name="about"),
    path("trang/<slug:slug>/", page, name="page"),
    path("trang/tep/<int:pk>/<str:name>", page_file, name="file"),
    path("hinh-dau-trang/<slug:digest>.svg", header_image, name="header_image"),
]
