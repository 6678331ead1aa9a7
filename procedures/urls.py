from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path
from django.views.generic import RedirectView

from procedures import views


def moved_to(name: str) -> Callable[..., HttpResponseBase]:
    """Return a view that redirects an old URL for good to the view `name`, with the same arguments."""
    return RedirectView.as_view(pattern_name=f"procedures:{name}", permanent=True, query_string=True)


app_name = "procedures"
urlpatterns = [
    path("phan-anh-kien-nghi/", views.feedback, name="feedback"),
    path("phan-anh-kien-nghi/huong-dan/", views.guide, name="guide"),
    path("phan-anh-kien-nghi/huong-dan/<slug:slug>/", views.guide_entry, name="guide_entry"),
    path("phan-anh-kien-nghi/huong-dan/<slug:slug>/mau-don/", views.letter, name="letter"),
    path("phan-anh-kien-nghi/huong-dan/<slug:slug>/mau-don/<int:pk>/", views.letter, name="letter_to"),
    path("phan-anh-kien-nghi/ap-phich/", views.poster, name="poster"),
    path("phan-anh-kien-nghi/ap-phich/van-in/", views.poster, {"confirmed": True}, name="poster_confirmed"),
    path("phan-anh-kien-nghi/qr.svg", views.qr_code, {"image_format": "svg"}, name="qr_svg"),
    path("phan-anh-kien-nghi/qr.png", views.qr_code, {"image_format": "png"}, name="qr_png"),
    path("phan-anh-kien-nghi/lien-he.vcf", views.vcard, name="vcard"),
    path("thu-tuc-hanh-chinh/", views.index, name="index"),
    path("thu-tuc-hanh-chinh/viec/<slug:slug>/", views.life_event, name="life_event"),
    path("thu-tuc-hanh-chinh/danh-muc/", views.catalogue, name="catalogue"),
    path("thu-tuc-hanh-chinh/danh-muc/<str:code>/", views.procedure, name="procedure"),
    path("thu-tuc-hanh-chinh/bieu-mau/<int:pk>/<str:name>", views.form_file, name="form_file"),
    # Until the feedback addresses had pages of their own, these were below the procedures.
    path("thu-tuc-hanh-chinh/huong-dan/", moved_to("guide")),
    path("thu-tuc-hanh-chinh/huong-dan/<slug:slug>/", moved_to("guide_entry")),
    path("thu-tuc-hanh-chinh/ap-phich/", moved_to("poster")),
    path("thu-tuc-hanh-chinh/qr.svg", moved_to("qr_svg")),
    path("thu-tuc-hanh-chinh/qr.png", moved_to("qr_png")),
    path("thu-tuc-hanh-chinh/lien-he.vcf", moved_to("vcard")),
]
