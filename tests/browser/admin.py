"""Signing in, content in each state, and the checks of an admin page."""

import re
import sqlite3
from contextlib import closing
from itertools import count

from playwright.sync_api import Page, expect

from tests.browser.pages import click_and_wait, collect_messages, get_page_width, get_violations, wait_for_animations
from tests.portal import Portal

# Words of Django's admin that appear if a translation is missing. None of them is a Vietnamese word.
ENGLISH = (
    r"\b(?:the|this|that|with|your|you|and|of|are|is|was|please|select|selected|add|change|changed|delete|deleted|view"
    r"|save|search|filter|show|hide|toggle|skip|home|history|user|users|group|password|enter|choose|enabled|disabled"
    r"|error|errors|page|close|clear|counts|status|date|time|today|tomorrow|yesterday|now|noon|midnight|name|content"
    r"|action|title|required|optional|correct|below|yes|no|sure|all|any|none|unknown|object|objects|code|codes|log"
    r"|again|upload|file|files|item|items|more|next|previous|cancel|open|copy|from|by|not|must|field|valid|invalid)\b"
)
TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [document.title]
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement
    if (!parent.closest("script, style, code, textarea, .tiptap, .material-icons")) texts.push(walker.currentNode.data)
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [alt], [placeholder]"))
    for (const name of ["aria-label", "title", "alt", "placeholder"])
      if (element.hasAttribute(name)) texts.push(element.getAttribute(name))
  for (const element of document.querySelectorAll("input:is([type=submit], [type=button], [type=reset])"))
    texts.push(element.value)
  return texts.map((text) => text.trim()).filter(Boolean)
}"""
PASSWORD = "mot-mat-khau-chi-de-thu"
AUTHOR, EDITOR, TWO_STEP = "lan", "hung", "hai-buoc"
ACCOUNTS = {  # name of the role in saovang.accounts.roles, and first name; the third sets up two-step sign-in
    AUTHOR: ("AUTHOR", "Lan"),
    EDITOR: ("EDITOR", "Hùng"),
    TWO_STEP: ("ADMINISTRATOR", ""),
}
CREATE_CONTENT = """
import json
from saovang.accounts import roles
from saovang.accounts.models import User
from django.utils import timezone
from news.services.history import record, versions
from news.models import Article, Category
from news.models import PreviewLink
from tests import factories
from tests.browser.admin import ACCOUNTS, PASSWORD
editor = User.objects.get(username="bientap")
fields = {"category": Category.objects.first(), "written_by": editor, "published_at": None}
draft = factories.article("Bài còn nháp", status="draft", body="<p>Một câu.</p>", **fields)
factories.photos(draft, 2)
record(draft, editor, "Tạo bài")
Article.objects.filter(pk=draft.pk).update(body="<p>Hai câu.</p>")
record(draft, editor, "Sửa nội dung")
waiting = factories.article("Bài đang chờ", status="waiting", body="<p>Chờ.</p>", **fields)
deleted = factories.article("Bài đã xóa", status="draft", **fields)
record(deleted, editor, "Xóa bài")
deleted.delete()
empty = Category.objects.create(name="Mục trống", slug="muc-trong")
for username, (role, first_name) in ACCOUNTS.items():
    factories.staff(getattr(roles, role), username, password=PASSWORD, first_name=first_name)
print(json.dumps({
    "draft": draft.pk, "waiting": waiting.pk, "version": versions(draft.pk).first().pk, "category": empty.pk,
    "published": Article.objects.published().filter(photos__isnull=False).first().pk,
    "token": PreviewLink.objects.create(article=draft, created_by=editor).token,
}))
"""

_networks = count(1)
_sessions: dict[tuple[str, str], list] = {}  # cookies by portal and account


def sign_in(page: Page, portal: Portal, username: str = "bientap", password: str | None = None) -> None:
    """Sign in from an IP network of its own, because sign-ins from one network are limited."""
    page.context.set_extra_http_headers({"X-Forwarded-For": f"2001:db8:0:{next(_networks):x}::1"})
    page.goto(f"{portal.url}/quan-tri/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password or portal.password)
    click_and_wait(page.get_by_role("button", name="Đăng nhập"))
    expect(page.locator("#site-name")).to_contain_text("Bàn biên tập")
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


def start_session(page: Page, portal: Portal, username: str = "bientap", password: str | None = None) -> None:
    """Give the page a session of the account, which signs in once for all tests: that takes a second of CPU time."""
    account = portal.url, username
    if account not in _sessions:
        sign_in(page, portal, username, password)
        _sessions[account] = page.context.cookies()
    page.context.add_cookies(_sessions[account])


def create_content(portal: Portal) -> str:
    """Create an article in each state and the accounts of `ACCOUNTS`. Return keys that stand in URLs, as JSON."""
    return portal.manage("shell", "--verbosity=0", "--command", CREATE_CONTENT).splitlines()[-1]


def query(portal: Portal, statement: str, *parameters: object) -> list[tuple]:
    """Return the rows of an SQL statement. `manage.py shell` would take a second of CPU time to start Django."""
    with closing(sqlite3.connect(portal.folder / "db.sqlite3")) as connection, connection:
        return connection.execute(statement, parameters).fetchall()


class AdminPage:
    """A page of the admin site with its console messages."""

    def __init__(self, page: Page, portal: Portal) -> None:
        self.page, self.portal, self.messages = page, portal, collect_messages(page)

    def open(self, path: str) -> None:
        response = self.page.goto(self.portal.url + path)
        assert response.status == 200

    def check(self) -> None:
        """Assert: one heading, no English, no horizontal scrolling at both widths, no message, no axe violation."""
        page = self.page
        page.wait_for_load_state()
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 740})
            wait_for_animations(page)
            assert get_page_width(page) == width
        assert page.locator("h1").count() == 1
        assert [text for text in page.evaluate(TEXTS) if re.search(ENGLISH, text, re.IGNORECASE)] == []
        assert self.messages == []
        assert get_violations(page) == []
        self.messages.clear()  # the policy blocks inline styles of axe
