"""Every page of the desk: nothing for axe to find, nothing refused by the browser, all of it on a phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.desk import sign_in

PAGES = {
    "the first page": "/quan-tri/",
    "the list of articles": "/quan-tri/news/article/",
    "a new article": "/quan-tri/news/article/add/",
    "an article": "/quan-tri/news/article/%d/change/",
    "its history": "/quan-tri/news/article/%d/history/",
    "visits": "/quan-tri/visits/dailyvisits/?theo=thang",
    "accounts": "/quan-tri/auth/user/",
    "an account": "/quan-tri/auth/user/1/change/",
    "the rules of signing in": "/quan-tri/accounts/signinrules/add/",
    "a notice": "/quan-tri/procedures/feedbackaddress/1/change/",
    "two steps": "/quan-tri/hai-buoc/",
    "the password again": "/quan-tri/dang-nhap/lai/",
    "a new password": "/quan-tri/password_change/",
    "help": "/quan-tri/huong-dan/",
}
# Words that Django's admin would say where a translation is missing, and that no Vietnamese has.
ENGLISH = re.compile(
    r"\b(?:the|this|that|with|your|you|and|of|are|is|was|please|select|selected|add|change|delete|view|save|search"
    r"|filter|show|hide|toggle|skip|home|history|user|users|group|password|enter|choose|enabled|disabled|error|page"
    r"|close|clear|counts|status|date|time|today|now|name|content|action|title|required|optional)\b",
    re.IGNORECASE,
)
SAID = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = []
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement
    if (!parent.closest("script, style, code, textarea, .tiptap, .material-icons")) texts.push(walker.currentNode.data)
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [alt], [placeholder], input[type=submit]"))
    for (const name of ["aria-label", "title", "alt", "placeholder"])
      if (element.hasAttribute(name)) texts.push(element.getAttribute(name))
  for (const element of document.querySelectorAll("input[type=submit]")) texts.push(element.value)
  return texts.map((text) => text.trim()).filter(Boolean)
}"""


@pytest.fixture(scope="module")
def signed_in(browser, browser_context_args, portal):
    """What a browser keeps of a session, and the key of an article with photos."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    sign_in(page, portal)
    page.goto(f"{portal.url}/quan-tri/news/article/")
    address = page.locator("#result_list tbody a").first.evaluate("link => link.href")
    key = int(re.search(r"/article/(\d+)/", address)[1])
    yield context.storage_state(), key
    context.close()


@pytest.fixture
def visit(browser, browser_context_args, portal, signed_in):
    """Opens a page of the desk in a window of its own; gives it and what the browser complained of."""
    state, key = signed_in
    contexts = []

    def visit(path: str, **options):
        context = browser.new_context(**browser_context_args | options, storage_state=state)
        contexts.append(context)
        page, complaints = context.new_page(), []
        page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        response = page.goto(portal.url + (path % key if "%d" in path else path))
        page.wait_for_load_state("networkidle")
        assert response.status == 200
        return page, list(complaints)

    yield visit
    for context in contexts:
        context.close()


def violations(page) -> list:
    found = Axe().run(page).response["violations"]
    return [(rule["id"], node["target"], node.get("failureSummary")) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_desk_is_for_everybody(visit, name):
    page, complaints = visit(PAGES[name], viewport={"width": 360, "height": 740}, color_scheme="dark")
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("h1").count() == 1
    assert [text for text in page.evaluate(SAID) if ENGLISH.search(text)] == []
    assert violations(page) == []


@pytest.mark.parametrize("name", ["the first page", "the list of articles", "an article"])
def test_so_it_is_on_a_large_screen_by_daylight(visit, name):
    page, complaints = visit(PAGES[name], viewport={"width": 1280, "height": 800}, color_scheme="light")
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_is_for_everybody(page, portal, scheme):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{portal.url}/quan-tri/")
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("h1").count() == 1
    assert [text for text in page.evaluate(SAID) if ENGLISH.search(text)] == []
    assert violations(page) == []
