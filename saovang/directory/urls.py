from django.urls import path
from django.views.generic import RedirectView

from saovang.directory import views
from saovang.directory.models import Body

app_name = "directory"
urlpatterns = [
    path("lien-he/", views.index, name="index"),
    path("lien-he/<slug:slug>/", views.body, name="body"),
    path("lien-he/<slug:slug>.vcf", views.body_vcard, name="body_vcard"),
    path("lien-he/<slug:slug>/<int:pk>.vcf", views.person_vcard, name="person_vcard"),
    # Residents have links to the page that described the same bodies. The records are the only description now.
    path("trang/to-chuc-bo-may/", RedirectView.as_view(url=f"/lien-he/#{Body.Group.GOVERNMENT}", permanent=True)),
]
