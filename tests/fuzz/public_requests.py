"""Malformed requests that anybody can send."""

from collections.abc import Iterator

from tests.fuzz.raw_http import FuzzRequest, build_request

# Parts of a URL, fields as they are.
VALUES = {
    "NUL": "%00",
    "NUL within": "a%00b",
    "percent alone": "%",
    "bad percent": "%zz",
    "cut UTF-8": "%e1%bb",
    "overlong slash": "%c0%af",
    "surrogate": "%ed%a0%80",
    "no UTF-8": "%ff%fe",
    "beyond Unicode": "%f8%88%80%80%80",
    "no character": "%ef%bf%bf",
    "byte order mark": "%ef%bb%bf",
    "right to left": "%e2%80%ae",
    "line end": "a%0d%0aSet-Cookie:%20a=b",
    "escape": "%1b[31m",
    "up": "../../etc/passwd",
    "up, encoded": "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "up, twice encoded": "%252e%252e%252f",
    "backslashes": "..%5c..%5cx",
    "quotes": "'%22%60",
    "SQL": "'%20OR%201=1--",
    "SQL wildcards": "%25_",
    "too large": "9" * 30,
    "negative": "-1",
    "NaN": "NaN",
    "exponent": "1e9",
    "Arabic digit": "%d9%a3",
    "full-width digit": "%ef%bc%91",
    "template": "%7b%7b7*7%7d%7d%7b%25%20debug%20%25%7d",
    "long": "a" * 3000,
    "many accents": "a" + "%cc%81" * 500,
}
PATHS = ["/", "/tin-tuc/", "/chuyen-muc/", "/trang/", "/thu-tuc-hanh-chinh/danh-muc/"]
PATHS += ["/phan-anh-kien-nghi/huong-dan/", "/xem-truoc/", "/rss/", "/media/", "/static/", "/sitemap-"]
PATHS += ["/tin-tuc/nam/", "/tep/", "/tep/1/", "/quan-tri/", "/quan-tri/tai-ve/"]
QUERIES = [
    "/?page=",
    "/tin-tuc/?page=",
    "/chuyen-muc/muc/?page=",
    "/tin-tuc/nam/2023/?page=",
    "/sitemap-articles.xml?p=",
]
QUERIES += ["/tim-kiem/?q=", "/tim-kiem/?q=tin&page=", "/tim-kiem/?q=tin&muc=", "/tim-kiem/?q=tin&nam="]
QUERIES += ["/thu-tuc-hanh-chinh/danh-muc/?q=", "/quan-tri/login/?next=", "/khong-co/?", "/?"]


def paths() -> Iterator[FuzzRequest]:
    for path in PATHS:
        for name, value in VALUES.items():
            yield FuzzRequest(f"{path} {name}", build_request(f"{path}{value}"))
            if path.endswith("/"):
                yield FuzzRequest(f"{path} {name} /", build_request(f"{path}{value}/"))
    for query in QUERIES:
        for name, value in VALUES.items():
            yield FuzzRequest(f"{query} {name}", build_request(f"{query}{value}"))
    for name, target in {
        "bytes beyond ASCII": "/tin-tức/".encode(),
        "bytes of no encoding": b"/\xff\xfe\x80/",
        "bytes in the query": b"/tim-kiem/?q=l\xe1\xbb\x85\xff",
        "a NUL as it is": b"/a\x00b",
        "control characters": b"/a\x01\x1b\x7f",
        "a tab": b"/a\tb",
        "a space": b"/a b",
        "no slash": b"tin-tuc/",
        "an asterisk": b"*",
        "empty": b"",
        "two slashes": b"//evil.example/tin-tuc/",
        "many slashes": b"/" * 2000,
        "only dots": b"/" + b"../" * 400,
        "a fragment": b"/tin-tuc/#x",
        "whole": b"http://evil.example/tin-tuc/",
        "of another scheme": b"ftp://127.0.0.1/",
        "of a bad port": b"http://127.0.0.1:99999/",
        "of bad brackets": b"http://[::1/",
        "host and port": b"127.0.0.1:80",
        "five thousand": b"/" + b"a" * 5000,
        "sixty thousand": b"/tim-kiem/?q=" + b"a" * 60_000,
        "ten thousand fields": b"/tim-kiem/?" + b"&".join(b"a%d=1" % number for number in range(500)),
        "the same field often": b"/tim-kiem/?" + b"q=tin&" * 400,
        "semicolons": b"/tim-kiem/?q=a;q=b;;=&&&==",
        "brackets": b"/tim-kiem/?q[]=a&q[b]=c&__proto__[x]=1",
        "no name": b"/tim-kiem/?=x",
        "two question marks": b"/tim-kiem/??q=??",
    }.items():
        yield FuzzRequest(f"target: {name}", build_request(target))


