"""The view that serves files which nginx does not, above all those of the private area."""

import io
import re
from pathlib import PurePosixPath
from posixpath import normpath
from typing import IO

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from whitenoise.responders import SlicedFile

from saovang.media.models import Erasure
from saovang.media.responsive import original_name
from saovang.media.storage import ATTACHMENT_TYPES, CACHE_CONTROL, MIME_TYPES, PRIVATE, get_storage
from saovang.media.visibility import sources

BYTE_RANGE = re.compile(r"bytes=(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))")  # one, which is what players send


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a public file to everybody, and another one to those who may read it.

    Answer 410 if it is of a withdrawn article or was removed. Raises Http404 for drafts and for what is not stored.
    """
    if PurePosixPath(path).suffix not in MIME_TYPES or path != normpath(path) or path.startswith(PRIVATE):
        raise Http404
    if get_storage().is_public(path):
        return _serve(request, path, CACHE_CONTROL)
    name = original_name(path)
    for source in sources:
        row = source.model._base_manager.filter(**source.lookup([name])).first()
        if row is None:
            continue
        if source.public_rows(timezone.now()).filter(pk=row.pk).exists():
            return _serve(request, path, CACHE_CONTROL)
        if source.may_read(request, row):
            return _serve(request, path, "private, no-store")
        if source.is_withdrawn(row):
            return _gone()
        raise Http404
    if default_storage.exists(path) or Erasure.objects.filter(files__contains=name).exists():
        return _gone()
    raise Http404


def _serve(request: HttpRequest, name: str, cache_control: str) -> HttpResponseBase:
    try:
        file = default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    extension = PurePosixPath(name).suffix
    # Safari plays only what it can ask for in parts. If-Range names a version, and stored files have none.
    byte_range = BYTE_RANGE.fullmatch(request.headers.get("Range", "")) if "If-Range" not in request.headers else None
    response = _partial_response(file, byte_range) if byte_range else FileResponse(file)
    response["Content-Type"] = MIME_TYPES[extension]
    response["Content-Disposition"] = "attachment" if extension in ATTACHMENT_TYPES else "inline"
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = cache_control
    response["X-Content-Type-Options"] = "nosniff"
    if cache_control != CACHE_CONTROL:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _partial_response(file: IO[bytes], byte_range: re.Match[str]) -> HttpResponseBase:
    """Return the part of a file that the request asks for (RFC 9110, section 14)."""
    size = file.seek(0, io.SEEK_END)
    first, last, length = byte_range.groups()
    start = int(first) if first else max(size - int(length), 0)
    end = min(int(last), size - 1) if last else size - 1
    if start > end:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(SlicedFile(file, start, end), status=206)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    return response


def _gone() -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
    return HttpResponse("Tệp này đã được gỡ.", status=410, content_type="text/plain; charset=utf-8", headers=headers)
