"""Public pages: feedback addresses with poster, QR code and vCard; the guide; the catalogue."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from procedures.json_ld import feedback_offices, government_service
from procedures.models import ContactDetails, FeedbackAddress, FormFile, GuideEntry, Procedure, RequestType
from procedures.vcard import build_vcard
from saovang.core.qr_codes import render_qr_code
from saovang.core.text import clean_text
from saovang.media.files import redirect_to_file


def _get_index_url(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("procedures:index"))


def index(request: HttpRequest) -> HttpResponse:
    feedback_addresses = list(FeedbackAddress.objects.all())
    context = {
        "feedback_addresses": feedback_addresses,
        "structured_data": feedback_offices(feedback_addresses, _get_index_url(request)),
    }
    return render(request, "procedures/index.html", context)


def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "procedures/guide.html", {"entries": GuideEntry.objects.by_request_type()})


def guide_entry(request: HttpRequest, slug: str) -> HttpResponse:
    request_type = next((request_type for request_type in RequestType if request_type.slug == slug), None)
    if request_type is None:
        raise Http404
    context = {
        "request_type": request_type,
        "entry": GuideEntry.objects.filter(request_type=request_type).first(),
        "feedback_addresses": FeedbackAddress.objects.accepting(request_type),
        "other_types": [other for other in RequestType if other != request_type],
    }
    return render(request, "procedures/guide_entry.html", context)


def poster(request: HttpRequest) -> HttpResponse:
    """Show the primary feedback address, which the context processor provides, as an A4 page to print."""
    return render(request, "procedures/poster.html", {"index_url": _get_index_url(request)})


def qr_code(request: HttpRequest, image_format: str) -> HttpResponse:
    """Return a QR code with the URL of the feedback addresses, as "svg" or "png"."""
    content_types = {"svg": "image/svg+xml", "png": "image/png"}
    image = render_qr_code(_get_index_url(request), image_format)
    return HttpResponse(image, content_type=content_types[image_format])


def vcard(request: HttpRequest) -> HttpResponse:
    feedback_address = FeedbackAddress.objects.primary()
    if feedback_address is None:
        raise Http404
    return HttpResponse(
        build_vcard(feedback_address, ContactDetails.objects.first(), _get_index_url(request)),
        content_type="text/vcard; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="lien-he.vcf"'},
    )


def catalogue(request: HttpRequest) -> HttpResponse:
    query = clean_text(request.GET.get("q", ""))[:200]
    procedures = Procedure.objects.for_lists()
    context: dict[str, Any] = {"query": query}
    if query:
        context["results"] = procedures.search(query)
    else:
        context["sectors"] = procedures.by_sector()
    return render(request, "procedures/catalogue.html", context)


def procedure(request: HttpRequest, code: str) -> HttpResponse:
    procedure = get_object_or_404(Procedure.objects.prefetch_related("form_files"), code=code)
    url = request.build_absolute_uri(procedure.get_absolute_url())
    context = {
        "procedure": procedure,
        "feedback_addresses": FeedbackAddress.objects.accepting(RequestType.QUESTION),
        "structured_data": government_service(procedure, url, ContactDetails.objects.first()),
    }
    return render(request, "procedures/procedure.html", context)


def form_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Redirect to the stored file. The key identifies the form, so the URL stays when the file is replaced."""
    return redirect_to_file(get_object_or_404(FormFile, pk=pk))