def methods() -> Iterator[FuzzRequest]:
    paths = ["/", "/tin-tuc/", "/tim-kiem/?q=tin", "/rss/", "/media/anh/x.jpg", "/static/css/base.css", "/healthz"]
    paths += ["/quan-tri/", "/quan-tri/login/", "/khong-co/"]
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "HEAD", "PROPFIND", "FOO"]:
        for path in paths:
            yield FuzzRequest(f"{method} {path}", build_request(path, method))
    for method in ["get", "G", "GET/", "GÉT", "A" * 300, "GET\0", "", " ", "GET GET", "-", "GET,HEAD"]:
        yield FuzzRequest(f"method {method[:12]!r}", build_request("/", method), must_refuse=True)
    for name, line in {
        "no version": b"GET /\r\n\r\n",
        "version 0.9": b"GET / HTTP/0.9\r\nHost: 127.0.0.1\r\n\r\n",
        "version 2": b"GET / HTTP/2.0\r\nHost: 127.0.0.1\r\n\r\n",
        "version 9.9": b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        "version of letters": b"GET / HTTP/x.y\r\nHost: 127.0.0.1\r\n\r\n",
        "another protocol": b"GET / RTSP/1.0\r\nHost: 127.0.0.1\r\n\r\n",
        "HTTP/2 by prior knowledge": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)),
        "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
        "SOCKS": b"\x05\x01\x00",
        "nothing but line ends": b"\r\n" * 50,
        "nothing": b"",
        "zeros": bytes(5000),
        "cut within the line": b"GET /tin-tuc",
        "cut within the headers": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-",
        "line ends of old Macs": b"GET / HTTP/1.1\rHost: 127.0.0.1\r\r",
        "a smuggled second request": build_request("/", body=b"GET /quan-tri/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
    }.items():
        yield FuzzRequest(f"line: {name}", line)


def headers() -> Iterator[FuzzRequest]:
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "127.0.0.1:80:80",
        "127.0.0.1:abc",
    ]:
        yield FuzzRequest(f"Host {host}", build_request("/", headers={"Host": host}), must_refuse=True)
    for host in [
        "",
        " ",
        "[::1",
        "127.0.0.1/",
        "127.0.0.1#",
        "127.0.0.1\\",
        "a b",
        "..",
        "ví-dụ.vn",
        "x" * 5000,
        "'\"",
    ]:
        yield FuzzRequest(f"Host {host[:20]!r}", build_request("/tin-tuc/", headers={"Host": host}), must_refuse=True)
    yield FuzzRequest("Host none", build_request("/", headers={"Host": None}))
    yield FuzzRequest("Host twice", build_request("/", raw_headers=b"Host: evil.example\r\n"), must_refuse=True)
    yield FuzzRequest(
        "Host evil elsewhere", build_request("/khong-co/", headers={"Host": "evil.example"}), must_refuse=True
    )
    for name, lines in {
        "a field of 60 kB": b"X-A: " + b"a" * 60_000 + b"\r\n",
        "two thousand fields": b"".join(b"X-%d: 1\r\n" % number for number in range(2000)),
        "a folded field": b"X-A: a\r\n b\r\n",
        "a field without colon": b"X-A\r\n",
        "a field without name": b": a\r\n",
        "a space before the colon": b"X-A : a\r\n",
        "a NUL in a name": b"X-\x00A: a\r\n",
        "a NUL in a value": b"X-A: a\x00b\r\n",
        "a carriage return in a value": b"X-A: a\rb\r\n",
        "an underscore": b"X_Forwarded_For: 1.2.3.4\r\n",
        "a bad length": b"Content-Length: abc\r\n",
        "a negative length": b"Content-Length: -1\r\n",
        "a length with a sign": b"Content-Length: +1\r\n",
        "a huge length": b"Content-Length: " + b"9" * 40 + b"\r\n",
        "two lengths": b"Content-Length: 1\r\nContent-Length: 2\r\n",
        "length and coding": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "an unknown coding": b"Transfer-Encoding: gibberish\r\n",
        "chunked twice": b"Transfer-Encoding: chunked, chunked\r\n",
        "chunked not last": b"Transfer-Encoding: chunked, gzip\r\n",
        "an expectation": b"Expect: 200-nothing\r\n",
    }.items():
        yield FuzzRequest(f"headers: {name}", build_request("/quan-tri/login/", "POST", raw_headers=lines))
    values = ["", ",", "a" * 4000, "\x80\xff", "ữ", '"', "'; --", "%00", "-1", "NaN", "\t", "=,;", "{{7*7}}", "0" * 300]
    names = ["Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset", "User-Agent", "Referer", "Origin"]
    names += ["If-None-Match", "If-Modified-Since", "If-Match", "If-Range", "X-Forwarded-For", "X-Forwarded-Proto"]
    names += ["X-Forwarded-Host", "Forwarded", "X-Request-ID", "X-HTTP-Method-Override", "Upgrade", "Authorization"]
    names += ["Content-Type", "Cache-Control", "Sec-Purpose", "Cookie", "Transfer-Encoding", "Date"]
    for number, name in enumerate(names):
        for index, value in enumerate(values):
            path = ["/", "/tim-kiem/?q=tin", "/khong-co/", "/static/css/base.css", "/quan-tri/login/"][
                (number + index) % 5
            ]
            yield FuzzRequest(f"{name}: {value[:12]!r} {path}", build_request(path, headers={name: value}))


