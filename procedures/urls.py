from django.urls import path

from procedures import views

app_name = "procedures"
urlpatterns = [
    path("phan-anh-kien-nghi/", views.index, name="feedback"),
    path("thu-tuc-hanh-chinh/", views.index, name="index"),
    path("thu-tuc-hanh-chinh/huong-dan/", views.guide, name="guide"),
    path("thu-tuc-hanh-chinh/huong-dan/<slug:slug>/", views.guide_entry, name="guide_entry"),
    path("thu-tuc-hanh-chinh/danh-muc/", views.catalogue, name="catalogue"),
    path("thu-tuc-hanh-chinh/danh-muc/<str:code>/", views.procedure, name="procedure"),
    path("thu-tuc-hanh-chinh/bieu-mau/<int:pk>/<str:name>", views.form_file, name="form_file"),
    path("thu-tuc-hanh-chinh/ap-phich/", views.poster, name="poster"),
    path("thu-tuc-hanh-chinh/ap-phich/van-in/", views.poster, {"confirmed": True}, name="poster_confirmed"),
    path("thu-tuc-hanh-chinh/qr.svg", views.qr_code, {"image_format": "svg"}, name="qr_svg"),
    path("thu-tuc-hanh-chinh/qr.png", views.qr_code, {"image_format": "png"}, name="qr_png"),
    path("thu-tuc-hanh-chinh/lien-he.vcf", views.vcard, name="vcard"),
]
