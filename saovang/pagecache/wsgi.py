"""WSGI wrapper that answers cached pages before Django is called, which costs several times as much."""

from collections.abc import Callable, Iterable

from saovang.pagecache.pages import LIVE_CACHE_CONTROL, Environ, live_blocks, page_store, prepare_request

Application = Callable[[Environ, Callable], Iterable[bytes]]


def cached_application(application: Application) -> Application:
    """Wrap a WSGI application. The response is the one that Django would send."""

    def answer(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        key = prepare_request(environ)
        page = page_store.get(key) if key else None
        if page is None:
            response = application(environ, start_response)
            return strip_body(response) if environ["REQUEST_METHOD"] == "HEAD" else response
        headers = list(page.headers.items())
        if page.blocks:
            headers.append(("Cache-Control", LIVE_CACHE_CONTROL))
            if cookie := live_blocks.count_visit(page.blocks, environ):
                headers.append(("Set-Cookie", cookie))
        blocks = live_blocks.render(page.blocks)
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = page.render_gzip(blocks)
            headers.append(("Content-Encoding", "gzip"))
        else:
            body = page.render(blocks)
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [body]

    return answer


def strip_body(response: Iterable[bytes]) -> Iterable[bytes]:
    """Close `response` and return no body: Django answers HEAD as GET, but only headers are sent (RFC 9110, 9.3.2)."""
    if close := getattr(response, "close", None):
        close()
    return []
