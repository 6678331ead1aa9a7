"""Actions and checks that the browser tests share."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

AXE = Axe()

# Chromium logs this if a test types before the page has set the focus. Nothing is lost.
IGNORED_MESSAGE = "Autofocus processing was blocked because a document already has a focused element."

# Scroll to each image in turn, as a reader does, and wait for it: images below the fold load lazily.
LOAD_IMAGES = """async () => {
  for (const image of document.images) {
    if (!image.checkVisibility()) continue
    image.scrollIntoView({ block: "center", behavior: "instant" })
    await image.decode()
  }
}"""


def click_and_wait(link: Locator) -> None:
    """Click an element that leads to another page and wait until that page has loaded."""
    with link.page.expect_navigation():
        link.click()


def collect_messages(page: Page) -> list[str]:
    """Return a list to which console messages and script errors of the page are added from now on."""
    messages = []

    def add(text: str) -> None:
        if text != IGNORED_MESSAGE:
            messages.append(text)

    page.on("console", lambda message: add(message.text))
    page.on("pageerror", lambda error: add(str(error)))
    return messages


def wait_for_animations(page: Page) -> None:
    """Wait until transitions have ended. Colours in transition have no valid contrast, moving boxes no position."""
    # Not wait_for_function(): if it has to wait, it calls eval(), which the policy of the portal forbids.
    page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished)).then(() => {})")


def get_violations(page: Page) -> list:
    """Return what axe reports. Unlike Axe.run(), load axe once a page and leave out the rules that pass."""
    wait_for_animations(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    rules = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((results) => results.violations)")
    return [(rule["id"], node["target"], node.get("failureSummary")) for rule in rules for node in rule["nodes"]]


def load_fonts(page: Page) -> None:
    """Load all fonts. Until the icon font is there, the editor's buttons show the long names of their icons."""
    page.evaluate("Promise.all([...document.fonts].map((font) => font.load()))")


def get_page_width(page: Page) -> int:
    """Return the width of the content in pixels, which is the viewport's if nothing overflows."""
    load_fonts(page)
    return page.evaluate("document.documentElement.scrollWidth")
