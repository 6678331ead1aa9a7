"""What the server tells: one line of JSON each, with the request's id and without anybody's data."""

import json
import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from ipaddress import IPv6Address
from uuid import uuid4

from django.core.mail import mail_admins
from django.http import HttpRequest, HttpResponse

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_current_id: ContextVar[str] = ContextVar("request_id", default="")

# What may be an IPv6 address, with its zone; not a slice, as `items[1::2]` in a line of a traceback.
MAYBE_IPV6 = re.compile(
    r"(?<![\w:.])(?<![\w)\]]\[)"
    r"((?:[0-9a-fA-F]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}))(?:%[\w-]+(?:\.\w+)*)?(?![\w:])"
)


def _unless_no_address(match: re.Match[str]) -> str:
    """Times and ratios are none; nor is `a::b`, though it could be: real ones hold a digit or more groups."""
    address, colon = match[1], ""
    if address.endswith(":") and not address.endswith("::"):  # of the sentence: "::1: refused"
        address, colon = address[:-1], ":"
    if not re.search(r"\d", address) and address.count(":") < 3:
        return match[0]
    try:
        IPv6Address(address)
    except ValueError:
        return match[0]
    return f"<address>{colon}"


# A message or a traceback may quote what somebody typed. Each begins where a word does: from every letter of a long
# text on, looking would cost its square.
PERSONAL: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+"), "<e-mail>"),
    (MAYBE_IPV6, _unless_no_address),  # before IPv4, which may be its end
    (re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"), "<address>"),
    (re.compile(r"(?<![\w.-])(?:\+84|0)(?:[ .-]?\d){8,10}(?![\w-])"), "<telephone>"),
]


def without_personal_data(text: str) -> str:
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return text


class RequestIdMiddleware:
    """Names each request that a page is made for: by nginx's X-Request-ID, or anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        name = given if GIVEN_ID.fullmatch(given) else uuid4().hex
        request.id = name  # type: ignore[attr-defined]  # for JsonFormatter
        # Stays until the thread's next request: Django tells of an error when all middleware has ended.
        _current_id.set(name)
        return self.get_response(request)


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_personal_data(record.getMessage()),
            "request": getattr(getattr(record, "request", None), "id", "") or _current_id.get(),
        }
        if record.exc_info:
            line["cause"] = without_personal_data(self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)


class ErrorMailHandler(logging.Handler):
    """Tells ADMINS of an error; in a storm one letter a while from each process, which counts the others."""

    EVERY = 60.0  # seconds

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self._last = float("-inf")
        self._untold = 0

    def emit(self, record: logging.LogRecord) -> None:
        if time.monotonic() - self._last < self.EVERY:
            self._untold += 1
            return
        self._last, untold, self._untold = time.monotonic(), self._untold, 0
        try:
            text = json.dumps(json.loads(self.format(record)), ensure_ascii=False, indent=2).replace("\\n", "\n")
            if untold:
                text += f"\n\nTừ thư trước đến nay còn {untold} lỗi khác; xem nhật ký của máy chủ."
            subject = " ".join(without_personal_data(record.getMessage()).split())
            mail_admins(subject[:150], text, fail_silently=True)
        except Exception:
            self.handleError(record)
