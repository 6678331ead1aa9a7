"""Requests as bytes, sent as they are over a socket: no library on this side makes them sound."""

import socket
from dataclasses import dataclass

from tests import helpers

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Hostile:
    """A request, and by `name` what is wrong with it."""

    name: str
    raw: bytes
    # Whether what is wrong is the asker's fault beyond doubt, so that only 4xx will do.
    refused: bool = False


@dataclass(frozen=True)
class Answer:
    """`status` is 0 where the connection was closed without a word."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())


def request(
    target: str | bytes,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    raw_headers: bytes = b"",
) -> bytes:
    """A request of a browser; `headers` take the place of its own, one that is None is left out."""
    sent: dict[str, str | None] = {"Host": HOST, "User-Agent": helpers.USER_AGENT, "Accept": "text/html"}
    sent |= {"Connection": "close"} | ({"Content-Length": str(len(body))} if body else {}) | (headers or {})
    lines = [f"{name}: {value}".encode("utf-8", "surrogateescape") for name, value in sent.items() if value is not None]
    target = target.encode("utf-8", "surrogateescape") if isinstance(target, str) else target
    return (
        b"\r\n".join([method.encode() + b" " + target + b" HTTP/1.1", *lines]) + b"\r\n" + raw_headers + b"\r\n" + body
    )


def ask(port: int, raw: bytes) -> Answer:
    """The answer to `raw`, after which nothing more is sent. Raises TimeoutError where none comes."""
    received = b""
    with socket.create_connection((HOST, port), helpers.TIMEOUT) as connection:
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all of it was sent
        try:
            while piece := connection.recv(65536):
                received += piece
        except ConnectionResetError:
            pass
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    status = int(first.split()[1]) if first.startswith("HTTP/1.") else 0
    return Answer(status, [tuple(line.split(": ", 1)) for line in lines if ": " in line], body)
