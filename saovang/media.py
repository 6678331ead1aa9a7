"""Photos and documents served by the portal itself, where no nginx and no object store stands in front."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

# Names of stored files are never given twice, so a browser may keep them for good.
CACHE_CONTROL = "public, max-age=31536000, immutable"
OFFICE = "application/vnd.openxmlformats-officedocument"
# Of everything that the portal stores, the type it is served as; documents are saved, never opened in the page.
SHOWN = {".jpg": "image/jpeg", ".webp": "image/webp"}
SAVED = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".zip": "application/zip",
}


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the media folder, of the kinds that the portal itself stores there; never a listing."""
    kind = PurePosixPath(path).suffix
    if kind not in SHOWN | SAVED:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT), show_indexes=False)
    response["Cache-Control"] = CACHE_CONTROL
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Type"] = (SHOWN | SAVED)[kind]
    if kind in SAVED:
        response["Content-Disposition"] = "attachment"
    return response
