"""The public pages of the notice, the guide, the poster and the catalogue."""

import io
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from procedures.json_ld import offices, service
from procedures.models import ContactDetails, FeedbackAddress, Kind, Matter, Procedure
from procedures.querysets import by_field
from procedures.services import guide as guide_texts
from procedures.vcard import vcard_of


def _notice_page(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("procedures:index"))


def index(request: HttpRequest) -> HttpResponse:
    addresses = list(FeedbackAddress.objects.all())
    context = {"addresses": addresses, "structured": offices(addresses, _notice_page(request))}
    return render(request, "procedures/index.html", context)


def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "procedures/guide.html", {"entries": guide_texts.entries()})


def guide_answer(request: HttpRequest, slug: str) -> HttpResponse:
    kind = next((kind for kind in Kind if kind.slug == slug), None)
    if kind is None:
        raise Http404
    context = {
        "kind": kind,
        "matter": Matter.objects.filter(kind=kind).first(),
        "addresses": FeedbackAddress.objects.receiving(kind),
        "others": [other for other in Kind if other != kind],
    }
    return render(request, "procedures/guide_entry.html", context)


def poster(request: HttpRequest) -> HttpResponse:
    context = {"address": FeedbackAddress.objects.for_card(), "page": _notice_page(request)}
    return render(request, "procedures/poster.html", context)


def qr(request: HttpRequest, kind: str) -> HttpResponse:
    """A QR code of the notice's address, as "svg" or "png"."""
    types = {"svg": "image/svg+xml", "png": "image/png"}
    options: dict[str, dict[str, Any]] = {
        "svg": {"omitsize": True, "svgclass": None, "lineclass": None},
        "png": {"scale": 20},
    }
    code = segno.make(_notice_page(request), error="m", micro=False)
    image = io.BytesIO()
    code.save(image, kind=kind, border=4, light="white", **options[kind])
    return HttpResponse(image.getvalue(), content_type=types[kind])


def vcard(request: HttpRequest) -> HttpResponse:
    address = FeedbackAddress.objects.for_card()
    if address is None:
        raise Http404
    card = vcard_of(address, ContactDetails.objects.first(), _notice_page(request))
    disposition = 'attachment; filename="lien-he.vcf"'
    return HttpResponse(card, content_type="text/vcard; charset=utf-8", headers={"Content-Disposition": disposition})


def catalogue(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    procedures = Procedure.objects.for_lists()
    context: dict[str, Any] = {"query": query}
    if query:
        context["found"] = procedures.search(query)
    else:
        context["fields"] = by_field(procedures)
    return render(request, "procedures/catalogue.html", context)


def procedure(request: HttpRequest, code: str) -> HttpResponse:
    procedure = get_object_or_404(Procedure.objects.prefetch_related("form_files"), code=code)
    page = request.build_absolute_uri(procedure.get_absolute_url())
    context = {
        "procedure": procedure,
        "addresses": FeedbackAddress.objects.receiving(Kind.QUESTION),
        "structured": service(procedure, page, ContactDetails.objects.first()),
    }
    return render(request, "procedures/procedure.html", context)
