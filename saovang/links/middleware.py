from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from saovang.links.services import Author, current_author


class LinkedDomainMiddleware:
    """Record who adds a domain to the ledger, and tell them which of their links are not open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return self.get_response(request)
        author = Author(request.user)
        token = current_author.set(author)
        try:
            response = self.get_response(request)
        finally:
            current_author.reset(token)
        for domain in author.closed.values():
            messages.warning(request, f"Liên kết tới {domain}: {domain.state}. Trên trang, nó đang là chữ thường.")
        return response
