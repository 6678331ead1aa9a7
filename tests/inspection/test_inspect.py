"""A portal as it is, and the same one after somebody has broken in."""

import io
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from saovang.inspection import services
from saovang.inspection.dashboard import CACHE_KEY
from saovang.inspection.management.commands import inspect as command
from saovang.inspection.pages import Page, render
from saovang.visits.counter import counter
from tests import factories

pytestmark = pytest.mark.django_db
BODY = '<p>Giá lúa <a href="https://bao.vn/">theo báo</a>, xem <a href="/tin-tuc/">tin khác</a>.</p>'


class FakePortal:
    """Serves the pages that the database yields, as `hack` changes them. It records all requests."""

    def __init__(self) -> None:
        self.first_pages: dict[str, Page] = {}
        self.reset()
        portal = self

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1  # one packet an answer: waiting for the acknowledgement of a second one takes 40 ms

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                portal.requests.append((self.command, self.path, headers["user-agent"], headers.get("referer", "")))
                page = portal.pages.get(self.path, Page(self.path, 404))
                page = portal.hack(self.path, headers, page)
                body = page.html.encode()
                self.send_response(page.status)
                if page.location:
                    self.send_header("Location", page.location)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_HEAD = do_GET  # noqa: N815

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        self.pages = dict(self.first_pages)
        self.requests: list[tuple[str, str, str, str]] = []
        self.hack: Callable[[str, dict, Page], Page] = lambda path, headers, page: page

    def publish(self) -> None:
        """Render home, the sitemap and all that they link to."""
        self.pages, waiting = {}, ["/", "/sitemap.xml"]
        while waiting:
            path = waiting.pop()
            is_static = path.startswith("/static/")
            self.pages[path] = page = Page(path, 200) if is_static else render(self.url + path)
            found = {href.partition("#")[0] for href in re.findall(r'(?:href="|<loc>)([^"<]+)', page.html)}
            found = {href.removeprefix(self.url) for href in found}
            waiting += [href for href in found if href.startswith("/") and href not in [*self.pages, *waiting]]


@pytest.fixture(scope="module")
def server():
    portal = FakePortal()
    yield portal
    portal.server.shutdown()
    portal.server.server_close()


@pytest.fixture
def portal(server):
    """Return a portal with one article. Its pages are the same in each test and are rendered once."""
    factories.contact_details()
    factories.linked_domain("bao.vn")
    factories.article("Giá lúa", body=BODY, category=factories.category(slug="thong-bao"))
    if not server.first_pages:
        server.publish()
        server.first_pages = server.pages
    server.reset()
    return server


@pytest.fixture(autouse=True)
def quick_inspection(monkeypatch):
    monkeypatch.setattr(services, "FOREIGN_PAUSE", 0)
    monkeypatch.setattr(services, "SPAM_PATHS", ["/wp-content/"])
    monkeypatch.setattr(command, "MONDAY", None)  # never


