from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from saovang.media.files import redirect_to_file
from saovang.media.storage import CACHE_CONTROL
from saovang.pages.context_processors import load_pages
from saovang.pages.models import HeaderImage, Page, PageFile


def about(request: HttpRequest) -> HttpResponse:
    """Show links to the flat pages of the menu and to other pages about the commune."""
    return render(request, "pages/about.html", {"pages": load_pages(Page.Position.MENU)})


def header_image(request: HttpRequest, digest: str) -> HttpResponse:
    """Return the SVG of the header. Its URL changes with its content. Raises Http404 for an earlier one."""
    image = HeaderImage.objects.exclude(svg="").first()
    if image is None or image.digest != digest:
        raise Http404
    headers = {"Cache-Control": CACHE_CONTROL, "Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(image.svg, content_type="image/svg+xml", headers=headers)


def page_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Redirect to the stored file. The key identifies it, so the URL stays when the file is replaced."""
    return redirect_to_file(get_object_or_404(PageFile, pk=pk))
