"""Links to flat pages, tasks and services, for the menu, the home page and the sidebar."""

from collections.abc import Iterator
from typing import Any

from saovang.adminsite.links import LinkTarget, title_matches
from saovang.core.not_found import Link
from saovang.links.services import open_url
from saovang.pagecache.version import content_version
from saovang.pages.context_processors import load_pages
from saovang.pages.models import Page, PageFile, ServiceLink, Task


def about_links() -> list[tuple[str, str]]:
    """Return title and URL of the pages of the menu."""
    return [(page.title, page.get_absolute_url()) for page in load_pages(Page.Position.MENU)]


def task_links() -> list[Task]:
    """Return the tasks of the home page. A task whose URL is not trusted is left out."""
    return [task for task in content_version.cached("tasks", lambda: list(Task.objects.all())) if open_url(task.url)]


def service_links() -> dict[str, Any] | None:
    """Return the context of the block of the sidebar with public services. A URL that is not trusted is left out."""
    services = content_version.cached("services", lambda: list(ServiceLink.objects.all()))
    rows = [(service.name, open_url(service.url)) for service in services]
    return {"services": rows} if rows else None


def find_page(path: str) -> str | None:
    """Return the URL of the flat page whose slug is the only part of `path`, as in "/gioi-thieu"."""
    slug = path.strip("/").lower()
    return next((page.get_absolute_url() for page in _all_pages() if page.slug == slug), None)


def find_page_files(query: str) -> Iterator[LinkTarget]:
    """Yield the files of pages whose title matches, for the link dialog of the editor."""
    for file in PageFile.objects.select_related("page"):
        if title_matches(query, f"{file.title} {file.page.title}"):
            yield LinkTarget(file.title, f"Tệp: {file.page.title}", file.get_absolute_url())


def page_links(slug: str) -> list[Link]:
    """Return all flat pages, for the 404 page."""
    return [Link(page.title, page.get_absolute_url()) for page in _all_pages()]


def _all_pages() -> list[Page]:
    return [page for position in Page.Position.values for page in load_pages(position)]
