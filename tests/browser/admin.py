"""Signing in, and something on every page of the desk, for its tests in a browser."""

import json
import re
from itertools import count

from playwright.sync_api import Page, expect

from tests.browser.pages import complaints_of, follow
from tests.browser.test_accessibility import violations
from tests.portal import Portal

# Words that Django's admin would say where a translation is missing, and that no Vietnamese has.
ENGLISH = (
    r"\b(?:the|this|that|with|your|you|and|of|are|is|was|please|select|selected|add|change|changed|delete|deleted|view"
    r"|save|search|filter|show|hide|toggle|skip|home|history|user|users|group|password|enter|choose|enabled|disabled"
    r"|error|errors|page|close|clear|counts|status|date|time|today|tomorrow|yesterday|now|noon|midnight|name|content"
    r"|action|title|required|optional|correct|below|yes|no|sure|all|any|none|unknown|object|objects|code|codes|log"
    r"|again|upload|file|files|item|items|more|next|previous|cancel|open|copy|from|by|not|must|field|valid|invalid)\b"
)
SAID = """() => {
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
THINGS = """
import json
from saovang.accounts.models import User
from django.utils import timezone
from news.services.history import record, versions
from news.models import Article, Category
from news.models import PreviewLink
from tests import factories
me = User.objects.get(username="bientap")
mine = {"category": Category.objects.first(), "written_by": me, "published_at": None}
draft = factories.article("Bài còn nháp", status="draft", body="<p>Một câu.</p>", **mine)
factories.photos(draft, 2)
record(draft, me, "Tạo bài")
Article.objects.filter(pk=draft.pk).update(body="<p>Hai câu.</p>")
record(draft, me, "Sửa nội dung")
waiting = factories.article("Bài đang chờ", status="waiting", body="<p>Chờ.</p>", **mine)
gone = factories.article("Bài đã xóa", status="draft", **mine)
record(gone, me, "Xóa bài")
gone.delete()
empty = Category.objects.create(name="Mục trống", slug="muc-trong")
print(json.dumps({
    "draft": draft.pk, "waiting": waiting.pk, "version": versions(draft.pk).first().pk, "category": empty.pk,
    "published": Article.objects.published().filter(photos__isnull=False).first().pk,
    "token": PreviewLink.objects.create(article=draft, created_by=me).token,
}))
"""

_addresses = count(1)


def sign_in(page: Page, portal: Portal, name: str = "bientap", password: str | None = None) -> None:
    # Each from a network of its own: so many in a minute from one would have to wait.
    page.context.set_extra_http_headers({"X-Forwarded-For": f"2001:db8:0:{next(_addresses):x}::1"})
    page.goto(f"{portal.url}/quan-tri/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(password or portal.password)
    follow(page.get_by_role("button", name="Đăng nhập"))
    expect(page.locator("#site-name")).to_contain_text("Bàn biên tập")
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


def things(portal: Portal) -> dict[str, str]:
    """An article in each state with what belongs to it, by the names in the addresses of tests."""
    return json.loads(portal.manage("shell", "--verbosity=0", "--command", THINGS).splitlines()[-1])


class Window:
    """A phone by night, signed in; keeps what the browser complained of."""

    def __init__(self, page, portal) -> None:
        self.page, self.portal, self.complaints = page, portal, complaints_of(page)

    def open(self, path: str) -> None:
        response = self.page.goto(self.portal.url + path)
        assert response.status == 200
        self.page.wait_for_function("document.getAnimations().length === 0")  # colours on their way have no contrast

    def judge(self) -> None:
        """Small and large: one heading, no English, no sidewards scrolling, nothing for axe, no complaint."""
        page = self.page
        page.wait_for_load_state()
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator("h1").count() == 1
        assert [text for text in page.evaluate(SAID) if re.search(ENGLISH, text, re.IGNORECASE)] == []
        assert self.complaints == []
        assert violations(page) == []
        self.complaints.clear()  # of axe's own inline styles
