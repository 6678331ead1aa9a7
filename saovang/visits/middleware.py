"""Counts a visit and fills the figures into the page, after any cache, so that a kept page shows live ones.

A visit is one browser on its first page, or back after 30 quiet minutes, told by a cookie that says
nothing but "was here" and is renewed on every page.
"""

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from http.cookies import SimpleCookie

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.timezone import get_default_timezone, localdate

from saovang.core.background import runner
from saovang.core.text import format_number
from saovang.pagecache.pages import VISITS, Environ, has_cookie
from saovang.visits.counter import counter
from saovang.visits.totals import Figures

QUIET_SECONDS = 30 * 60
CACHE_CONTROL = "private, no-cache"  # the figures are of this moment


class VisitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or VISITS not in response.content:
            return response
        today = day_of_visits()
        if (
            request.method == "GET"
            and response.status_code == 200
            and "no-store" not in response.get("Cache-Control", "")  # shown to one person before it is published
            and is_read_by_a_person(request.META)
            and not (has_cookie(request.META, settings.SESSION_COOKIE_NAME) and request.user.is_staff)
        ):
            response.cookies.load(count(request.META, today))
        runner.ensure_fresh()
        response.content = response.content.replace(VISITS, block(today))
        response.headers["Content-Length"] = str(len(response.content))
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        return response


def is_read_by_a_person(environ: Environ) -> bool:
    """Whether a page asked for like this is read: not by a bot, not ahead of a click that may never come."""
    said = environ.get
    purpose = said("HTTP_SEC_PURPOSE") or said("HTTP_PURPOSE") or said("HTTP_X_MOZ") or ""
    return "prefetch" not in purpose and not _is_bot(said("HTTP_USER_AGENT", "")[:500])


def day_of_visits() -> date:
    """Today in the commune, whatever time zone is active."""
    return localdate(timezone=get_default_timezone())


def count(environ: Environ, today: date) -> str:
    """Count the visit that this page is the first of; gives the Set-Cookie header for the answer."""
    if not has_cookie(environ, settings.VISIT_COOKIE_NAME):
        counter.add(today)
    return _cookie()


def block(today: date) -> bytes:
    """The visit block with the figures of `today`."""
    return _rendered(counter.figures(today))


@cache
def _cookie() -> str:
    cookie = SimpleCookie({settings.VISIT_COOKIE_NAME: "1"})
    limits = {"path": "/", "max-age": QUIET_SECONDS, "httponly": True, "secure": settings.HTTPS, "samesite": "Lax"}
    for name, value in limits.items():
        cookie[settings.VISIT_COOKIE_NAME][name] = value
    return cookie.output(header="").strip()


@lru_cache(maxsize=4096)
def _is_bot(user_agent: str) -> bool:
    return not user_agent.strip() or CrawlerDetect(user_agent=user_agent).isCrawler()


@lru_cache(maxsize=1)  # the same figures until somebody comes
def _rendered(figures: Figures | None) -> bytes:
    if figures is None:
        return _block_without_figures()
    return (_block_to_fill() % {name: format_number(number) for name, number in figures._asdict().items()}).encode()


@cache
def _block_to_fill() -> str:
    """The block with `%(today)s` and so on for the figures: rendered once, filled for each page."""
    return render_to_string("components/visits.html", {"figures": {name: f"%({name})s" for name in Figures._fields}})


@cache
def _block_without_figures() -> bytes:
    return render_to_string("components/visits.html").encode()
