"""nginx with the site of deploy/, in a folder of its own and with its own certificate."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests import helpers, servers
from tests.portal import ROOT

HOST = "xa.example.vn"
CONFIGURATION = """
{user}
include /etc/nginx/modules-enabled/*brotli*.conf;
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    # A test names another client in a header.
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Test-Client;
    include {folder}/site.conf;
}}
"""


@dataclass
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Connection(http.client.HTTPConnection):
    """A connection to this machine for any host name, with TLS if `context` is given, from the address `client`."""

    def __init__(
        self, port: int, name: str = HOST, context: ssl.SSLContext | None = None, client: str = "127.0.0.1"
    ) -> None:
        super().__init__("127.0.0.1", port, timeout=helpers.TIMEOUT)
        self.host_name, self.context, self.client = name, context, client

    def connect(self) -> None:
        self.sock = socket.create_connection(("127.0.0.1", self.port), self.timeout, (self.client, 0))
        if self.context:
            self.sock = self.context.wrap_socket(self.sock, server_hostname=self.host_name)

    def request(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Response:
        """Send a request with an unchanged path. `headers` are written with _ instead of -."""
        if body is not None:
            headers["Content_Length"] = str(len(body))
        self.send_head(path, method, **headers)
        if body:
            self.send(body)
        return self.read_response()

    def send_head(self, path: str, method: str = "POST", **headers: str) -> None:
        """Send a request without its body."""
        self.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in ({"Host": self.host_name, "User_Agent": helpers.USER_AGENT} | headers).items():
            self.putheader(name.replace("_", "-"), value)
        self.endheaders()

    def read_response(self) -> Response:
        response = self.getresponse()
        return Response(response.status, response.headers, response.read())


class NginxSite:
    """nginx in front of `upstream`, with the files in `data`. `variables` override those of deploy/site."""

    def __init__(self, folder: Path, data: Path, upstream: str, **variables: str) -> None:
        helpers.require("nginx hoặc openssl", shutil.which("nginx"), shutil.which("openssl"))
        self.folder, self.http, self.https = folder, servers.free_port(), servers.free_port()
        (folder / "tls").mkdir()
        (folder / "modules").symlink_to("/usr/lib/nginx/modules")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
            + ["-days", "1", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
            + ["-keyout", folder / "tls/privkey.pem", "-out", folder / "tls/fullchain.pem"],
            check=True,
            capture_output=True,
        )
        self.tls_context = ssl.create_default_context(cafile=str(folder / "tls/fullchain.pem"))
        environment = os.environ | {
            "HOSTS": HOST,
            "DATA": str(data),
            "TLS": str(folder / "tls"),
            "LOGS": str(folder),
            "ACME": str(folder / "acme"),
            "PAGES": str(ROOT / "deploy/nginx"),
            "UPSTREAM": upstream,
            "HTTP": str(self.http),
            "HTTPS": str(self.https),
        }
        completed = subprocess.run(
            [ROOT / "deploy/site"], env=environment | variables, check=True, capture_output=True, text=True
        )
        (folder / "site.conf").write_text(completed.stdout)
        user = "user root;" if os.getuid() == 0 else ""  # pytest's folders are private
        (folder / "nginx.conf").write_text(CONFIGURATION.format(user=user, folder=folder))

    def start(self) -> None:
        errors = str(self.folder / "error.log")
        self.server = subprocess.Popen(
            ["nginx", "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", errors], stderr=subprocess.DEVNULL
        )
        servers.wait_for_port(self.https, self.server)

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(helpers.TIMEOUT)

    def connection(self, name: str = HOST, client: str = "127.0.0.1") -> Connection:
        return Connection(self.https, name, self.tls_context, client)

    def request(self, path: str, **more) -> Response:
        """Send a request over HTTPS on a new connection."""
        connection = self.connection()
        try:
            return connection.request(path, **more)
        finally:
            connection.close()

    def request_http(self, path: str, name: str = HOST) -> Response:
        """Send a request over plain HTTP on a new connection."""
        connection = Connection(self.http, name)
        try:
            return connection.request(path)
        finally:
            connection.close()
