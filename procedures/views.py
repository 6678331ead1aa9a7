"""Public pages: feedback addresses with poster, QR code and vCard; the guide; the catalogue."""

import io
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from procedures.json_ld import feedback_offices, government_service
from procedures.models import ContactDetails, FeedbackAddress, FormFile, GuideEntry, Procedure, RequestType
from procedures.vcard import build_vcard
from saovang.core.text import clean_text
from saovang.media.files import redirect_to_file
from saovang.search.place_names import find_abolished_units


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


def poster(request: HttpRequest, confirmed: bool = False) -> HttpResponse:
    """Show the primary feedback address, which the context processor provides, as an A4 page to print.

    If it names an abolished unit, show what to mend first, unless the visitor has `confirmed` to print it all the same.
    """
    feedback_address, contact = FeedbackAddress.objects.primary(), ContactDetails.objects.first()
    if feedback_address and not confirmed:
        agency = feedback_address.agency or (contact.agency if contact else "")
        texts = (agency, feedback_address.title, feedback_address.address)
        if units := find_abolished_units(*texts):
            return render(request, "procedures/poster_confirm.html", {"units": units})
    return render(request, "procedures/poster.html", {"index_url": _get_index_url(request)})


def qr_code(request: HttpRequest, image_format: str) -> HttpResponse:
    """Return a QR code with the URL of the feedback addresses, as "svg" or "png"."""
    content_types = {"svg": "image/svg+xml", "png": "image/png"}
    options: dict[str, dict[str, Any]] = {
        "svg": {"omitsize": True, "svgclass": None, "lineclass": None},
        "png": {"scale": 20},
    }
    code = segno.make(_get_index_url(request), error="m", micro=False)
    image = io.BytesIO()
    code.save(image, kind=image_format, border=4, light="white", **options[image_format])
    return HttpResponse(image.getvalue(), content_type=content_types[image_format])


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
