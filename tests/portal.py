"""A real portal for a test: its own folder, its own processes, gunicorn as in production."""

import os
import secrets
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests import parts

ROOT = Path(__file__).parent.parent


class Portal:
    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = parts.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.server: subprocess.Popen | None = None
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
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
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, application: str = "saovang.wsgi", log: IO[bytes] | None = None) -> None:
        """`log` gets all that the server says."""
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "saovang/gunicorn.py", application],
            cwd=ROOT,
            env=self.environment,
            stdout=log or subprocess.DEVNULL,
            stderr=log,
        )
        parts.wait_for_port(self.port, self.server)

    @property
    def workers(self) -> list[int]:
        """The process ids of the server's workers."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(parts.LONG)


class Visitor:
    """A browser without a screen: keeps its cookies."""

    def __init__(self, url: str, user_agent: str = parts.BROWSER) -> None:
        self.url = url
        self.user_agent = user_agent
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        request = Request(self.url + path, headers={"User-Agent": self.user_agent})
        try:
            with self.browser.open(request, timeout=parts.LONG) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()
