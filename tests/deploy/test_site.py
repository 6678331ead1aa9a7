"""What nginx answers by itself, and what it lets through to the portal."""

import gzip
import re
import socket
import ssl
from pathlib import Path

import pytest

from tests import helpers
from tests.deploy.site import HOST, Answer

FOR_GOOD = "public, max-age=31536000, immutable"
HSTS = "max-age=31536000; includeSubDomains"
NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'; sandbox"
ARTICLE = "/tin-tuc/tin-cu/"


def log(site, word: str) -> str:
    """All of it, once the line with this word is written, which is after the answer."""
    file = site.folder / "saovang.log"
    helpers.wait_until(lambda: word in file.read_text())
    return file.read_text()


def asks_the_portal(site, path: str) -> bool:
    (line,) = [line for line in log(site, f'"{path}"').splitlines() if f'"path":"{path}"' in line][-1:]
    return '"portal":""' not in line


def headers(answer: Answer, *names: str) -> list[str | None]:
    return [answer.headers[name] for name in names]


@pytest.fixture(scope="module")
def media(portal) -> Path:
    return Path(portal.environment["DATA_DIR"]) / "media"


def test_pages_come_over_tls_and_only_there(site):
    page = site.ask(ARTICLE)
    assert (page.status, "Đoạn một" in page.text) == (200, True)
    assert page.headers["Strict-Transport-Security"] == HSTS
    assert page.headers["Server"] == "nginx"
    moved = site.ask_in_the_clear("/tim-kiem/?q=c%C3%A2y")
    assert (moved.status, moved.headers["Location"]) == (301, f"https://{HOST}/tim-kiem/?q=c%C3%A2y")


def test_old_tls_is_refused_and_http2_spoken(site):
    def agreed(context: ssl.SSLContext) -> tuple[str | None, str | None]:
        with socket.create_connection(("127.0.0.1", site.https)) as plain:
            with context.wrap_socket(plain, server_hostname=HOST) as secure:
                return secure.version(), secure.selected_alpn_protocol()

    context = ssl.create_default_context(cafile=site.folder / "tls/fullchain.pem")
    context.set_alpn_protocols(["h2", "http/1.1"])
    assert agreed(context) == ("TLSv1.3", "h2")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert agreed(context) == ("TLSv1.2", "h2")
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="deprecated"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol"):
        agreed(context)


def test_a_foreign_name_gets_nothing(site):
    with pytest.raises(ssl.SSLError):
        site.connection("khac.example.vn").ask("/")
    with pytest.raises(ConnectionError):
        site.ask("/", Host="khac.example.vn")
    with pytest.raises(ConnectionError):
        site.ask_in_the_clear("/", name="khac.example.vn")


def test_lets_encrypt_finds_its_answer(site):
    folder = site.folder / "acme/.well-known/acme-challenge"
    folder.mkdir(parents=True)
    (folder / "abc").write_text("abc.def")
    answer = site.ask_in_the_clear("/.well-known/acme-challenge/abc")
    assert (answer.status, answer.text) == (200, "abc.def")


