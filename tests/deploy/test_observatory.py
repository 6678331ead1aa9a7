"""What Mozilla's HTTP Observatory would give the portal behind nginx: A+, on every kind of page."""

from email.message import Message
from http.client import HTTPMessage

import pytest

from tests.deploy import observatory
from tests.deploy.site import HOST, Site

ORIGIN = "https://http-observatory.example"


def points(site: Site, path: str) -> dict[str, int]:
    page = site.ask(path)
    assert page.status == 200
    headers = page.headers
    moved = site.ask_in_the_clear(path)
    return {
        "csp": observatory.content_security_policy(headers),
        "cookies": observatory.cookies(headers),
        "coep": observatory.embedder_policy(headers),
        "coop": observatory.opener_policy(headers),
        "corp": observatory.resource_policy(headers),
        "cors": observatory.resource_sharing(site.ask(path, Origin=ORIGIN).headers, ORIGIN),
        "redirection": observatory.redirection(f"http://{HOST}{path}", moved.headers["Location"]),
        "referrer": observatory.referrer_policy(headers),
        "hsts": observatory.transport_security(headers),
        "sri": observatory.subresource_integrity(page.text),
        "nosniff": observatory.content_type_options(headers),
        "framing": observatory.framing(headers),
    }


@pytest.mark.parametrize("path", ["/", "/tin-tuc/tin-cu/", "/thu-tuc-hanh-chinh/", "/quan-tri/login/"])
def test_every_page_earns_an_a_plus(site, path):
    earned = points(site, path)
    assert earned == {
        "csp": 10,
        "cookies": 5,
        "coep": 0,
        "coop": 10,
        "corp": 10,
        "cors": 0,
        "redirection": 0,
        "referrer": 5,
        "hsts": 0,
        "sri": 0,
        "nosniff": 0,
        "framing": 5,
    }
    assert (observatory.score(earned), observatory.grade(observatory.score(earned))) == (145, "A+")


def headers(**fields: str) -> HTTPMessage:
    message: Message = HTTPMessage()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return message


def test_bad_headers_lose_points():
    policy = observatory.content_security_policy
    assert policy(headers()) == -25
    assert policy(headers(Content_Security_Policy="default-src 'self'; script-src 'self' 'unsafe-inline'")) == -20
    assert policy(headers(Content_Security_Policy="img-src 'self'")) == -20
    assert policy(headers(Content_Security_Policy="default-src 'self'; script-src 'self' 'unsafe-eval'")) == -10
    assert policy(headers(Content_Security_Policy="default-src 'none'; style-src 'unsafe-inline'")) == 0
    assert policy(headers(Content_Security_Policy="default-src 'self'")) == 5
    assert observatory.cookies(headers(Set_Cookie="sessionid=1; Secure; SameSite=Lax")) == -30
    assert observatory.cookies(headers(Set_Cookie="csrftoken=1; Secure")) == -20
    assert observatory.cookies(headers(Set_Cookie="a=1; SameSite=Lax")) == -5
    assert observatory.transport_security(headers(Strict_Transport_Security="max-age=600")) == -10
    assert observatory.framing(headers()) == -20
    assert observatory.referrer_policy(headers(Referrer_Policy="unsafe-url")) == -5
    assert observatory.subresource_integrity('<script src="https://noi-khac.example/a.js">') == -5
    assert observatory.redirection("http://xa.example.vn/", None) == -20


def test_extra_points_count_only_where_little_is_lost():
    assert observatory.score({"csp": 10, "hsts": -10}) == 100
    assert observatory.score({"csp": 10, "hsts": -20}) == 80
    assert [observatory.grade(number) for number in (145, 100, 99, 80, 0)] == ["A+", "A+", "A", "B+", "F"]
