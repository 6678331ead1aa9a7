from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saovang.pages.context_processors import load_pages
from saovang.pages.models import Page


def about(request: HttpRequest) -> HttpResponse:
    """Show links to the flat pages of the menu and to other pages about the commune."""
    return render(request, "pages/about.html", {"pages": load_pages(Page.Position.MENU)})
