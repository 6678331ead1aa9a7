"""The look at the portal from outside, as residents and search engines see it."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import is_valid_path

from saovang.inspection.checks import CHECKS, is_foreign
from saovang.inspection.pages import GOOGLEBOT, PHONE, VISIT_COOKIE, VISITORS, Page, fetch, render
from saovang.links.hosts import link_host

SPAM_PATHS = Path(__file__).with_name("spam_paths.txt").read_text().split()
MAX_SITEMAPS = 100
MAX_OWN_LINKS = 1000
MAX_FOREIGN_LINKS = 200
MAX_REDIRECTS = 5
FOREIGN_PAUSE = 1.0  # seconds between requests to other sites
GONE = (0, 404, 410)  # 403, 429 and 5xx may be meant for programs, or be over tomorrow


class Finding(NamedTuple):
    url: str
    text: str

    def __str__(self) -> str:
        return f"{self.url}: {self.text}"


@dataclass
class Inspector:
    """One inspection of the portal at `base_url`. `pause` is in seconds, between requests to the portal."""

    base_url: str
    max_pages: int
    pause: float = 0

    def run(self, check_foreign_links: bool) -> list[Finding]:
        """Return all findings, each once."""
        self.pages: list[Page] = []
        findings = [*self._check_pages(), *self._check_spam_paths(), *self._check_own_links()]
        if check_foreign_links:
            findings += self._check_foreign_links()
        return list(dict.fromkeys(findings))

    def _fetch(self, url: str, **headers: str) -> Page:
        return fetch(url, pause=self.pause, **PHONE | {"Cookie": VISIT_COOKIE} | headers)

    def _check_pages(self) -> Iterator[Finding]:
        """Compare home and random pages of the sitemap, as each kind of visitor gets them, with the database."""
        sitemap_url = urljoin(self.base_url, "/sitemap.xml")
        known, listed = _sitemap_urls(render, sitemap_url), _sitemap_urls(self._fetch, sitemap_url)
        for url in sorted(listed - known):
            yield Finding(url, "ở trong sơ đồ trang mà không có trong cơ sở dữ liệu")
        home = urljoin(self.base_url, "/")
        others = sorted(known - {home})
        for url in [home, *random.sample(others, min(self.max_pages - 1, len(others)))]:
            expected = render(url)
            answers = {visitor: self._fetch(url, **headers) for visitor, headers in VISITORS.items()}
            self.pages.append(answers[GOOGLEBOT])
            shown_to: dict[str, list[str]] = {}
            for visitor, page in answers.items():
                if _differences(page, expected):  # once more: somebody may have changed the page in between
                    page, expected = self._fetch(url, **VISITORS[visitor]), render(url)
                    for text in _differences(page, expected):
                        shown_to.setdefault(text, []).append(visitor)
            for text, visitors in shown_to.items():
                suffix = "" if len(visitors) == len(VISITORS) else f" (chỉ {', '.join(visitors)} thấy)"
                yield Finding(url, text + suffix)

    def _check_spam_paths(self) -> Iterator[Finding]:
        for path in SPAM_PATHS:
            yield from self._check_unknown_url(self._fetch(urljoin(self.base_url, path)))

    def _check_unknown_url(self, page: Page) -> Iterator[Finding]:
        if page.status == 200 and render(page.url).status != 200:
            yield Finding(page.url, "địa chỉ lạ mà vẫn mở được")
        elif is_foreign(page.location):
            yield Finding(page.url, f"dẫn sang trang khác: {page.location}")

    def _check_own_links(self) -> Iterator[Finding]:
        """Report links within the portal that are dead, and those that no view knows and that open all the same."""
        for url, source in self._links(foreign=False)[:MAX_OWN_LINKS]:
            path = unquote(urlsplit(url).path)
            page = self._fetch(url)
            if not path.startswith((settings.STATIC_URL, settings.MEDIA_URL)) and not is_valid_path(path):
                yield from self._check_unknown_url(page)
            for _ in range(MAX_REDIRECTS):
                if not page.location or is_foreign(page.location):
                    break
                page = self._fetch(page.location)
            if page.status in GONE:
                yield Finding(source, f"liên kết hỏng: {url}")

    def _check_foreign_links(self) -> Iterator[Finding]:
        """Ask other sites, one request a link and a second apart, whether their pages still exist."""
        agent = f"Mozilla/5.0 (compatible; link check of {self.base_url})"
        for url, source in self._links(foreign=True)[:MAX_FOREIGN_LINKS]:
            if not _is_host_name(link_host(url)):
                continue
            page = fetch(url, "HEAD", FOREIGN_PAUSE, **{"User-Agent": agent})
            if page.status in GONE:
                yield Finding(source, f"liên kết hỏng: {url}")

    def _links(self, foreign: bool) -> list[tuple[str, str]]:
        """Return the web links of the pages, each once, with a page that has it."""
        sources = {link.partition("#")[0]: page.url for page in self.pages for link in page.links}
        return [
            (url, source)
            for url, source in sources.items()
            if url.startswith(("http://", "https://")) and is_foreign(url) == foreign
        ]


def _differences(page: Page, expected: Page) -> list[str]:
    return [text for check in CHECKS for text in check(page, expected)]


def _sitemap_urls(get: Callable[[str], Page], index_url: str) -> set[str]:
    """Return the URLs of pages in all sections of a sitemap."""
    sections = _locations(get(index_url))[:MAX_SITEMAPS]
    return {url for section in sections for url in _locations(get(section))}


def _locations(page: Page) -> list[str]:
    return [unescape(url) for url in re.findall(r"<loc>([^<]+)</loc>", page.html)] if page.status == 200 else []


def _is_host_name(host: str) -> bool:
    """Return False for addresses and local names: an inspection does not look around in the network."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))
    return False
