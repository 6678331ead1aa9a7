"""A real portal for a test: its own folder, its own processes, gunicorn as in production."""

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

from tests import helpers

ROOT = Path(__file__).parent.parent


class Portal:
    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = helpers.free_port()
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
        """Run a management command; gives what it printed, raises with its error output where it fails."""
        done = self._run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *arguments: str) -> str:
        """What a management command says that must fail; never a traceback."""
        done = self._run(*arguments)
        assert done.returncode != 0
        assert "Traceback" not in done.stderr
        return done.stderr

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def start(self, application: str = "saovang.wsgi", log: IO[bytes] | None = None) -> None:
        """`log` gets all that the server says."""
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "saovang/gunicorn.py", application],
            cwd=ROOT,
            env=self.environment,
            stdout=log or subprocess.DEVNULL,
            stderr=log,
        )
        helpers.wait_for_port(self.port, self.server)

    @property
    def workers(self) -> list[int]:
        """The process ids of the server's workers."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(helpers.LONG)


class Visitor:
    """A browser without a screen: keeps its cookies."""

    def __init__(self, url: str, user_agent: str = helpers.BROWSER) -> None:
        self.url = url
        self.user_agent = user_agent
        self.cookies = CookieJar()
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        return self._ask(Request(self.url + path))

    def _ask(self, request: Request) -> tuple[int, str]:
        request.add_header("User-Agent", self.user_agent)
        try:
            with self.browser.open(request, timeout=helpers.LONG) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()


class SaoVangAdminSite(Visitor):
    """A new administrator, signed in with a password, as a browser does it."""

    def __init__(self, portal: Portal, name: str = "quan-tri") -> None:
        super().__init__(portal.url)
        self.name, self.password = name, portal.manage("add_administrator", name).split()[-1]
        self.sign_in()

    def sign_in(self) -> None:
        self.get("/quan-tri/login/")
        status, page = self.post("/quan-tri/login/", login=self.name, password=self.password)
        assert (status, "Đăng xuất" in page) == (200, True)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Status and text of where a form leads to."""
        return self._send(path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def upload(self, path: str, content: bytes, name: str = "anh.jpg") -> tuple[int, str]:
        """The same of a file sent on its own."""
        start = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        return self._send(path, start + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x")

    def _send(self, path: str, body: bytes, kind: str) -> tuple[int, str]:
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        return self._ask(Request(self.url + path, body, {"Content-Type": kind, "X-CSRFToken": token}))
