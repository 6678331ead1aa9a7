"""A real portal for a test, with its own folder and gunicorn as in production, and clients for it."""

import os
import secrets
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests.helpers import TIMEOUT, USER_AGENT
from tests.servers import free_port, wait_for_port

ROOT = Path(__file__).parent.parent


class Portal:
    """A portal in `folder`. `environment` overrides its settings."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.server: subprocess.Popen | None = None
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "ENV_FILE": os.devnull,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "off",
            "DATA_DIR": str(folder),
            "DATABASE_URL": "",
            "CACHE_URL": "",
            "BIND": f"127.0.0.1:{self.port}",
            **environment,
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command and return its output. Raises AssertionError with its error output if it fails."""
        completed = self._manage(*arguments)
        assert completed.returncode == 0, completed.stderr
        return completed.stdout

    def manage_error(self, *arguments: str) -> str:
        """Run a management command that must fail without a traceback, and return its error output."""
        completed = self._manage(*arguments)
        assert completed.returncode != 0
        assert "Traceback" not in completed.stderr, completed.stderr
        return completed.stderr

    def _manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def start(self, application: str = "saovang.wsgi", log: IO[bytes] | None = None) -> None:
        """Start gunicorn and wait until it listens. Its output goes to `log`."""
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "saovang/gunicorn.py", application],
            cwd=ROOT,
            env=self.environment,
            stdout=log or subprocess.DEVNULL,
            stderr=log,
        )
        wait_for_port(self.port, self.server)

    @property
    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(TIMEOUT)


class Visitor:
    """An HTTP client that stores cookies, as a browser does, and runs no scripts."""

    def __init__(self, url: str, user_agent: str = USER_AGENT) -> None:
        self.url = url
        self.user_agent = user_agent
        self.cookies = CookieJar()
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of a page."""
        return self._request(Request(self.url + path))

    def _request(self, request: Request) -> tuple[int, str]:
        request.add_header("User-Agent", self.user_agent)
        try:
            with self.opener.open(request, timeout=TIMEOUT) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()


class AdminClient(Visitor):
    """A client that is signed in as a new administrator."""

    def __init__(self, portal: Portal, name: str = "quan-tri") -> None:
        super().__init__(portal.url)
        self.name, self.password = name, portal.manage("add_administrator", name).split()[-1]
        self.sign_in()

    def sign_in(self) -> None:
        self.get("/quan-tri/login/")
        status, page = self.post("/quan-tri/login/", login=self.name, password=self.password)
        assert (status, "Đăng xuất" in page) == (200, True)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Post a form and return status and text of the page it redirects to."""
        return self._send(path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def upload(self, path: str, content: bytes, name: str = "anh.jpg") -> tuple[int, str]:
        """Post one file and return status and text of the response."""
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        return self._send(path, head + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x")

    def _send(self, path: str, body: bytes, content_type: str) -> tuple[int, str]:
        token = next(cookie.value for cookie in self.cookies if cookie.name.endswith("csrftoken"))
        return self._request(Request(self.url + path, body, {"Content-Type": content_type, "X-CSRFToken": token}))
