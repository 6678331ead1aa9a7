from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from saovang.pages.models import Page


def page(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "pages/page.html", {"flat_page": get_object_or_404(Page, slug=slug)})
