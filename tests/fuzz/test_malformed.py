"""About 2,000 malformed requests to a real server: each gets a response, none a server error."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.fuzz import admin_requests, public_requests
from tests.fuzz.raw_http import FuzzRequest, Response, build_request, send
from tests.helpers import wait_until
from tests.portal import Portal

VISIT_COOKIE = "luot_truy_cap="
RETURNING = re.compile(rb"Cookie: (?:[^\r\n]*; )?luot_truy_cap")
# RFC 9112, 6.1 wants 501 for an unknown transfer coding; uploads get 503 while the worker is busy.
ALLOWED = {501: "Transfer-Encoding", 503: "/anh/"}


class Target:
    """A running portal with its log, its content and the number of visits that it should have counted."""

    def __init__(self, portal: Portal, content: dict, log: Path) -> None:
        self.portal, self.log, self.visits = portal, log, 0
        self._exchanges: dict[str, list[tuple[FuzzRequest, Response]]] = {}
        self.content = content
        self.signed_in = self._headers(content["session"])
        self.pending = self._headers(content["pending_session"])

    @staticmethod
    def _headers(session: str) -> dict[str, str]:
        return public_requests.CSRF | {"Cookie": f"csrftoken={public_requests.TOKEN}; sessionid={session}"}

    def exchange(self, kind: str) -> list[tuple[FuzzRequest, Response]]:
        """Send all requests of a kind, once, and return them with their responses."""
        if kind not in self._exchanges:
            self._exchanges[kind] = self._send(list(KINDS[kind](self)))
        return self._exchanges[kind]

    def _send(self, requests: list[FuzzRequest]) -> list[tuple[FuzzRequest, Response]]:
        with ThreadPoolExecutor(4) as pool:
            responses = list(pool.map(lambda fuzz_request: send(self.portal.port, fuzz_request.raw), requests))
        exchanges = list(zip(requests, responses, strict=True))
        self.visits += sum(
            VISIT_COOKIE in response.get_header("Set-Cookie") and not RETURNING.search(fuzz_request.raw)
            for fuzz_request, response in exchanges
        )
        return exchanges

    def count_visits(self) -> int:
        with closing(sqlite3.connect(f"{self.portal.environment['DATA_DIR']}/db.sqlite3")) as connection:
            return connection.execute("SELECT coalesce(sum(count), 0) FROM visits_dailyvisits").fetchone()[0]


@pytest.fixture(scope="module")
def target(tmp_path_factory, prepared_folder):
    folder = tmp_path_factory.mktemp("fuzz")
    portal = Portal(shutil.copytree(prepared_folder, folder / "data"), WORKERS="1")
    code = "import json; from tests.fuzz.fixtures import fill; print(json.dumps(fill()))"
    content = json.loads(portal.manage("shell", "--verbosity=0", "--command", code))
    with (folder / "log").open("wb+") as log:
        portal.start(log=log)
        yield Target(portal, content, folder / "log")
        portal.stop()


def forms(target: Target) -> Iterable[FuzzRequest]:
    for url in target.content["forms"]:
        page = send(target.portal.port, build_request(url, headers=target.signed_in))
        assert page.status == 200, url
        yield from admin_requests.forms(url, admin_requests.Form(page.body.decode()), target.signed_in)


def uploads(target: Target) -> Iterable[FuzzRequest]:
    article = f"/quan-tri/news/article/{target.content['article']}"
    attachment = f"{article}/tep/{target.content['attachment']}/"
    urls = [f"{article}/anh/", f"{article}/tep/", attachment, f"{attachment}phu-de/"]
    yield from public_requests.bodies(urls, target.signed_in, ["file"])
    yield from public_requests.bodies(["/quan-tri/procedures/procedure/nhap/"], target.signed_in, ["sheet"])
    yield from public_requests.bodies([f"{article}/change/"], target.signed_in, ["new_photos", "new_attachments"])
    other_urls = [f"{article}/chu-chua-luu/", "/quan-tri/hai-buoc/bat/", "/quan-tri/password_change/"]
    yield from public_requests.bodies(other_urls, target.signed_in, [])


KINDS = {
    "paths": lambda target: public_requests.paths(),
    "methods": lambda target: public_requests.methods(),
    "headers": lambda target: public_requests.headers(),
    "ranges": lambda target: public_requests.ranges([target.content["photo"], "/static/css/base.css"]),
    "cookies": lambda target: public_requests.cookies(),
    "bodies": lambda target: public_requests.bodies(
        ["/quan-tri/login/", "/tim-kiem/"], public_requests.CSRF, ["login"]
    ),
    "second step": lambda target: public_requests.bodies(["/quan-tri/dang-nhap/ma/"], target.pending, []),
    "admin URLs": lambda target: admin_requests.urls(target.signed_in),
    "uploads": uploads,
    "forms": forms,
}


@pytest.mark.parametrize("kind", KINDS)
def test_malformed_request_gets_no_server_error(target, kind):
    exchanges = target.exchange(kind)
    assert len(exchanges) > 25
    wrong = [
        (fuzz_request.name, response.status)
        for fuzz_request, response in exchanges
        if (response.status >= 500 and ALLOWED.get(response.status, "nowhere").encode() not in fuzz_request.raw)
        or (fuzz_request.must_refuse and not 400 <= response.status < 500)
    ]
    assert wrong == []


def test_refused_request_is_no_visit(target):
    """Only a page of status 200 sets the visit cookie, and each new cookie is one visit."""
    exchanges = [exchange for kind in KINDS for exchange in target.exchange(kind)]
    assert len(exchanges) > 2000
    assert {response.status for _, response in exchanges if VISIT_COOKIE in response.get_header("Set-Cookie")} == {200}
    wait_until(lambda: target.count_visits() == target.visits)


def test_photo_and_static_file_have_security_headers(target):
    for url, policy in [
        (target.content["photo"], "default-src 'none'"),
        ("/static/css/base.css", "default-src 'self'"),
    ]:
        response = send(target.portal.port, build_request(url))
        assert response.status in (200, 410)  # a request before may have removed the photo
        assert response.get_header("X-Content-Type-Options") == "nosniff"
        assert policy in response.get_header("Content-Security-Policy")


def test_portal_works_and_logged_no_error(target):
    page = send(target.portal.port, build_request("/"))
    assert (page.status, b"Tin" in page.body) == (200, True)
    lines = target.log.read_text(errors="replace").splitlines()
    assert [line for line in lines if "Internal Server Error" in line or line.startswith("Traceback")] == []
