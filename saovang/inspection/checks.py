"""Checks of a page from outside against the page that the database yields. Each yields sentences for the report."""

from collections.abc import Callable, Iterator
from hashlib import sha256

from saovang.core.content_checks import BRAND, find_gambling
from saovang.inspection.pages import Page
from saovang.links.hosts import is_own_host, link_host


def is_foreign(url: str) -> bool:
    host = link_host(url)
    return bool(host) and not is_own_host(host)


def check_status(page: Page, expected: Page) -> Iterator[str]:
    if is_foreign(page.location):
        yield f"dẫn sang trang khác: {page.location}"
    elif page.status != expected.status:
        yield f"trả lời {page.status or 'không gì cả'}, đúng ra là {expected.status}"


def check_text(page: Page, expected: Page) -> Iterator[str]:
    digests = [sha256(text.encode()).digest() for text in (page.main_text, expected.main_text)]
    if page.status == expected.status and digests[0] != digests[1]:
        words, known = page.main_text.split(), set(expected.main_text.split())
        added = " ".join(word for word in words if word not in known)
        yield f"chữ khác với cơ sở dữ liệu{f': {added[:80]}' if added else ''}"


def check_links(page: Page, expected: Page) -> Iterator[str]:
    for href in sorted(set(page.links) - set(expected.links)):
        yield f"liên kết không có trong cơ sở dữ liệu: {href}"


def check_hidden_links(page: Page, expected: Page) -> Iterator[str]:
    for href in sorted(set(filter(is_foreign, page.hidden_links))):
        yield f"liên kết bị giấu: {href}"


def check_resources(page: Page, expected: Page) -> Iterator[str]:
    """Report scripts, frames, styles and forms of other sites, whatever their source."""
    for url in sorted(set(filter(is_foreign, page.resources))):
        yield f"mã, khung hoặc biểu mẫu của trang khác: {url}"


def check_gambling(page: Page, expected: Page) -> Iterator[str]:
    """Report gambling words that the database does not have, and the names of such sites in any case.

    An article that warns of gambling uses the words too.
    """
    known = find_gambling(expected.text)
    for finding in find_gambling(page.text):
        if finding.label == BRAND or finding not in known:
            yield str(finding)


CHECKS: list[Callable[[Page, Page], Iterator[str]]] = [
    check_status,
    check_text,
    check_links,
    check_hidden_links,
    check_resources,
    check_gambling,
]
