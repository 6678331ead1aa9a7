import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import helpers, servers
from tests.browser.pages import complaints_of
from tests.portal import Portal

expect.set_options(timeout=helpers.TIMEOUT * 1000)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    program = servers.chromium()
    helpers.require("Chromium", program)
    return {
        "executable_path": program,
        "args": [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict:
    return {"user_agent": helpers.USER_AGENT, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture
def context(context):
    context.set_default_timeout(helpers.TIMEOUT * 1000)
    return context


@pytest.fixture(scope="session")
def portal(tmp_path_factory, browser_type_launch_args, make_once, prepared_folder):
    """The portal as `make run` leaves it: the sample, and the staff account in `portal.password`."""

    def set_up(folder: Path) -> None:
        shutil.copytree(prepared_folder, folder, dirs_exist_ok=True)
        (folder / "printed").write_text(Portal(folder).manage("setup"))

    portal = Portal(shutil.copytree(make_once("sample", set_up), tmp_path_factory.mktemp("portal") / "data"))
    portal.password = re.search(r"Mật khẩu .*: (\S+)", (portal.folder / "printed").read_text())[1]
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def quiet_page(page, portal):
    """A page in which any script error, console message, refused or foreign request fails the test."""
    complaints = complaints_of(page)

    def failed(request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the test went on to another page meanwhile
            complaints.append(f"failed: {request.url} {request.failure}")

    page.on("requestfailed", failed)

    def judge(request) -> None:
        if not request.url.startswith((portal.url, "data:")):
            complaints.append(f"foreign: {request.url}")

    page.on("request", judge)
    yield page
    assert complaints == []
