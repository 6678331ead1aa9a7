"""Photos served by the portal itself, where no nginx and no object store stands in front."""

import mimetypes

from django.conf import settings
from django.http import Http404
from django.views.static import serve

# Names of stored files are never given twice, so a browser may keep them for good.
CACHE_CONTROL = "public, max-age=31536000, immutable"
SHOWN = {"image/jpeg", "image/webp"}


def media(request, path: str):
    """A file of the media folder, of the kinds that the portal itself stores there; never a listing."""
    if mimetypes.guess_type(path)[0] not in SHOWN:
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT, show_indexes=False)
    response["Cache-Control"] = CACHE_CONTROL
    response["X-Content-Type-Options"] = "nosniff"
    return response