def test_static_files_come_compressed_and_for_good(site):
    page = site.ask("/").text + site.ask(ARTICLE).text
    addresses = set(re.findall(r'"(/static/[^"]+\.(?:css|js|svg))"', page))
    assert {Path(address).suffix for address in addresses} >= {".css", ".js"}
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    for address in addresses:
        plain, packed = site.ask(address), site.ask(address, Accept_Encoding="gzip")
        assert plain.headers["Content-Type"] == kinds[Path(address).suffix]
        assert headers(plain, "Cache-Control", "X-Content-Type-Options") == [FOR_GOOD, "nosniff"]
        assert headers(plain, "Strict-Transport-Security", "Cross-Origin-Resource-Policy") == [HSTS, "same-origin"]
        if packed.headers["Content-Encoding"]:
            assert gzip.decompress(packed.body) == plain.body
    assert sum(site.ask(one, Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip" for one in addresses) >= 2
    assert not any(asks_the_portal(site, address) for address in addresses)
    if "brotli_static on;" in (site.folder / "site.conf").read_text():  # where nginx has Debian's module
        address = next(address for address in addresses if address.endswith(".css"))
        encodings = [
            site.ask(address, Accept_Encoding=offer).headers["Content-Encoding"] for offer in ("br, gzip", "gzip")
        ]
        assert encodings == ["br", "gzip"]


def test_every_static_file_has_its_kind(site, portal):
    folder = Path(portal.environment["DATA_DIR"]) / "static"
    one_of_each = {path.suffix: path for path in folder.rglob("*") if path.is_file()}
    nothing = {".gz", ".br", ""} | {suffix for suffix in one_of_each if re.fullmatch(r"\.[0-9a-f]{12}", suffix)}
    for suffix, path in one_of_each.items():
        if suffix not in nothing:
            answer = site.ask(f"/static/{path.relative_to(folder)}")
            assert (answer.status, answer.headers["Content-Type"] != "application/octet-stream") == (200, True), path


def test_a_photo_is_a_photo_and_nothing_else(site):
    addresses = set(re.findall(r'/media/[^" ]+', site.ask(ARTICLE).text))
    assert len(addresses) >= 3
    for address in addresses:
        photo = site.ask(address)
        kind = {".jpg": "image/jpeg", ".webp": "image/webp"}[Path(address).suffix]
        assert (photo.status, photo.headers["Content-Type"]) == (200, kind)
        assert headers(photo, "Cache-Control", "X-Content-Type-Options") == [FOR_GOOD, "nosniff"]
        assert headers(photo, "Content-Security-Policy", "Content-Disposition") == [NOTHING_RUNS, None]
        assert headers(photo, "Cross-Origin-Resource-Policy", "Strict-Transport-Security") == ["cross-origin", HSTS]
        assert not asks_the_portal(site, address)


def test_a_document_is_saved_not_opened(site, media):
    for name in ["a.pdf", "a.docx", "a.xlsx", "a.odt", "a.zip"]:
        (media / name).write_bytes(b"<script>alert(1)</script>")
        document = site.ask(f"/media/{name}")
        assert document.status == 200
        assert re.match(r"application/(pdf|zip|vnd\.o)", document.headers["Content-Type"])
        assert headers(document, "Content-Disposition", "X-Content-Type-Options") == ["attachment", "nosniff"]
        assert document.headers["Content-Security-Policy"] == NOTHING_RUNS


@pytest.mark.parametrize(
    "path",
    ["trang.html", "hinh.svg", "trang.jpg.html", "trang.php", "hinh.svgz", "trang.HTML", "", "anh", "anh/"]
    + ["trang.html%0a.jpg", "trang.html/.jpg", "trang.html%00.jpg", "trang.html;.jpg"]
    + ["lien-ket.jpg", "../bi-mat.jpg", "%2e%2e/bi-mat.jpg", "..%2fbi-mat.jpg", "anh/../../bi-mat.jpg"]
    + ["../database.sqlite3", "../static../bi-mat.jpg", "//../bi-mat.jpg", ".htaccess"],
)
def test_nothing_else_is_served(site, media, path):
    (media / "anh").mkdir(exist_ok=True)
    for name in ["trang.html", "hinh.svg", "trang.jpg.html", "trang.php", "hinh.svgz", "trang.HTML", ".htaccess"]:
        (media / name).write_text("<script>secret</script>")
    (media.parent / "bi-mat.jpg").write_bytes(b"secret")
    if not (media / "lien-ket.jpg").is_symlink():
        (media / "lien-ket.jpg").symlink_to(media.parent / "bi-mat.jpg")
    answer = site.ask(f"/media/{path}")
    assert answer.status in (400, 403, 404)
    assert "secret" not in answer.text
    assert "Index of" not in answer.text


def test_what_is_not_there_gets_the_portals_page(site):
    for address in ["/media/khong-co.jpg", "/static/khong-co.css", "/static/", "/static/css/", "/khong-co/"]:
        answer = site.ask(address)
        assert (answer.status, "Không tìm thấy trang" in answer.text) == (404, True), address


def test_too_large_a_body_gets_a_sentence(site):
    connection = site.connection()
    connection.putrequest("POST", "/quan-tri/login/", skip_host=True)
    connection.putheader("Host", HOST)
    connection.putheader("Content-Length", str(40 * 2**20))
    connection.endheaders()
    response = connection.getresponse()
    assert (response.status, "Tệp quá lớn" in response.read().decode()) == (413, True)
    connection.close()


def test_a_request_that_nginx_cannot_read_gets_a_sentence(site):
    for more in [{"path": "/", "Host": "a b"}, {"path": "/" + "a" * 40_000}]:
        answer = site.ask(**more)
        assert (answer.status, "Yêu cầu không đọc được" in answer.text) in [(400, True), (414, True)]


def test_guessing_passwords_is_slowed_and_reading_is_not(site):
    answers = [site.ask("/quan-tri/login/", method="POST", body=b"")]
    while answers[-1].status == 403 and len(answers) < 200:  # no CSRF token
        answers.append(site.ask("/quan-tri/login/", method="POST", body=b""))
    assert (answers[-1].status, "Quá nhiều yêu cầu" in answers[-1].text) == (429, True)
    assert len(answers) > 20
    assert [site.ask("/quan-tri/login/").status, site.ask(ARTICLE).status] == [200, 200]
    connection = site.connection()
    assert {connection.ask(ARTICLE).status for _ in range(100)} == {200}
    connection.close()


def test_what_a_visitor_claims_is_not_believed(site):
    claims = {"X_Forwarded_Host": "khac.example.vn", "Forwarded": "host=khac.example.vn;proto=http"}
    answer = site.ask("/", X_Forwarded_Proto="http", X_Forwarded_For="10.0.0.1", **claims)
    assert (answer.status, "khac.example.vn" in answer.text) == (200, False)


def test_the_log_holds_nothing_personal(site):
    site.ask("/tim-kiem/?q=nguyen+van+a", Referer="https://noi-khac.example/", Cookie="sessionid=cua-ban-doc")
    site.ask("/xem-truoc/bi-mat-cua-ban-nhap/")
    written = log(site, '"path":"/xem-truoc/…"')
    assert '"network":"127.0.0.0"' in written
    for word in ["127.0.0.1", "nguyen", "noi-khac", "bi-mat-cua", "cua-ban-doc", "Android"]:
        assert word not in written


def test_without_the_portal_there_is_a_sentence_and_the_photos(site, portal):
    photo = re.search(r'/media/[^" ]+', site.ask(ARTICLE).text)[0]
    portal.stop()
    answer = site.ask(ARTICLE)
    assert (answer.status, "Trang đang tạm nghỉ" in answer.text) == (502, True)
    assert headers(answer, "Cache-Control", "Strict-Transport-Security") == ["no-store", HSTS]
    assert site.ask(photo).status == 200
    portal.start()
    assert site.ask(ARTICLE).status == 200
