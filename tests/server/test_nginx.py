"""Responses of nginx itself, and the requests that it passes on to the portal."""

import gzip
import os
import re
import select
import socket
import ssl
import subprocess
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from tests import helpers
from tests.portal import ROOT
from tests.server.nginx import HOST, Connection, Response

IMMUTABLE = "public, max-age=31536000, immutable"
HSTS = "max-age=31536000; includeSubDomains"
SANDBOX_POLICY = "default-src 'none'; media-src 'self'; frame-ancestors 'none'; sandbox allow-same-origin"
ARTICLE = "/tin-tuc/tin-cu/"


def read_log(site, text: str) -> str:
    """Return the log once it contains `text`. nginx writes a line after the response."""
    file = site.folder / "saovang.log"
    helpers.wait_until(lambda: text in file.read_text())
    return file.read_text()


def reaches_portal(site, path: str) -> bool:
    (line,) = [line for line in read_log(site, f'"{path}"').splitlines() if f'"path":"{path}"' in line][-1:]
    return '"portal":""' not in line


def headers(response: Response, *names: str) -> list[str | None]:
    return [response.headers[name] for name in names]


@pytest.fixture(scope="module")
def media(portal) -> Path:
    return Path(portal.environment["DATA_DIR"]) / "media"


def test_pages_only_over_https(site):
    page = site.request(ARTICLE)
    assert (page.status, "Đoạn một" in page.text) == (200, True)
    assert page.headers["Strict-Transport-Security"] == HSTS
    assert page.headers["Server"] == "nginx"
    redirect = site.request_http("/tim-kiem/?q=c%C3%A2y")
    assert (redirect.status, redirect.headers["Location"]) == (301, f"https://{HOST}/tim-kiem/?q=c%C3%A2y")


def test_tls_versions_and_http2(site):
    def negotiate(context: ssl.SSLContext) -> tuple[str | None, str | None]:
        with socket.create_connection(("127.0.0.1", site.https)) as connection:
            with context.wrap_socket(connection, server_hostname=HOST) as secure:
                return secure.version(), secure.selected_alpn_protocol()

    context = ssl.create_default_context(cafile=site.folder / "tls/fullchain.pem")
    context.set_alpn_protocols(["h2", "http/1.1"])
    assert negotiate(context) == ("TLSv1.3", "h2")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert negotiate(context) == ("TLSv1.2", "h2")
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="deprecated"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol"):
        negotiate(context)


def test_foreign_host_name_is_refused(site):
    with pytest.raises(ssl.SSLError):
        site.connection("khac.example.vn").request("/")
    with pytest.raises(ConnectionError):
        site.request("/", Host="khac.example.vn")
    with pytest.raises(ConnectionError):
        site.request_http("/", name="khac.example.vn")


