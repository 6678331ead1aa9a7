from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse


class PrivateMediaMiddleware:
    """Let pages for staff and previews load files from the portal, where public pages use the object store.

    The store serves no private file. These are the pages that no cache may store.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.S3_BUCKET:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.store_url = default_storage.url("")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "no-store" in response.get("Cache-Control", ""):
            if "Location" in response:
                response["Location"] = response["Location"].replace(self.store_url, settings.MEDIA_URL)
            if not response.streaming:
                response.content = response.content.replace(self.store_url.encode(), settings.MEDIA_URL.encode())
        return response