def ranges(files: list[str]) -> Iterator[FuzzRequest]:
    """Yield requests with malformed ranges and conditions for the URLs `files`."""
    values = ["bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=99999999999-", "bytes=0-99999999999", "bytes=-99999999999"]
    values += ["bytes=0-1,2-3,4-5", "bytes=" + "0-," * 2000, "bytes=--1", "bytes=a-b", "bytes=٣-", "items=0-1", "bytes"]
    values += ["bytes=", "=", "bytes=0-0" * 50, "bytes=\x80-"]
    for file in files:
        for value in values:
            yield FuzzRequest(f"Range {value[:20]!r} {file}", build_request(file, headers={"Range": value}))
        for value in ['"', "*", "W/", "Thu, 99 Foo 9999 99:99:99 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "1" * 500]:
            conditions = {"If-Modified-Since": value, "If-None-Match": value, "If-Range": value, "Range": "bytes=0-3"}
            yield FuzzRequest(f"conditions {value[:20]!r} {file}", build_request(file, headers=conditions))


def cookies() -> Iterator[FuzzRequest]:
    for name, value in {
        "a forged visit": "luot_truy_cap=%00",
        "a visit without value": "luot_truy_cap",
        "the visit twice": "luot_truy_cap=1; luot_truy_cap=2",
        "the visit in capitals": "LUOT_TRUY_CAP=1",
        "the visit within another": "x=luot_truy_cap=1",
        "a session of nothing": "sessionid=" + "a" * 32,
        "a session of NUL": "sessionid=%00",
        "a session of quotes": "sessionid='\"; DROP",
        "a session, long": "sessionid=" + "a" * 7000,
        "a session of bytes": "sessionid=\x80\xff",
        "a session without value": "sessionid",
        "an octal": 'sessionid="\\000\\777\\"',
        "a CSRF token of nothing": "csrftoken=",
        "a CSRF token of junk": "csrftoken=%00'\"<>",
        "messages of junk": "messages=eJwB:junk",
        "messages, long": "messages=" + "[" * 6000,
        "a thousand": "; ".join(f"a{number}={number}" for number in range(900)),
        "semicolons": ";;;;===;;;=",
        "bytes": "\xff=\xfe",
        "a comma": "a=b,c=d",
    }.items():
        for path in ["/", "/quan-tri/", "/quan-tri/login/", "/tim-kiem/?q=tin", "/khong-co/"]:
            yield FuzzRequest(f"cookie: {name} {path}", build_request(path, headers={"Cookie": value}))
    for junk in ["\0", "\n", "\x01"]:
        raw = build_request("/", headers={"Cookie": f"luot_truy_cap={junk}1"})
        yield FuzzRequest(f"cookie: control {junk!r}", raw)


TOKEN = "a" * 32
CSRF = {"Cookie": f"csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


def part(disposition: str, content: bytes = b"a", content_type: str = "") -> bytes:
    lines = f"--x\r\nContent-Disposition: {disposition}\r\n" + (
        f"Content-Type: {content_type}\r\n" if content_type else ""
    )
    return lines.encode("utf-8", "surrogateescape") + b"\r\n" + content + b"\r\n"


END = b"--x--\r\n"
BODIES: dict[str, tuple[str, bytes]] = {
    "NUL": (FORM, b"login=%00&password=a%00b&code=%00"),
    "bytes": (FORM, b"login=\xff\xfe&password=\x80&code=\xc3"),
    "bad percent": (FORM, b"login=%zz&password=%&code=%e1%bb"),
    "surrogate": (FORM, b"login=%ed%a0%80&password=%ed%a0%80&code=%ed%a0%80"),
    "long": (FORM, b"login=" + b"a" * 20_000 + b"&password=" + b"b" * 20_000 + b"&code=" + b"1" * 20_000),
    "Arabic digits": (FORM, "login=٣&password=٣٣٣٣٣٣&code=٣٣٣٣٣٣".encode()),
    "control": (FORM, b"login=a%0d%0ab%1b&password=%0a&code=1%0a"),
    "many fields": (FORM, b"&".join(b"a%d=1" % number for number in range(30_000))),
    "another site": (FORM, b"next=//evil.example/&login=a&code=1"),
    "another site, encoded": (FORM, b"next=%0d%0aLocation:%20//evil.example&login=a&code=1"),
    "an unknown charset": (f"{FORM}; charset=gibberish", b"login=a"),
    "UTF-16": (f"{FORM}; charset=utf-16", "login=a&password=b".encode("utf-16")),
    "UTF-7": (f"{FORM}; charset=utf-7", b"login=+AAA-"),
    "JSON": ("application/json", b'{"login": "a"}'),
    "JSON of nothing": ("application/json", b"[" * 20_000),
    "XML": ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "no content type": ("", b"login=a"),
    "a junk content type": ("/;=\x80", b"login=a"),
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "an empty boundary": ("multipart/form-data; boundary=", b"--\r\n"),
    "a boundary of bytes": ("multipart/form-data; boundary=\xff", b"--\xff\r\n"),
    "a long boundary": (f"multipart/form-data; boundary={'x' * 3000}", b"--x\r\n"),
    "another boundary": ("multipart/form-data; boundary=y", part('form-data; name="login"') + END),
    "cut": (PARTS, part('form-data; name="login"')[:-5]),
    "cut in a file": (PARTS, part('form-data; name="file"; filename="a.jpg"', bytes(5000), "image/jpeg")[:-2000]),
    "no end": (PARTS, part('form-data; name="login"')),
    "only an end": (PARTS, END),
    "no name": (PARTS, part("form-data") + END),
    "a name of NUL": (PARTS, part('form-data; name="\0"') + END),
    "many parts": (PARTS, b"".join(part(f'form-data; name="a{number}"') for number in range(3000)) + END),
    "many files": (PARTS, b"".join(part(f'form-data; name="a{n}"; filename="b"') for n in range(300)) + END),
    "long headers": (PARTS, part('form-data; name="login"', content_type="a" * 50_000) + END),
    "base64 of junk": (PARTS, part('form-data; name="a"\r\nContent-Transfer-Encoding: base64', b"===") + END),
    "parts in parts": (PARTS, part('form-data; name="a"', END, "multipart/mixed; boundary=x") + END),
}
FILE_NAMES = [
    "",
    ".",
    "..",
    "../../etc/passwd",
    "a\0.jpg",
    "a%00.jpg",
    "a\r\nb.jpg",
    "C:\\a\\b.jpg",
    "a" * 400 + ".jpg",
]
FILE_NAMES += ["\udcff.jpg", "<script>.jpg", '"', "/", "a/b", "con", "ữ.jpg", "\u202egpj.exe", "=cmd|a", "{{7*7}}.jpg"]


def bodies(paths: list[str], headers: dict[str, str], names: list[str]) -> Iterator[FuzzRequest]:
    """Yield malformed POST requests for each of `paths`, with files in the fields `names`."""
    for path in paths:
        for name, (content_type, body) in BODIES.items():
            fields = headers | {"Content-Type": content_type or None}
            yield FuzzRequest(f"body: {name} {path}", build_request(path, "POST", fields, body))
        for field in names:
            for name in FILE_NAMES:
                body = part(f'form-data; name="{field}"; filename="{name}"', b"a", "image/jpeg") + END
                fields = headers | {"Content-Type": PARTS}
                yield FuzzRequest(f"file name: {name[:20]!r} {path}", build_request(path, "POST", fields, body))
        yield FuzzRequest(
            f"body: shorter than Content-Length {path}",
            build_request(path, "POST", headers | {"Content-Length": "900"}, b"a"),
        )
        for name, chunks in {
            "chunks": b"zz\r\na\r\n0\r\n\r\n",
            "size": b"f" * 40 + b"\r\n",
            "end": b"1\r\na",
            "ext": b"1;\n\r\na\r\n0\r\n\r\n",
        }.items():
            fields = headers | {"Transfer-Encoding": "chunked", "Content-Type": FORM}
            yield FuzzRequest(
                f"chunked: bad {name} {path}",
                build_request(path, "POST", fields, b"").rstrip(b"\r\n") + b"\r\n\r\n" + chunks,
            )
