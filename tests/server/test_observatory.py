"""The score of Mozilla's HTTP Observatory, whose rules are at github.com/mdn/mdn-http-observatory (2026).

It starts at 100, subtracts penalties and adds bonuses, which count only from 90 points on. From 100 the grade is A+.
"""

import re

import pytest

from tests.server.nginx import HOST


@pytest.mark.parametrize("path", ["/", "/tin-tuc/tin-cu/", "/thu-tuc-hanh-chinh/", "/quan-tri/login/"])
def test_page_scores_145_points(site, path):
    page, redirect = site.request(path, Origin="https://other.example"), site.request_http(path)
    headers, policy = page.headers, page.headers["Content-Security-Policy"]
    cookies = headers.get_all("Set-Cookie")

    # Penalties are 5 to 50 points each. "SameSite" saves a CSRF cookie 20, "HttpOnly" a session cookie 30.
    assert redirect.headers["Location"] == f"https://{HOST}{path}"
    assert int(re.match(r"max-age=(\d+)", headers["Strict-Transport-Security"])[1]) >= 15_552_000  # six months
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Access-Control-Allow-Origin"] is None
    assert not re.search(r"'unsafe-|http:|ftp:|\*", policy)
    assert not re.search(r"(script|object|style)-src[^;]*\s(data|https):", policy)
    assert all(re.search("; Secure", cookie) and re.search("; HttpOnly", cookie) for cookie in cookies)
    assert not re.search(r"""<script[^>]*\ssrc=["']?(https?:)?//""", page.text)

    bonuses = {
        "default-src 'none'": 10 * bool(re.search("default-src 'none'(;|$)", policy)),
        "frame-ancestors": 5 * ("frame-ancestors 'none'" in policy),
        "Cross-Origin-Opener-Policy": 10 * (headers["Cross-Origin-Opener-Policy"] == "same-origin"),
        "Cross-Origin-Resource-Policy": 10 * (headers["Cross-Origin-Resource-Policy"] == "same-origin"),
        "Referrer-Policy": 5 * (headers["Referrer-Policy"] == "strict-origin-when-cross-origin"),
        "SameSite": 5 * all("; SameSite=Lax" in cookie for cookie in cookies),
    }
    assert 100 + sum(bonuses.values()) == 145, bonuses
