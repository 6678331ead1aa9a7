"""Counts page views as visits and renders the visit block.

A visit is a browser's first page view, or its next one after 30 minutes of inactivity. The browser is recognised by a
cookie without identity that is renewed on every page.
"""

from functools import cache, lru_cache
from http.cookies import SimpleCookie

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from saovang.pagecache.pages import Environ, cookie_pattern
from saovang.visits.counter import VisitTotals, counter

VISIT_TIMEOUT = 30 * 60  # seconds of inactivity that end a visit

_visit_cookie = cookie_pattern(settings.VISIT_COOKIE_NAME)


def count_visit(environ: Environ) -> str | None:
    """Count the visit that this page view begins, if it does, and return the Set-Cookie value.

    Return None if no person reads the page. The caller ensures that it is a public page, answered with 200 to GET.
    """
    if not is_human_pageview(environ):
        return None
    if not _visit_cookie.search(environ.get("HTTP_COOKIE", "")):
        counter.add(localdate())
    return _set_cookie_value()


def is_human_pageview(environ: Environ) -> bool:
    """Return False for bots and for pages prefetched before a click that may never come."""
    get_header = environ.get
    purpose = get_header("HTTP_SEC_PURPOSE") or get_header("HTTP_PURPOSE") or get_header("HTTP_X_MOZ") or ""
    return "prefetch" not in purpose and not _is_bot(get_header("HTTP_USER_AGENT", "")[:500])


def render_block() -> bytes:
    """Return the HTML of the visit block with the current totals."""
    return _render_totals(counter.totals)


@cache
def _set_cookie_value() -> str:
    cookie = SimpleCookie({settings.VISIT_COOKIE_NAME: "1"})
    limits = {"path": "/", "max-age": VISIT_TIMEOUT, "httponly": True, "secure": settings.HTTPS, "samesite": "Lax"}
    for name, value in limits.items():
        cookie[settings.VISIT_COOKIE_NAME][name] = value
    return cookie.output(header="").strip()


@lru_cache(maxsize=4096)
def _is_bot(user_agent: str) -> bool:
    return not user_agent.strip() or CrawlerDetect(user_agent=user_agent).isCrawler()


@lru_cache(maxsize=1)  # the totals are the same until the next visit
def _render_totals(totals: VisitTotals | None) -> bytes:
    if totals is None:
        return render_to_string("components/visits.html").encode()
    # All numbers at once, as the filter `format_number` writes one: this is done for every visit.
    numbers = " ".join(map("{:,}".format, totals)).replace(",", ".").split()
    return (_block_template() % dict(zip(VisitTotals._fields, numbers, strict=True))).encode()


@cache
def _block_template() -> str:
    """Render the block once, with %(today)s and so on in place of the totals."""
    return render_to_string("components/visits.html", {"totals": {name: f"%({name})s" for name in VisitTotals._fields}})
