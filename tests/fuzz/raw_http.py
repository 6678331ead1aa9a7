"""HTTP requests as raw bytes over a socket. An HTTP library would refuse to send malformed ones."""

import socket
from dataclasses import dataclass

from tests import helpers

HOST = "127.0.0.1"


@dataclass(frozen=True)
class FuzzRequest:
    """A malformed request. `name` says what is wrong with it."""

    name: str
    raw: bytes
    must_refuse: bool = False  # only a status of 4xx is right


@dataclass(frozen=True)
class Response:
    """A response. `status` is 0 if the connection was closed without one."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def get_header(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())


def build_request(
    target: str | bytes,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    raw_headers: bytes = b"",
) -> bytes:
    """Return a request as a browser sends it. `headers` replace the default ones; None removes one."""
    fields: dict[str, str | None] = {"Host": HOST, "User-Agent": helpers.USER_AGENT, "Accept": "text/html"}
    fields |= {"Connection": "close"} | ({"Content-Length": str(len(body))} if body else {}) | (headers or {})
    lines = [
        f"{name}: {value}".encode("utf-8", "surrogateescape") for name, value in fields.items() if value is not None
    ]
    target = target.encode("utf-8", "surrogateescape") if isinstance(target, str) else target
    return (
        b"\r\n".join([method.encode() + b" " + target + b" HTTP/1.1", *lines]) + b"\r\n" + raw_headers + b"\r\n" + body
    )


def send(port: int, raw: bytes) -> Response:
    """Send `raw`, close the sending side and return the response. Raises TimeoutError if none comes."""
    received = b""
    with socket.create_connection((HOST, port), helpers.TIMEOUT) as connection:
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server closed the connection before all was sent
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionResetError:
            pass
    head, _, body = received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    status = int(status_line.split()[1]) if status_line.startswith("HTTP/1.") else 0
    return Response(status, [tuple(line.split(": ", 1)) for line in lines if ": " in line], body)
