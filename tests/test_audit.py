"""What `make audit` says and ends with, asked of a database of vulnerabilities of our own."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import create_server

import pytest

from tests import audit, parts

LOCK = """
django==5.2.19 \\
    --hash=sha256:00
    # via saovang
psycopg[binary, pool]==3.3.9 ; sys_platform == 'linux' \\
    --hash=sha256:00
"""
NOTHING: dict = {}
WEAK = {"vulns": [{"id": "GHSA-xxxx", "modified": "2026-01-01T00:00:00Z"}, {"id": "PYSEC-2026-1"}]}


@pytest.fixture
def lock(tmp_path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text(LOCK)
    return path


@contextmanager
def database(status: int, answer: str) -> Iterator[tuple[str, list]]:
    """Answers so; gives its address and what it was asked."""
    asked: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *arguments) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", asked
        finally:
            server.shutdown()
            thread.join()


def test_a_known_weakness_is_named_and_fails(lock, capsys):
    with database(200, json.dumps({"results": [NOTHING, WEAK]})) as (url, asked):
        assert audit.main(lock, url) == 1
    assert [(query["package"]["name"], query["version"]) for query in asked[0]["queries"]] == [
        ("django", "5.2.19"),
        ("psycopg", "3.3.9"),
    ]
    out, told = capsys.readouterr()
    assert (out, told) == ("", f"✗ psycopg 3.3.9: {audit.TELL}GHSA-xxxx, {audit.TELL}PYSEC-2026-1\n")


def test_where_none_is_known_it_says_so(lock, capsys):
    with database(200, json.dumps({"results": [NOTHING, NOTHING]})) as (url, _):
        assert audit.main(lock, url) == 0
    assert capsys.readouterr().out.startswith("✓ 2 gói")


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, "{}"), (403, "blocked"), (200, "<html>Wi-Fi</html>"), (200, "[]"), (200, '{"results": [{}]}')]
    + [(200, '{"results": [{}, {"vulns": 1}]}')],
)
def test_an_answer_that_says_nothing_is_not_taken_for_a_good_one(lock, capsys, status, answer):
    with database(status, answer) as (url, _):
        assert audit.main(lock, url) == 1
    assert capsys.readouterr().err.startswith("✗ Không hiểu câu trả lời")


@pytest.mark.parametrize("reached", [False, True])
def test_without_network_it_is_passed_over_loudly(lock, capsys, reached):
    """Nobody listens there; or somebody does and never answers, as behind a firewall."""
    with create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if reached else parts.free_port()
        assert audit.main(lock, f"http://127.0.0.1:{port}/", patience=0.2) == 0
    out, told = capsys.readouterr()
    assert "BỎ QUA: không có mạng" in told
    assert "CHƯA đối chiếu 2 gói" in told
    assert out == ""


def test_every_package_of_the_lock_is_asked_about():
    text = audit.LOCK.read_text()
    packages = audit.pins(text)
    assert len(packages) == sum(line[:1].isalnum() for line in text.splitlines())
    assert "django" in dict(packages)
