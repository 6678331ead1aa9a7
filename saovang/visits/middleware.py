"""Counts a visit and fills the figures into the page, after any cache, so that a kept page shows live ones.

A visit is one browser on its first page, or back after 30 quiet minutes, told by a cookie that says
nothing but "was here" and is renewed on every page.
"""

from functools import lru_cache

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.timezone import localdate

from saovang.visits.counter import counter
from saovang.visits.figures import Figures

PLACE = b"<!-- visits -->"
QUIET_SECONDS = 30 * 60


class VisitsMiddleware:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.streaming or PLACE not in response.content:
            return response
        today = localdate()
        if _by_a_resident(request, response):
            if settings.VISIT_COOKIE_NAME not in request.COOKIES:
                counter.add(today)
            response.set_cookie(
                settings.VISIT_COOKIE_NAME,
                "1",
                max_age=QUIET_SECONDS,
                httponly=True,
                secure=settings.HTTPS,
                samesite="Lax",
            )
        response.content = response.content.replace(PLACE, _block(counter.figures(today)))
        response["Content-Length"] = len(response.content)
        patch_cache_control(response, private=True, no_cache=True)  # the figures are of this moment
        return response


def _by_a_resident(request, response) -> bool:
    """Whether this answer is a page that a person reads: not a bot, not a prefetch, not staff at work."""
    headers = request.headers
    return (
        request.method == "GET"
        and response.status_code == 200
        and "prefetch" not in headers.get("Sec-Purpose", headers.get("Purpose", headers.get("X-Moz", "")))
        and not _is_bot(headers.get("User-Agent", "")[:500])
        and not (settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff)
    )


@lru_cache(maxsize=4096)
def _is_bot(user_agent: str) -> bool:
    return not user_agent.strip() or CrawlerDetect(user_agent=user_agent).isCrawler()


@lru_cache(maxsize=8)
def _block(figures: Figures | None) -> bytes:
    return render_to_string("components/visits.html", {"figures": figures}).encode()
