"""Going from page to page in a browser, and what it complains of meanwhile."""

from playwright.sync_api import Locator, Page

# Said to whoever types before the page has put the caret where it begins: nothing is wrong, nothing was lost.
HARMLESS = "Autofocus processing was blocked because a document already has a focused element."


def follow(way: Locator) -> None:
    """Click on what leads to another page, and wait until that one is there to its end."""
    with way.page.expect_navigation():
        way.click()


def complaints_of(page: Page) -> list[str]:
    """A list that fills, from now on, with the page's console messages and the errors of its scripts."""
    complaints = []

    def say(text: str) -> None:
        if text != HARMLESS:
            complaints.append(text)

    page.on("console", lambda message: say(message.text))
    page.on("pageerror", lambda error: say(str(error)))
    return complaints
