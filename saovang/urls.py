"""URL configuration."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from news.sitemaps import sitemaps as news_sitemaps
from procedures.sitemaps import sitemaps as procedure_sitemaps
from saovang.core.views import icon, security_txt, sitemap_index, sitemap_section
from saovang.directory.sitemaps import sitemaps as directory_sitemaps
from saovang.media.views import serve_media
from saovang.monitoring.health import healthz, readyz
from saovang.monitoring.metrics import metrics
from saovang.pages.sitemaps import sitemaps as page_sitemaps

sitemaps = news_sitemaps | procedure_sitemaps | page_sitemaps | directory_sitemaps
handler400 = "saovang.core.views.bad_request"
handler404 = "saovang.core.views.not_found"
handler500 = "saovang.core.views.server_error"
urlpatterns = [
    path("", include("news.urls")),
    path("", include("procedures.urls")),
    path("", include("saovang.directory.urls")),
    path("", include("saovang.pages.urls")),
    path("", include("saovang.search.urls")),
    path("quan-tri/", include("saovang.accounts.urls")),
    path("quan-tri/", include("saovang.notices.urls")),
    path("quan-tri/", admin.site.urls),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("sitemap.xml", sitemap_index, {"sitemaps": sitemaps}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, {"sitemaps": sitemaps}, name="sitemap_section"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain")),
    path("favicon.ico", icon),
    path("apple-touch-icon.png", icon),
    path("apple-touch-icon-precomposed.png", icon),
    path(
        "site.webmanifest",
        TemplateView.as_view(template_name="site.webmanifest", content_type="application/manifest+json"),
        name="manifest",
    ),
    path(".well-known/security.txt", security_txt),
    path("media/<path:path>", serve_media),
]
