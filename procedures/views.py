"""Public pages: procedures by life event, the catalogue; feedback addresses with poster, QR code, vCard; the guide."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from procedures.json_ld import feedback_offices, government_service
from procedures.models import (
    ContactDetails,
    FeedbackAddress,
    FormFile,
    GuideEntry,
    LifeEvent,
    Procedure,
    RequestType,
)
from procedures.services.guide import guide_options
from saovang.core.qr_codes import render_qr_code
from saovang.core.text import clean_text
from saovang.core.vcard import vcard_response
from saovang.media.files import redirect_to_file
from saovang.search.place_names import find_abolished_units


def _get_feedback_url(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("procedures:feedback"))


def index(request: HttpRequest) -> HttpResponse:
    context = {"life_events": LifeEvent.objects.all(), "sectors": Procedure.objects.for_lists().by_sector()}
    return render(request, "procedures/index.html", context)


def life_event(request: HttpRequest, slug: str) -> HttpResponse:
    life_event = get_object_or_404(LifeEvent, slug=slug)
    context = {
        "life_event": life_event,
        "procedures": [item.procedure for item in life_event.items.select_related("procedure")],
        "feedback_addresses": FeedbackAddress.objects.accepting(RequestType.QUESTION),
        "other_events": LifeEvent.objects.exclude(slug=slug),
    }
    return render(request, "procedures/life_event.html", context)


def feedback(request: HttpRequest) -> HttpResponse:
    feedback_addresses = list(FeedbackAddress.objects.all())
    context = {
        "feedback_addresses": feedback_addresses,
        "options": guide_options(feedback_addresses),
        "structured_data": feedback_offices(feedback_addresses, _get_feedback_url(request)),
    }
    return render(request, "procedures/feedback.html", context)


def guide(request: HttpRequest) -> HttpResponse:
    context = {
        "options": guide_options(FeedbackAddress.objects.all()),
    }
    return render(request, "procedures/guide.html", context)


def _get_request_type_or_404(slug: str) -> RequestType:
    request_type = next((request_type for request_type in RequestType if request_type.slug == slug), None)
    if request_type is None:
        raise Http404
    return request_type


def guide_entry(request: HttpRequest, slug: str) -> HttpResponse:
    request_type = _get_request_type_or_404(slug)
    context = {
        "request_type": request_type,
        "entry": GuideEntry.objects.filter(request_type=request_type).first(),
        "feedback_addresses": FeedbackAddress.objects.accepting(request_type),
        "is_emergency": request_type == RequestType.EMERGENCY,
        "other_types": [other for other in RequestType if other != request_type],
    }
    return render(request, "procedures/guide_entry.html", context)


def letter(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Show a letter form to print, to the feedback address `pk`, or to the commune. Nothing is sent or stored."""
    request_type = _get_request_type_or_404(slug)
    feedback_addresses = FeedbackAddress.objects.accepting(request_type)
    context = {
        "request_type": request_type,
        "entry": get_object_or_404(GuideEntry.objects.exclude(letter_title=""), request_type=request_type),
        # Not "feedback_address", which is the primary one on every page.
        "recipient": get_object_or_404(feedback_addresses, pk=pk) if pk is not None else None,
    }
    return render(request, "procedures/letter.html", context)


def poster(request: HttpRequest, confirmed: bool = False) -> HttpResponse:
    """Show the primary feedback address, which the context processor provides, as an A4 page to print.

    If it names an abolished unit, show what to correct first, unless the visitor has `confirmed` to print it as it is.
    """
    feedback_address, contact = FeedbackAddress.objects.primary(), ContactDetails.objects.first()
    if feedback_address and not confirmed:
        agency = feedback_address.agency or (contact.agency if contact else "")
        texts = (agency, feedback_address.title, feedback_address.address)
        if units := find_abolished_units(*texts):
            return render(request, "procedures/poster_confirm.html", {"units": units})
    return render(request, "procedures/poster.html", {"feedback_url": _get_feedback_url(request)})


def qr_code(request: HttpRequest, image_format: str) -> HttpResponse:
    """Return a QR code with the URL of the feedback addresses, as "svg" or "png"."""
    content_types = {"svg": "image/svg+xml", "png": "image/png"}
    image = render_qr_code(_get_feedback_url(request), image_format)
    return HttpResponse(image, content_type=content_types[image_format])


def vcard(request: HttpRequest) -> HttpResponse:
    feedback_address = FeedbackAddress.objects.primary()
    if feedback_address is None:
        raise Http404
    contact = ContactDetails.objects.first()
    name = feedback_address.agency or (contact.agency if contact else feedback_address.title)
    return vcard_response(
        name,
        organization=name,
        telephone=feedback_address.telephone,
        email=feedback_address.email,
        address=feedback_address.address,
        url=_get_feedback_url(request),
        note=feedback_address.title,
        revised_on=feedback_address.checked_on,
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
    procedure = get_object_or_404(Procedure.objects.prefetch_related("form_files", "life_events"), code=code)
    url = request.build_absolute_uri(procedure.get_absolute_url())
    context = {
        "procedure": procedure,
        "checklist": procedure.checklist(url),
        "feedback_addresses": FeedbackAddress.objects.accepting(RequestType.QUESTION),
        "structured_data": government_service(procedure, url, ContactDetails.objects.first()),
    }
    return render(request, "procedures/procedure.html", context)


def form_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Redirect to the stored file. The key identifies the form, so the URL stays when the file is replaced."""
    return redirect_to_file(get_object_or_404(FormFile, pk=pk))
