"""Some two thousand requests that no browser sends, to a real server: each is answered, none with an error of ours."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.fuzz import admin_requests, public_requests
from tests.fuzz.raw_http import Answer, Hostile, ask, request
from tests.helpers import wait_until
from tests.portal import Portal

VISIT = "luot_truy_cap="
CAME_BEFORE = re.compile(rb"Cookie: (?:[^\r\n]*; )?luot_truy_cap")
# RFC 9112 asks for it where a transfer coding is not known; a busy desk says 503 and is asked again.
ALLOWED = {501: "Transfer-Encoding", 503: "/anh/"}


class Target:
    """A portal that is running, what it said, and how many visits it should have counted."""

    def __init__(self, portal: Portal, world: dict, log) -> None:
        self.portal, self.log, self.visits = portal, log, 0
        self._answered: dict[str, list[tuple[Hostile, Answer]]] = {}
        self.world = world
        self.signed = self._headers(world["session"])
        self.half = self._headers(world["half"])

    @staticmethod
    def _headers(session: str) -> dict[str, str]:
        return public_requests.SIGNED | {"Cookie": f"csrftoken={public_requests.TOKEN}; sessionid={session}"}

    def answered(self, kind: str) -> list[tuple[Hostile, Answer]]:
        """All requests of a kind, which are sent once, with what is answered; raises where nothing is."""
        if kind not in self._answered:
            self._answered[kind] = self._send(list(KINDS[kind](self)))
        return self._answered[kind]

    def _send(self, requests: list[Hostile]) -> list[tuple[Hostile, Answer]]:
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda hostile: ask(self.portal.port, hostile.raw), requests))
        answered = list(zip(requests, answers, strict=True))
        self.visits += sum(
            VISIT in answer.header("Set-Cookie") and not CAME_BEFORE.search(hostile.raw) for hostile, answer in answered
        )
        return answered

    def counted(self) -> int:
        with closing(sqlite3.connect(f"{self.portal.environment['DATA_DIR']}/db.sqlite3")) as connection:
            return connection.execute("SELECT coalesce(sum(count), 0) FROM visits_dailyvisits").fetchone()[0]


@pytest.fixture(scope="module")
def target(tmp_path_factory, prepared_folder):
    folder = tmp_path_factory.mktemp("hostile")
    portal = Portal(shutil.copytree(prepared_folder, folder / "data"))
    code = "import json; from tests.fuzz.fixtures import fill; print(json.dumps(fill()))"
    world = json.loads(portal.manage("shell", "--verbosity=0", "--command", code))
    with (folder / "log").open("wb+") as log:
        portal.start(log=log)
        yield Target(portal, world, folder / "log")
        portal.stop()


def forms(target: Target) -> Iterable[Hostile]:
    for address in target.world["forms"]:
        page = ask(target.portal.port, request(address, headers=target.signed))
        assert page.status == 200, address
        yield from admin_requests.filled(address, admin_requests.Form(page.body.decode()), target.signed)


def uploads(target: Target) -> Iterable[Hostile]:
    article = f"/quan-tri/news/article/{target.world['article']}"
    yield from public_requests.bodies([f"{article}/anh/", f"{article}/tep/"], target.signed, ["file"])
    yield from public_requests.bodies(["/quan-tri/procedures/procedure/nhap/"], target.signed, ["sheet"])
    yield from public_requests.bodies([f"{article}/change/"], target.signed, ["new_photos", "new_attachments"])
    others = [f"{article}/chu-chua-luu/", "/quan-tri/hai-buoc/bat/", "/quan-tri/password_change/"]
    yield from public_requests.bodies(others, target.signed, [])


KINDS = {
    "addresses": lambda target: public_requests.addresses(),
    "methods": lambda target: public_requests.methods(),
    "headers": lambda target: public_requests.headers(),
    "ranges": lambda target: public_requests.ranges([target.world["photo"], "/static/css/base.css"]),
    "cookies": lambda target: public_requests.cookies(),
    "bodies": lambda target: public_requests.bodies(
        ["/quan-tri/login/", "/tim-kiem/"], public_requests.SIGNED, ["login"]
    ),
    "second step": lambda target: public_requests.bodies(["/quan-tri/dang-nhap/ma/"], target.half, []),
    "lists": lambda target: admin_requests.lists(target.signed),
    "uploads": uploads,
    "forms": forms,
}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_sent_is_answered_and_refused_where_it_must_be(target, kind):
    answered = target.answered(kind)
    assert len(answered) > 25
    wrong = [
        (hostile.name, answer.status)
        for hostile, answer in answered
        if (answer.status >= 500 and ALLOWED.get(answer.status, "nowhere").encode() not in hostile.raw)
        or (hostile.refused and not 400 <= answer.status < 500)
    ]
    assert wrong == []


def test_what_is_refused_is_no_visit(target):
    """Counted is who took the visit's cookie along for the first time, and that is never with a refusal."""
    answered = [pair for kind in KINDS for pair in target.answered(kind)]
    assert len(answered) > 2000
    assert {answer.status for _, answer in answered if VISIT in answer.header("Set-Cookie")} == {200}
    wait_until(lambda: target.counted() == target.visits)


def test_a_photo_and_a_file_of_the_design_are_guarded_like_a_page(target):
    for address, policy in [
        (target.world["photo"], "default-src 'none'"),
        ("/static/css/base.css", "frame-ancestors 'none'"),
    ]:
        answer = ask(target.portal.port, request(address))
        assert answer.status == 200
        assert answer.header("X-Content-Type-Options") == "nosniff"
        assert policy in answer.header("Content-Security-Policy")


def test_the_portal_is_as_well_as_before_and_says_nothing_of_errors(target):
    page = ask(target.portal.port, request("/"))
    assert (page.status, b"Tin" in page.body) == (200, True)
    said = target.log.read_text(errors="replace").splitlines()
    assert [line for line in said if "Internal Server Error" in line or line.startswith("Traceback")] == []