@pytest.mark.parametrize(("host", "result"), [(HOST, "0 \n"), (f".{HOST}", "0 \n"), ("khac.example.vn", "1 curl: ")])
def test_install_asks_nginx_as_visitor_does(site, host, result):
    code = f"""
        . deploy/common.sh
        sleep() {{ SECONDS=$((SECONDS + 60)); }}
        ETC={site.folder} HTTPS={site.https} status=0
        wait_for_tls {host} || status=1
        echo "$status $tls_error"
    """
    done = subprocess.run(["bash", "-euc", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.startswith(result), done


def test_acme_challenge(site):
    folder = site.folder / "acme/.well-known/acme-challenge"
    folder.mkdir(parents=True)
    (folder / "abc").write_text("abc.def")
    response = site.request_http("/.well-known/acme-challenge/abc")
    assert (response.status, response.text) == (200, "abc.def")


def test_static_files_are_compressed_and_immutable(site):
    page = site.request("/").text + site.request(ARTICLE).text
    urls = set(re.findall(r'"(/static/[^"]+\.(?:css|js|svg))"', page))
    assert {Path(url).suffix for url in urls} >= {".css", ".js"}
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    for url in urls:
        plain, compressed = site.request(url), site.request(url, Accept_Encoding="gzip")
        assert plain.headers["Content-Type"] == kinds[Path(url).suffix]
        assert headers(plain, "Cache-Control", "X-Content-Type-Options") == [IMMUTABLE, "nosniff"]
        assert headers(plain, "Strict-Transport-Security", "Cross-Origin-Resource-Policy") == [HSTS, "same-origin"]
        if compressed.headers["Content-Encoding"]:
            assert gzip.decompress(compressed.body) == plain.body
    assert sum(site.request(one, Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip" for one in urls) >= 2
    assert not any(reaches_portal(site, url) for url in urls)
    if "brotli_static on;" in (site.folder / "site.conf").read_text():  # where nginx has Debian's module
        url = next(url for url in urls if url.endswith(".css"))
        encodings = [
            site.request(url, Accept_Encoding=offer).headers["Content-Encoding"] for offer in ("br, gzip", "gzip")
        ]
        assert encodings == ["br", "gzip"]


def test_static_files_have_content_types(site, portal):
    folder = Path(portal.environment["DATA_DIR"]) / "static"
    examples = {path.suffix: path for path in folder.rglob("*") if path.is_file()}
    skipped = {".gz", ".br", ""} | {suffix for suffix in examples if re.fullmatch(r"\.[0-9a-f]{12}", suffix)}
    for suffix, path in examples.items():
        if suffix not in skipped:
            response = site.request(f"/static/{path.relative_to(folder)}")
            assert response.status == 200, path
            assert response.headers["Content-Type"] != "application/octet-stream", path


def test_photo_response(site):
    urls = set(re.findall(r'/media/[^" ]+', site.request(ARTICLE).text))
    assert len(urls) >= 3
    for url in urls:
        photo = site.request(url)
        kind = {".jpg": "image/jpeg", ".webp": "image/webp"}[Path(url).suffix]
        assert (photo.status, photo.headers["Content-Type"]) == (200, kind)
        assert headers(photo, "Cache-Control", "X-Content-Type-Options") == [IMMUTABLE, "nosniff"]
        assert headers(photo, "Content-Security-Policy", "Content-Disposition") == [SANDBOX_POLICY, None]
        assert headers(photo, "Cross-Origin-Resource-Policy", "Strict-Transport-Security") == ["cross-origin", HSTS]
        assert not reaches_portal(site, url)


def test_document_is_downloaded_and_recording_played(site, media):
    for name in ["a.pdf", "a.docx", "a.xlsx", "a.odt", "a.zip"]:
        (media / name).write_bytes(b"<script>alert(1)</script>")
        document = site.request(f"/media/{name}")
        assert document.status == 200
        assert re.match(r"application/(pdf|zip|vnd\.o)", document.headers["Content-Type"])
        assert headers(document, "Content-Disposition", "X-Content-Type-Options") == ["attachment", "nosniff"]
        assert document.headers["Content-Security-Policy"] == SANDBOX_POLICY
    for name, kind in {"a.mp3": "audio/mpeg", "a.m4a": "audio/mp4", "a.mp4": "video/mp4"}.items():
        (media / name).write_bytes(b"<script>alert(1)</script>")
        part = site.request(f"/media/{name}", Range="bytes=0-1", Accept_Encoding="gzip")
        assert (part.status, part.body, part.headers["Content-Range"]) == (206, b"<s", "bytes 0-1/25")
        assert headers(part, "Content-Type", "X-Content-Type-Options") == [kind, "nosniff"]
        assert headers(part, "Content-Disposition", "Content-Security-Policy") == [None, SANDBOX_POLICY]


@pytest.mark.parametrize(
    "path",
    ["trang.html", "hinh.svg", "trang.jpg.html", "trang.php", "hinh.svgz", "trang.HTML", "", "anh", "anh/"]
    + ["trang.html%0a.jpg", "trang.html/.jpg", "trang.html%00.jpg", "trang.html;.jpg"]
    + ["lien-ket.jpg", "../bi-mat.jpg", "%2e%2e/bi-mat.jpg", "..%2fbi-mat.jpg", "anh/../../bi-mat.jpg"]
    + ["../database.sqlite3", "../static../bi-mat.jpg", "//../bi-mat.jpg", ".htaccess"],
)
def test_other_media_path_is_refused(site, media, path):
    (media / "anh").mkdir(exist_ok=True)
    for name in ["trang.html", "hinh.svg", "trang.jpg.html", "trang.php", "hinh.svgz", "trang.HTML", ".htaccess"]:
        (media / name).write_text("<script>secret</script>")
    (media.parent / "bi-mat.jpg").write_bytes(b"secret")
    if not (media / "lien-ket.jpg").is_symlink():
        (media / "lien-ket.jpg").symlink_to(media.parent / "bi-mat.jpg")
    response = site.request(f"/media/{path}")
    assert response.status in (400, 403, 404)
    assert "secret" not in response.text
    assert "Index of" not in response.text


def test_missing_file_gets_404_page_of_portal(site):
    for url in ["/static/", "/static/css/", "/khong-co/"]:
        response = site.request(url)
        assert (response.status, "Không tìm thấy trang" in response.text) == (404, True), url
    for url in ["/media/khong-co.jpg", "/static/khong-co.css"]:
        response = site.request(url)
        assert (response.status, response.text) == (404, "Không có ở đây.\n"), url


UPLOAD = "/quan-tri/news/article/1/anh/"
LARGE = str(33 * 2**20)


def body_files(site) -> list[str]:
    """Return the files, already without a name, in which nginx stores bodies while it reads them."""
    leader = site.server.pid
    workers = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    links = []
    for file in [file for worker in workers for file in Path(f"/proc/{worker}/fd").iterdir()]:
        with suppress(FileNotFoundError):
            links.append(os.readlink(file))
    return [link for link in links if link.startswith(str(site.folder / "body"))]


@pytest.mark.parametrize("path", ["/", "/quan-tri/login/", "/quan-tri/pages/page/add/", UPLOAD])
@pytest.mark.parametrize("cookie", ["", "luot_truy_cap=1", "a=sessionid=x", "xsessionid=x", "sessionid="])
def test_large_body_without_session_is_refused_unread(site, path, cookie):
    for length in ("65537", LARGE):
        with closing(site.connection()) as connection:
            connection.send_head(path, Content_Length=length, Cookie=cookie)
            response = connection.read_response()
            assert (response.status, "Tệp quá lớn" in response.text) == (413, True)


@pytest.mark.parametrize("path", ["/", "/quan-tri/", UPLOAD])
def test_body_without_length_or_session_stays_in_memory(site, path):
    with closing(site.connection()) as connection:
        connection.send_head(path, Transfer_Encoding="chunked")
        with suppress(ConnectionError):  # nginx closes the connection after its response
            for _ in range(66):
                connection.send(b"400\r\n" + b"x" * 1024 + b"\r\n")
                assert body_files(site) == []
        assert connection.read_response().status == 413


@pytest.mark.parametrize("name", ["sessionid", "__Host-sessionid"])
def test_large_body_with_session_is_read_where_staff_upload(site, name):
    with closing(site.connection()) as connection:
        connection.send_head(UPLOAD, Content_Length=str(200 * 1024), Cookie=f"a=b; {name}=x")
        connection.send(b"x" * 100 * 1024)
        helpers.wait_until(lambda: body_files(site))
        connection.send(b"x" * 100 * 1024)
        response = connection.read_response()
    assert (response.status, "Đăng nhập" in response.text) in [(302, False), (403, True), (403, False)]
    helpers.wait_until(lambda: not body_files(site))
    for path, length in [("/", "65537"), ("/quan-tri/pages/page/add/", LARGE), (UPLOAD, str(40 * 2**20))]:
        with closing(site.connection()) as connection:
            connection.send_head(path, Content_Length=length, Cookie=f"{name}=x")
            assert connection.read_response().status == 413


def test_form_of_staff_may_hold_long_text(site):
    response = site.request(
        "/quan-tri/pages/page/add/", method="POST", body=b"body=" + b"x" * 2**20, Cookie="sessionid=x"
    )
    assert response.status in (302, 403)


def test_slow_forms_of_one_address_are_bounded(site):
    with ExitStack() as connections:

        def send_slowly(client: str, path: str) -> Connection:
            connection = connections.enter_context(closing(site.connection(client=client)))
            connection.send_head(path, Content_Length="60000", Cookie="sessionid=x")
            connection.send(b"x" * 100)
            return connection

        def get_statuses(senders: list[Connection], limit: int) -> set[int]:
            """Return the statuses of those that nginx answered at once, all but `limit`; later it closes the rest."""

            def answered() -> list[socket.socket]:
                return select.select([sender.sock for sender in senders], [], [], 0)[0]

            helpers.wait_until(lambda: len(answered()) >= len(senders) - limit)
            statuses, ready = set(), answered()
            for sender in [sender for sender in senders if sender.sock in ready]:
                with suppress(OSError):
                    statuses.add(sender.read_response().status)
            return statuses

        assert 429 in get_statuses([send_slowly("127.0.0.2", "/") for _ in range(60)], limit=20)
        for client in ("127.0.0.1", "127.0.0.2"):  # everybody still reads
            with closing(site.connection(client=client)) as connection:
                assert [connection.request(ARTICLE).status for _ in range(5)] == [200] * 5
        assert 429 in get_statuses([send_slowly("127.0.0.3", UPLOAD) for _ in range(12)], limit=8)
        uploads = [send_slowly(f"127.0.0.{4 + number % 5}", UPLOAD) for number in range(30)]
        assert 429 in get_statuses(uploads, limit=12)


def test_slow_connections_are_closed(site):
    with ExitStack() as connections:
        silent = connections.enter_context(socket.create_connection(("127.0.0.1", site.https)))
        half_header = connections.enter_context(closing(site.connection()))
        half_header.connect()
        half_header.sock.sendall(b"GET / HTTP/1.1\r\nHost: ")
        half_body = connections.enter_context(closing(site.connection()))
        half_body.send_head("/", Content_Length="100")
        half_body.send(b"x")
        for connection in (silent, half_header.sock, half_body.sock):
            connection.settimeout(helpers.TIMEOUT)
            try:
                assert connection.recv(1024).startswith((b"", b"HTTP/1.1 408"))
            except ConnectionResetError:
                pass  # reset_timedout_connection


def test_malformed_request_gets_error_page(site):
    for more in [{"path": "/", "Host": "a b"}, {"path": "/" + "a" * 40_000}]:
        response = site.request(**more)
        assert (response.status, "Yêu cầu không hợp lệ" in response.text) in [(400, True), (414, True)]


def test_rate_limit_of_login_only(site):
    responses = [site.request("/quan-tri/login/", method="POST", body=b"")]
    while responses[-1].status == 403 and len(responses) < 200:  # no CSRF token
        responses.append(site.request("/quan-tri/login/", method="POST", body=b""))
    assert (responses[-1].status, "Quá nhiều yêu cầu" in responses[-1].text) == (429, True)
    assert len(responses) > 20
    assert [site.request("/quan-tri/login/").status, site.request(ARTICLE).status] == [200, 200]
    connection = site.connection()
    assert {connection.request(ARTICLE).status for _ in range(100)} == {200}
    connection.close()


def test_network_of_ipv6_counts_as_one_client(site):
    def sign_in(address: str) -> int:
        return site.request("/quan-tri/login/", method="POST", body=b"", X_Test_Client=address).status

    assert sign_in("2001:db8:1:2::1") == 403
    addresses = (f"2001:db8:1:2:{number:x}::1" for number in range(2, 200))
    assert 429 in map(sign_in, addresses)
    for other in ("2001:db8:1:3::1", "2001:db8::1", "2001:db8:2:2::1"):
        assert sign_in(other) == 403


def test_forwarded_headers_of_visitor_are_ignored(site):
    forged = {"X_Forwarded_Host": "khac.example.vn", "Forwarded": "host=khac.example.vn;proto=http"}
    response = site.request("/", X_Forwarded_Proto="http", X_Forwarded_For="10.0.0.1", **forged)
    assert (response.status, "khac.example.vn" in response.text) == (200, False)


def test_log_has_no_personal_data(site):
    site.request("/tim-kiem/?q=nguyen+van+a", Referer="https://noi-khac.example/", Cookie="sessionid=cua-ban-doc")
    site.request("/xem-truoc/bi-mat-cua-ban-nhap/")
    log = read_log(site, '"path":"/xem-truoc/…"')
    assert '"network":"127.0.0.0"' in log
    for text in ["127.0.0.1", "nguyen", "noi-khac", "bi-mat-cua", "cua-ban-doc", "Android"]:
        assert text not in log


def test_stopped_portal_gets_error_page_and_photos(site, portal):
    photo = re.search(r'/media/[^" ]+', site.request(ARTICLE).text)[0]
    portal.stop()
    response = site.request(ARTICLE)
    assert (response.status, "Trang tạm gián đoạn" in response.text) == (502, True)
    assert headers(response, "Cache-Control", "Strict-Transport-Security") == ["no-store", HSTS]
    assert site.request(photo).status == 200
    assert site.request("/tim-kiem/?q=nguyen+van+a").status == 502
    assert "nguyen" not in (site.folder / "saovang-error.log").read_text()
    portal.start()
    assert site.request(ARTICLE).status == 200
