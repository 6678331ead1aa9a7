"""The way in: a page that is kept is answered here, all else goes on to Django.

The same rules as in the middleware of the visits and of the page cache, and the same functions; only
Django's own way to a view, which costs several times as much, is left out.
"""

from collections.abc import Callable, Iterable

from saovang.core.background import runner
from saovang.pagecache import pages
from saovang.pagecache.pages import Environ
from saovang.visits import middleware as visits

Application = Callable[[Environ, Callable], Iterable[bytes]]


def front(application: Application) -> Application:
    """`application` (WSGI), with kept pages answered before it is asked."""

    def answer(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "HEAD":
            return without_body(application(environ, start_response))
        address = pages.cache_key(environ)
        if address is None:
            return application(environ, start_response)
        runner.ensure_fresh()
        page = pages.page_store.find(*address)
        if page is None:
            return application(environ, start_response)
        headers = list(page.headers.items())
        figures = b""
        if page.place:
            today = visits.day_of_visits()
            headers.append(("Cache-Control", visits.CACHE_CONTROL))
            if visits.is_read_by_a_person(environ):
                headers.append(("Set-Cookie", visits.count(environ, today)))
            figures = visits.block(today)
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = page.filled_gzip(figures)
            headers.append(("Content-Encoding", "gzip"))
        else:
            body = page.filled(figures)
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [body]

    return answer


def without_body(response: Iterable[bytes]) -> Iterable[bytes]:
    """Of an answer to HEAD, which Django makes as for GET, only the headers go out (RFC 9110, 9.3.2)."""
    if close := getattr(response, "close", None):
        close()
    return []
