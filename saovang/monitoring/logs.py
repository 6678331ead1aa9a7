"""Log records as one line of JSON each, with a request id and without personal data."""

import json
import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv6Address

from django.core.mail import mail_admins

from saovang.core.middleware import current_request_id

# A candidate for an IPv6 address, with its zone; not a slice such as `items[1::2]` in a traceback.
IPV6_CANDIDATE = re.compile(
    r"(?<![\w:.])(?<![\w)\]]\[)"
    r"((?:[0-9a-fA-F]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}))(?:%[\w-]+(?:\.\w+)*)?(?![\w:])"
)


def _redact_ipv6(match: re.Match[str]) -> str:
    """Replace an IPv6 address, but no time, no ratio and no `a::b`: real ones have a digit or three colons."""
    ip, colon = match[1], ""
    if ip.endswith(":") and not ip.endswith("::"):  # punctuation, as in "::1: refused"
        ip, colon = ip[:-1], ":"
    if not re.search(r"\d", ip) and ip.count(":") < 3:
        return match[0]
    try:
        IPv6Address(ip)
    except ValueError:
        return match[0]
    return f"<address>{colon}"


# Messages and tracebacks may quote user input. Each pattern starts at the beginning of a word: tried at every letter,
# it would take quadratic time in a long text.
PII_PATTERNS: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+"), "<e-mail>"),
    (IPV6_CANDIDATE, _redact_ipv6),  # before IPv4, which may be a part of it
    (re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"), "<address>"),
    (re.compile(r"(?<![\w.-])(?:\+84|0)(?:[ .-]?\d){8,10}(?![\w-])"), "<telephone>"),
]


def redact(text: str) -> str:
    """Replace e-mail addresses, IP addresses and telephone numbers."""
    for pattern, replacement in PII_PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class JsonFormatter(logging.Formatter):
    """Format a record as JSON, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
            "request": getattr(getattr(record, "request", None), "id", "") or current_request_id.get(),
        }
        if record.exc_info:
            line["cause"] = redact(self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)


class ErrorMailHandler(logging.Handler):
    """Send errors to ADMINS, at most one e-mail every INTERVAL from each process; it counts the suppressed ones."""

    INTERVAL = 60.0  # seconds

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self._sent_at = float("-inf")
        self._suppressed = 0

    def emit(self, record: logging.LogRecord) -> None:
        if time.monotonic() - self._sent_at < self.INTERVAL:
            self._suppressed += 1
            return
        self._sent_at, suppressed, self._suppressed = time.monotonic(), self._suppressed, 0
        try:
            text = json.dumps(json.loads(self.format(record)), ensure_ascii=False, indent=2).replace("\\n", "\n")
            if suppressed:
                text += f"\n\nTừ thư trước đến nay còn {suppressed} lỗi khác; xem nhật ký của máy chủ."
            subject = " ".join(redact(record.getMessage()).split())
            mail_admins(subject[:150], text, fail_silently=True)
        except Exception:
            self.handleError(record)
