"""Asks the open database of vulnerabilities (OSV) about every pinned package: `make audit`.

Ends with 1 where a weakness is known, or where the answer cannot be understood. Only a missing network is forgiven,
loudly: nothing was asked then.
"""

import http.client
import json
import re
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ASK, TELL = "https://api.osv.dev/v1/querybatch", "https://osv.dev/vulnerability/"
LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"
PATIENCE = 10.0  # seconds


class NoNetworkError(Exception):
    """Nobody answered at all."""


def pins(lock: str) -> list[tuple[str, str]]:
    """Name and version of every package in the text of a lock."""
    return re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", lock, re.MULTILINE)


def ask(packages: list[tuple[str, str]], url: str, patience: float) -> Iterator[tuple[str, str, list[str]]]:
    """Of each package that has any, the ids of its known weaknesses. Raises where the answer is not one for each."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    request = urllib.request.Request(
        url, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    results = json.loads(_fetch(request, patience))["results"]
    for (name, version), result in zip(packages, results, strict=True):
        if found := [weakness["id"] for weakness in result.get("vulns", [])]:
            yield name, version, found


def _fetch(request: urllib.request.Request, patience: float) -> bytes:
    try:
        with urllib.request.urlopen(request, timeout=patience) as answer:
            return answer.read()
    except urllib.error.HTTPError:
        raise  # somebody did answer
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise  # somebody else did
        raise NoNetworkError(reason) from error


def main(lock: Path = LOCK, url: str = ASK, patience: float = PATIENCE) -> int:
    packages = pins(lock.read_text())
    try:
        found = list(ask(packages, url, patience))
    except NoNetworkError as error:
        line = "⚠" * 20
        why = f"BỎ QUA: không có mạng tới {url} ({error}), nên"
        what = f"CHƯA đối chiếu {len(packages)} gói với các lỗ hổng đã biết."
        print(line, why, what, line, sep="\n", file=sys.stderr)
        return 0
    except Exception as error:
        print(f"✗ Không hiểu câu trả lời của {url}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    for name, version, weaknesses in found:
        print(f"✗ {name} {version}: {', '.join(TELL + weakness for weakness in weaknesses)}", file=sys.stderr)
    if not found:
        print(f"✓ {len(packages)} gói đã khóa phiên bản, không gói nào có lỗ hổng đã biết.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
