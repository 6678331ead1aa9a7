import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import servers
from tests.browser.admin import create_content, start_session
from tests.browser.editor import create_article, expect_body, get_editor
from tests.browser.pages import collect_messages
from tests.helpers import TIMEOUT, USER_AGENT, require
from tests.portal import Portal

expect.set_options(timeout=TIMEOUT * 1000)


# The slowest modules start first, so that no worker is left alone with one of them at the end. The very first measures
# the home page of the sample, which becomes longer with each article that another module publishes.
SLOWEST = ["test_accessibility", "test_workflow", "test_admin_accessibility", "test_admin_forms", "test_long_words"]
SLOWEST += ["test_publishing", "test_uploads", "test_pasted_pictures", "test_writing", "test_passkeys"]


def pytest_collection_modifyitems(items) -> None:
    items.sort(key=lambda item: SLOWEST.index(item.path.stem) if item.path.stem in SLOWEST else len(SLOWEST))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    program = servers.chromium()
    require("Chromium", program)
    return {
        "executable_path": program,
        "args": [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--renderer-process-limit=1",  # otherwise Chromium starts a spare process for each page
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict:
    return {"user_agent": USER_AGENT, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture
def new_context(new_context):
    """Return a function that opens a browser context. It is closed after the test."""

    def open_context(**options):
        context = new_context(**options)
        context.set_default_timeout(TIMEOUT * 1000)
        return context

    return open_context


@pytest.fixture
def open_page(new_context, portal):
    """Return a function that opens a path of the portal in a new browser context."""

    def open_path(path: str, **options):
        page = new_context(**options).new_page()
        page.goto(portal.url + path)
        return page

    return open_path


@pytest.fixture
def phone(new_context):
    """Return a page of a small phone that runs no scripts."""
    return new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()


@pytest.fixture(scope="session")
def portal(tmp_path_factory, browser_type_launch_args, make_once, prepared_folder):
    """Start a portal as `make run` leaves it: with sample content and a staff account (`portal.password`).

    `portal.content` has the keys of articles in each state, which are created with the sample.
    """

    def fill(folder: Path) -> None:
        shutil.copytree(prepared_folder, folder, dirs_exist_ok=True)
        sample = Portal(folder)
        (folder / "output").write_text(sample.manage("setup"))
        (folder / "content.json").write_text(create_content(sample))
        (folder / "secret_key").write_text(sample.environment["SECRET_KEY"])  # which signs the link of the preview

    folder = shutil.copytree(make_once("sample", fill), tmp_path_factory.mktemp("portal") / "data")
    portal = Portal(folder, SECRET_KEY=(folder / "secret_key").read_text())
    portal.password = re.search(r"Mật khẩu .*: (\S+)", (portal.folder / "output").read_text())[1]
    portal.content = json.loads((portal.folder / "content.json").read_text())
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def content(portal) -> dict[str, str]:
    """Return the keys of articles in each state."""
    return portal.content


def watch(page: Page, portal: Portal) -> list[str]:
    """Return a list to which console messages, script errors, failed and foreign requests are added from now on."""
    messages = collect_messages(page)

    def add_failed(request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a navigation cancels the requests of the page before
            messages.append(f"failed: {request.url} {request.failure}")

    def add_foreign(request) -> None:
        if not request.url.startswith((portal.url, "data:")):
            messages.append(f"foreign: {request.url}")

    page.on("requestfailed", add_failed)
    page.on("request", add_foreign)
    return messages


@pytest.fixture
def messages(page, portal) -> list[str]:
    """Return the list of console messages, script errors, failed and foreign requests of `page`."""
    return watch(page, portal)


@pytest.fixture
def strict_page(page, messages):
    """Return a page; any of its `messages` fails the test."""
    yield page
    assert messages == []


@pytest.fixture(scope="session")
def staff_context(browser, browser_context_args, portal):
    """Return a browser context that is signed in to the admin site."""
    context = browser.new_context(**browser_context_args)
    context.set_default_timeout(TIMEOUT * 1000)
    page = context.new_page()
    start_session(page, portal)
    page.close()
    yield context
    context.close()


def reset(page: Page, messages: list[str]) -> None:
    """Leave what an earlier test has opened."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(media="null", color_scheme="null")
    page.goto("about:blank")
    messages.clear()


@pytest.fixture(scope="session")
def watched_public_page(browser, browser_context_args, portal):
    """Return the page of `public_page` and its messages."""
    context = browser.new_context(**browser_context_args)
    context.set_default_timeout(TIMEOUT * 1000)
    page = context.new_page()
    yield page, watch(page, portal)
    context.close()


@pytest.fixture
def public_page(watched_public_page):
    """Return a page of a visitor, the same for all tests; any of its `public_messages` fails the test."""
    page, messages = watched_public_page
    reset(page, messages)
    yield page
    page.unroute_all(behavior="ignoreErrors")
    assert messages == []


@pytest.fixture
def public_messages(watched_public_page) -> list[str]:
    """Return the list of console messages, script errors, failed and foreign requests of `public_page`."""
    return watched_public_page[1]


@pytest.fixture(scope="session")
def watched_page(staff_context, portal):
    """Return the page of `shared_page` and its messages."""
    page = staff_context.new_page()
    return page, watch(page, portal)


@pytest.fixture
def shared_page(watched_page):
    """Return a page that is signed in to the admin site, the same for all tests.

    A page of its own costs each test half a second of CPU time, because the scripts of the editor are loaded again.
    """
    page, messages = watched_page
    reset(page, messages)
    yield page
    page.unroute_all(behavior="ignoreErrors")
    page.context.set_offline(False)


@pytest.fixture
def shared_messages(watched_page) -> list[str]:
    """Return the list of console messages, script errors, failed and foreign requests of `shared_page`."""
    return watched_page[1]


@pytest.fixture
def strict_shared_page(shared_page, shared_messages):
    """Return the shared page; any of its `shared_messages` fails the test."""
    yield shared_page
    assert shared_messages == []


@pytest.fixture(scope="module")
def article_page(staff_context, portal):
    """Return a page with the form of a draft, shared by the tests of a module."""
    page = staff_context.new_page()
    messages = collect_messages(page)
    create_article(page, portal, "Bài dán")
    yield page
    page.close()
    assert messages == []


@pytest.fixture
def empty_page(article_page):
    """Return the page with an empty editor, the caret in it."""
    get_editor(article_page).press("Control+a")
    article_page.keyboard.press("Delete")
    expect_body(article_page, "")
    return article_page
