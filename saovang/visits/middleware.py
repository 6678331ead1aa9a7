"""Counts a visit and fills the figures into the page, after any cache, so that a kept page shows live ones.

A visit is one browser on its first page, or back after 30 quiet minutes, told by a cookie that says
nothing but "was here" and is renewed on every page.
"""

from functools import cache, lru_cache

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from saovang.pulse import pulse
from saovang.templatetags.vietnamese import grouped
from saovang.visits.counter import counter
from saovang.visits.figures import FIGURES, Figures

PLACE = b"<!-- visits -->"
QUIET_SECONDS = 30 * 60


class VisitsMiddleware:
    def __init__(self, get_response) -> None:
        self.get_response = get_response
        cookie = HttpResponse()
        cookie.set_cookie(
            settings.VISIT_COOKIE_NAME,
            "1",
            max_age=QUIET_SECONDS,
            httponly=True,
            secure=settings.HTTPS,
            samesite="Lax",
        )
        self.cookie = cookie.cookies[settings.VISIT_COOKIE_NAME]
        self.cookie["expires"] = ""  # it would differ from page to page; every browser of today knows max-age

    def __call__(self, request):
        response = self.get_response(request)
        if response.streaming or PLACE not in response.content:
            return response
        today = localdate()
        if _by_a_resident(request, response):
            if settings.VISIT_COOKIE_NAME not in request.COOKIES:
                counter.add(today)
            response.cookies[settings.VISIT_COOKIE_NAME] = self.cookie
        pulse.keep_up()
        response.content = response.content.replace(PLACE, _block(counter.figures(today)))
        response.headers["Content-Length"] = str(len(response.content))
        response.headers.setdefault("Cache-Control", "private, no-cache")  # the figures are of this moment
        return response


def _by_a_resident(request, response) -> bool:
    """Whether this answer is a page that a person reads: not a bot, not a prefetch, not staff at work."""
    said = request.META.get
    return (
        request.method == "GET"
        and response.status_code == 200
        and "no-store" not in response.get("Cache-Control", "")  # shown to one person before it is published
        and "prefetch" not in said("HTTP_SEC_PURPOSE", said("HTTP_PURPOSE", said("HTTP_X_MOZ", "")))
        and not _is_bot(said("HTTP_USER_AGENT", "")[:500])
        and not (settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff)
    )


@lru_cache(maxsize=4096)
def _is_bot(user_agent: str) -> bool:
    return not user_agent.strip() or CrawlerDetect(user_agent=user_agent).isCrawler()


def _block(figures: Figures | None) -> bytes:
    if figures is None:
        return _block_without_figures()
    return (_block_to_fill() % {name: grouped(number) for name, number in vars(figures).items()}).encode()


@cache
def _block_to_fill() -> str:
    """The block with `%(today)s` and so on for the figures: rendered once, filled for each page."""
    return render_to_string("components/visits.html", {"figures": {name: f"%({name})s" for name in FIGURES}})


@cache
def _block_without_figures() -> bytes:
    return render_to_string("components/visits.html").encode()
