"""What many tests share: the user agent of a resident, waiting for a condition, and reading a response."""

import json
import re
import time
from collections.abc import Callable

import pytest
from django.http import HttpResponse

# A phone's browser. The user agent of a headless browser would count as a bot.
USER_AGENT = "Mozilla/5.0 (Linux; Android 11; SM-A125F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"

# Seconds after which a test that waits fails. Long, because the machine may be busy.
TIMEOUT = 120


def wait_until(condition: Callable[[], object], seconds: float = TIMEOUT) -> None:
    """Call `condition` until it is true. Raises TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"condition still false after {seconds} seconds")
        time.sleep(0.05)


def require(name: str, *programs: str | None) -> None:
    """Skip the test if one of the programs is None, which is how shutil.which() reports a missing one."""
    if not all(programs):
        pytest.skip(f"máy này không có {name}")


def main_html(response: HttpResponse) -> str:
    """Return what a page has in its <main>."""
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def json_ld(response: HttpResponse) -> list[dict]:
    """Return the JSON-LD blocks of a page. The first one, on every page, is the publisher."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode())
    return [json.loads(block) for block in blocks]


def parse_vcard(response: HttpResponse) -> dict[str, str]:
    """Return the values of a vCard by name."""
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    lines = response.content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    return {name: value for name, _, value in (line.partition(":") for line in lines)}
