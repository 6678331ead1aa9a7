"""The nginx site of deploy/, really running, in a folder of its own and with a certificate of its own."""

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
    include {folder}/site.conf;
}}
"""


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Connection(http.client.HTTPConnection):
    """To this machine, whatever the name that is asked for; with TLS where a context is given."""

    def __init__(self, port: int, name: str = HOST, context: ssl.SSLContext | None = None) -> None:
        super().__init__("127.0.0.1", port, timeout=helpers.TIMEOUT)
        self.name, self.context = name, context

    def connect(self) -> None:
        self.sock = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        if self.context:
            self.sock = self.context.wrap_socket(self.sock, server_hostname=self.name)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Header names with _ for -; a path goes as it is, never made sound."""
        self.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": self.name, "User_Agent": helpers.USER_AGENT} | headers
        if body is not None:
            sent["Content_Length"] = str(len(body))
        for name, value in sent.items():
            self.putheader(name.replace("_", "-"), value)
        self.endheaders(body)
        response = self.getresponse()
        return Answer(response.status, response.headers, response.read())


class Site:
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
        self.trust = ssl.create_default_context(cafile=str(folder / "tls/fullchain.pem"))
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
        made = subprocess.run(
            [ROOT / "deploy/site"], env=environment | variables, check=True, capture_output=True, text=True
        )
        (folder / "site.conf").write_text(made.stdout)
        user = "user root;" if os.getuid() == 0 else ""  # a test's folder is its owner's alone
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

    def connection(self, name: str = HOST) -> Connection:
        return Connection(self.https, name, self.trust)

    def ask(self, path: str, **more) -> Answer:
        """On a connection of its own."""
        connection = self.connection()
        try:
            return connection.ask(path, **more)
        finally:
            connection.close()

    def ask_in_the_clear(self, path: str, name: str = HOST) -> Answer:
        connection = Connection(self.http, name)
        try:
            return connection.ask(path)
        finally:
            connection.close()
