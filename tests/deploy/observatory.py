"""The scoring of Mozilla's HTTP Observatory, algorithm of 2026, as its source publishes it: github.com/mdn/
mdn-http-observatory, src/grader/charts.js (points) and src/analyzer/tests/ (rules). Written anew from the rules,
for a host with a certificate that is trusted and that is on no preload list.
"""

import re
from http.client import HTTPMessage
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
UNSAFE = BROAD | {"'unsafe-inline'", "data:"}
SIX_MONTHS = 15_552_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
CARELESS = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}


def policy_of(headers: HTTPMessage) -> dict[str, set[str]]:
    """The directives of all policies; of a directive that is given twice, the first."""
    directives: dict[str, set[str]] = {}
    for one in headers.get_all("Content-Security-Policy", []):
        for directive in re.split("[;,]", one):
            if words := directive.lower().split():
                directives.setdefault(words[0], set(words[1:]))
    return directives


def content_security_policy(headers: HTTPMessage) -> int:
    policy = policy_of(headers)
    if not policy:
        return -25
    everything = {"*"}
    default = policy.get("default-src", everything)
    script, style = policy.get("script-src", default), policy.get("style-src", default)
    for sources in (script, style):
        if any(source.startswith(("'nonce-", "'sha")) for source in sources):
            sources.discard("'unsafe-inline'")
    if script & UNSAFE or policy.get("object-src", default) & BROAD:
        return -20
    passive = policy.get("img-src", default) | policy.get("media-src", default)
    active = set().union(script, *(policy[name] for name in policy.keys() - {"img-src", "media-src", "script-src"}))
    if _in_the_clear(active):
        return -20
    if "'unsafe-eval'" in script | style or _in_the_clear(passive):
        return -10
    if style & UNSAFE:
        return 0
    return 10 if default == {"'none'"} else 5


def _in_the_clear(sources: set[str]) -> bool:
    return any(source.startswith(("http:", "ftp:")) for source in sources)


def cookies(headers: HTTPMessage) -> int:
    points, all_same_site, found = [], True, headers.get_all("Set-Cookie", [])
    for line in found:
        ((name, cookie),) = SimpleCookie(line).items()
        session = any(word in name.lower() for word in ("login", "sess"))
        same_site = cookie["samesite"].lower()
        all_same_site &= bool(same_site)
        if same_site not in ("", "lax", "strict", "none") or (same_site == "none" and not cookie["secure"]):
            points.append(-20)
        if not cookie["secure"]:
            points.append(-10 if session else -5)  # were there no HSTS, four times as much
        if "csrf" in name.lower() and not same_site:
            points.append(-20)
        if session and not cookie["httponly"]:
            points.append(-30)
    if points:
        return min(points)
    return 5 if found and all_same_site else 0


def embedder_policy(headers: HTTPMessage) -> int:
    return {None: 0, "unsafe-none": 0, "require-corp": 10, "credentialless": 10}.get(
        headers["Cross-Origin-Embedder-Policy"], -5
    )


def opener_policy(headers: HTTPMessage) -> int:
    isolated = {"same-origin", "same-origin-allow-popups", "noopener-allow-popups"}
    given = headers.get_all("Cross-Origin-Opener-Policy", [])
    if len(given) > 1:
        return -5
    return {None: 0, "unsafe-none": 0, **dict.fromkeys(isolated, 10)}.get(given[0] if given else None, -5)


def resource_policy(headers: HTTPMessage) -> int:
    return {None: 0, "cross-origin": 0, "same-site": 10, "same-origin": 10}.get(
        headers["Cross-Origin-Resource-Policy"], -5
    )


def resource_sharing(headers: HTTPMessage, origin: str) -> int:
    """Of an answer to a question that came with `origin`."""
    open_to_all = headers["Access-Control-Allow-Origin"] == origin
    return -50 if open_to_all and headers["Access-Control-Allow-Credentials"] == "true" else 0


def redirection(address: str, moved_to: str | None) -> int:
    """Where the plain address leads at first."""
    if not moved_to:
        return -20
    first = urlsplit(urljoin(address, moved_to))
    if first.scheme != "https":
        return -10
    return 0 if first.hostname == urlsplit(address).hostname else -5


def referrer_policy(headers: HTTPMessage) -> int:
    given = headers["Referrer-Policy"]
    if given is None:
        return 0
    known = [word for word in re.split(r"\s*,\s*", given.strip().lower()) if word in PRIVATE | CARELESS]
    return 5 if known and known[-1] in PRIVATE else -5


def transport_security(headers: HTTPMessage) -> int:
    given = headers["Strict-Transport-Security"]
    age = re.search(r"(?:^|;)\s*max-age=(\d+)", given or "", re.IGNORECASE)
    if age is None or "," in given:
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS else -10


def subresource_integrity(page: str) -> int:
    """Scripts of the portal itself need none, and earn five points if all the same they have it."""
    scripts = [tag for tag in re.findall(r"<script\b[^>]*>", page) if re.search(r"\ssrc=", tag)]
    foreign = [tag for tag in scripts if re.search(r"""\ssrc=["']?(https?:)?//""", tag)]
    if any("integrity=" not in tag for tag in foreign):
        return -5
    return 5 if any("integrity=" in tag for tag in scripts) else 0


def content_type_options(headers: HTTPMessage) -> int:
    return 0 if (headers["X-Content-Type-Options"] or "").strip().lower() == "nosniff" else -5


def framing(headers: HTTPMessage) -> int:
    if "frame-ancestors" in policy_of(headers):
        return 5
    given = (headers["X-Frame-Options"] or "").strip().lower()
    return 5 if given in ("deny", "sameorigin") else 0 if given.startswith("allow-from") else -20


def score(points: dict[str, int]) -> int:
    """What is earned on top counts only where at least 90 are left without it."""
    lost = sum(min(number, 0) for number in points.values())
    return max(100 + (sum(points.values()) if 100 + lost >= 90 else lost), 0)


def grade(points: int) -> str:
    bounds = {100: "A+", 90: "A", 85: "A-", 80: "B+", 70: "B", 65: "B-", 60: "C+", 50: "C", 45: "C-", 40: "D+"}
    bounds |= {30: "D", 25: "D-"}
    return next((letter for bound, letter in bounds.items() if points >= bound), "F")