@pytest.fixture(autouse=True)
def open_connection():
    """Keep the connection of the test's transaction open, as the test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def inspect(portal, **options) -> str:
    """Run the command and return what it reports; "" if the portal is clean."""
    options = {"url": portal.url, "pause": 0, "stdout": io.StringIO()} | options
    try:
        call_command("inspect", **options)
    except CommandError as error:
        return str(error)
    return ""


def inject(html: str, path: str = "/", when: Callable[[dict], bool] = lambda headers: True):
    """Return a hack that adds `html` to the main text of a page, by default home, for some visitors."""

    def hack(requested: str, headers: dict, page: Page) -> Page:
        if requested != path or not when(headers):
            return page
        return Page(page.url, page.status, html=page.html.replace("</main>", f"{html}</main>"))

    return hack


def test_inspect_clean_portal(portal, admin_client, settings, no_polling):
    settings.ADMINS = [("", "chu@example.vn")]
    before = counter.totals
    assert inspect(portal) == ""
    assert (mail.outbox, cache.get(CACHE_KEY)[2]) == ([], [])
    agents = {(agent.partition("(")[2][:10], referer) for _, path, agent, referer in portal.requests if path == "/"}
    assert agents == {("compatible", ""), ("Linux; And", ""), ("Linux; And", "https://www.google.com/")}
    assert counter.totals == before
    (card,) = (card for card in admin_client.get("/quan-tri/").context["task_lists"] if "bên ngoài" in card.title)
    assert card.rows[0].text == f"Sạch đến {timezone.localtime():%H:%M} hôm nay"


@pytest.mark.parametrize(
    ("visitor", "when"),
    [
        ("Googlebot", lambda headers: "Googlebot" in headers["user-agent"]),
        ("người đến từ Google", lambda headers: "google" in headers.get("referer", "")),
        ("điện thoại", lambda headers: "Android" in headers["user-agent"] and "referer" not in headers),
    ],
)
def test_inspect_finds_text_for_one_visitor(portal, settings, admin_client, visitor, when):
    settings.ADMINS = [("", "chu@example.vn")]
    portal.hack = inject("<p>Xổ hàng khuyến mại</p>", when=when)
    report = inspect(portal, pages=1)
    sentence = f"/: chữ khác với cơ sở dữ liệu: Xổ hàng khuyến mại (chỉ {visitor} thấy)"
    assert sentence in report
    assert "Thấy 1 điều lạ" in report
    assert sentence in mail.outbox[0].body
    assert mail.outbox[0].to == ["chu@example.vn"]
    (card,) = (card for card in admin_client.get("/quan-tri/").context["task_lists"] if "bên ngoài" in card.title)
    assert "chữ khác" in card.rows[0].text
    assert card.rows[0].url == f"{portal.url}/"


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ('<a href="https://abc.com/">x</a>', "liên kết không có trong cơ sở dữ liệu: https://abc.com/"),
        ('<div style="left:-9999px"><a href="//abc.com">x</a></div>', "liên kết bị giấu: http://abc.com"),
        ('<p hidden><a href="//abc.com">x</a></p>', "liên kết bị giấu: http://abc.com"),
        ('<a style="font-size:0" href="//abc.com">x</a>', "liên kết bị giấu: http://abc.com"),
        ('<script src="//abc.com/a.js"></script>', "mã, khung hoặc biểu mẫu của trang khác: http://abc.com/a.js"),
        ('<iframe src="https://abc.com/"></iframe>', "mã, khung hoặc biểu mẫu của trang khác: https://abc.com/"),
        ('<form action="https://abc.com/"></form>', "mã, khung hoặc biểu mẫu của trang khác: https://abc.com/"),
        (
            '<meta http-equiv="refresh" content="0; url=https://abc.com/">',
            "mã, khung hoặc biểu mẫu của trang khác: https://abc.com/",
        ),
        ("<p>Nhà cái kubet</p>", "từ ngữ cờ bạc “nhà cái”"),
        ("<p>Nhà cái kubet</p>", "tên trang cờ bạc “kubet”"),
        ('<![Q><a href="https://abc.com/">x</a>', "liên kết không có trong cơ sở dữ liệu: https://abc.com/"),
        ('<a href="http://[">x</a>', "liên kết không có trong cơ sở dữ liệu: http://["),
    ],
)
def test_inspect_finds_injected_html(portal, html, sentence):
    portal.hack = inject(html)
    assert f"{portal.url}/: {sentence}" in inspect(portal, pages=1)


def test_inspect_finds_redirect_to_other_site(portal):
    portal.hack = lambda path, headers, page: (
        Page("", 302, "https://abc.com/") if "google" in headers.get("referer", "") else page
    )
    assert "dẫn sang trang khác: https://abc.com/ (chỉ người đến từ Google thấy)" in inspect(portal)


def test_inspect_finds_unknown_urls_that_open(portal):
    portal.pages["/wp-content/"] = Page("", 200, html="x")
    portal.pages["/khong-ai-biet/a.php"] = Page("", 200, html="x")
    portal.hack = inject('<a href="/khong-ai-biet/a.php">x</a>')
    report = inspect(portal)
    assert f"{portal.url}/wp-content/: địa chỉ lạ mà vẫn mở được" in report
    assert f"{portal.url}/khong-ai-biet/a.php: địa chỉ lạ mà vẫn mở được" in report


def test_inspect_finds_url_added_to_sitemap(portal):
    portal.hack = lambda path, headers, page: Page(
        "", page.status, html=page.html.replace("</urlset>", "<url><loc>http://abc.com/x</loc></url></urlset>")
    )
    assert "http://abc.com/x: ở trong sơ đồ trang mà không có trong cơ sở dữ liệu" in inspect(portal)


def test_inspect_finds_dead_links_of_portal(portal):
    factories.article("Cũ", body='<p><a href="/khong-co/">a</a> <a href="/chuyen/">b</a></p>')
    portal.publish()
    portal.pages["/chuyen/"] = Page("", 301, "/tin-tuc/")
    report = inspect(portal)
    assert f"{portal.url}/tin-tuc/cu/: liên kết hỏng: {portal.url}/khong-co/" in report
    assert "chuyen" not in report


def test_inspect_asks_other_sites_once_a_week(portal, monkeypatch):
    factories.article("Hai", body=BODY)
    portal.publish()
    asked, status = [], 0

    def fetch(url: str, method: str = "GET", *args, original=services.fetch, **headers: str) -> Page:
        if url.startswith(portal.url):
            return original(url, method, **headers)
        asked.append((method, url))
        return Page(url, status)

    monkeypatch.setattr(services, "fetch", fetch)
    assert inspect(portal) == ""
    assert asked == []
    monkeypatch.setattr(command, "MONDAY", timezone.localdate().weekday())
    for number, (status, is_dead) in enumerate([(200, False), (403, False), (404, True), (410, True), (503, False)], 1):
        assert ("liên kết hỏng: https://bao.vn/" in inspect(portal)) == is_dead, status
        assert asked.count(("HEAD", "https://bao.vn/")) == number


def test_inspect_does_not_ask_addresses_in_the_network(portal, monkeypatch):
    asked = []
    monkeypatch.setattr(services, "fetch", lambda url, *args, **headers: asked.append(url) or Page(url, 200))
    inspector = services.Inspector(portal.url, 1)
    hosts = ["http://10.0.0.1/", "http://[::1]/", "http://kho/", "http://may.local/", "https://bao.vn/"]
    inspector.pages = [Page(portal.url, 200, html="".join(f'<a href="{url}">x</a>' for url in hosts))]
    assert list(inspector._check_foreign_links()) == []
    assert asked == ["https://bao.vn/"]


def test_inspect_of_portal_that_does_not_answer(portal):
    url = "http://127.0.0.1:1"
    assert f"{url}/: trả lời không gì cả, đúng ra là 200" in inspect(portal, url=url)


def test_inspect_reads_only_as_many_pages_as_told(portal):
    for number in range(5):
        factories.article(f"Tin {number}")
    portal.publish()
    inspect(portal, pages=2)
    assert cache.get(CACHE_KEY)[1] == 2


def test_article_that_warns_of_gambling_is_no_finding(portal):
    factories.article("Cảnh giác", body="<p>Đừng tin nhà cái, cá cược.</p>")
    portal.publish()
    assert inspect(portal) == ""


def test_article_that_names_gambling_site_is_finding(portal):
    factories.article("Vui", body="<p>Vào kubet.</p>")
    portal.publish()
    assert "tên trang cờ bạc “kubet”" in inspect(portal)


def test_dashboard_says_that_inspection_is_overdue(admin_client):
    cache.set(CACHE_KEY, (timezone.now() - timedelta(days=3), 5, []))
    (card,) = (card for card in admin_client.get("/quan-tri/").context["task_lists"] if "bên ngoài" in card.title)
    assert card.rows[0].text.startswith("Chưa xem lại từ")
