"""Public pages: the contacts of the commune, one page for each body, vCards."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from procedures.models import ContactDetails
from saovang.core.vcard import vcard_response
from saovang.directory.json_ld import organizations
from saovang.directory.models import Body, Directions, Person
from saovang.directory.navigation import navigation_links


def index(request: HttpRequest) -> HttpResponse:
    bodies = Body.objects.with_people()
    directions = Directions.objects.first()
    context = {
        "groups": bodies.by_group(),
        "directions": directions,
        "navigation": navigation_links(directions, ContactDetails.objects.first()),
        "structured_data": organizations(bodies, _site(request)),
    }
    return render(request, "directory/index.html", context)


def body(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body.objects.with_people(), slug=slug)
    context = {"body": body, "structured_data": organizations([body], _site(request))}
    return render(request, "directory/body.html", context)


def body_vcard(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body, slug=slug)
    return _vcard(
        request,
        body,
        name=body.name,
        organization=body.name,
        telephone=body.telephone,
        email=body.email,
        address=body.address,
        revised_on=body.checked_on,
    )


def person_vcard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.select_related("body"), body__slug=slug, pk=pk)
    return _vcard(
        request,
        person,
        name=person.name or str(person),
        organization=person.body.name,
        title=person.position,
        telephone=person.telephone,
        email=person.email,
        address=person.body.address,
        revised_on=person.checked_on,
    )


def _vcard(request: HttpRequest, contact: Body | Person, **fields: Any) -> HttpResponse:
    """Raise Http404 if there is neither a number nor an address to save."""
    if not contact.vcard_url:
        raise Http404
    return vcard_response(url=request.build_absolute_uri(contact.get_absolute_url()), **fields)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
