"""`make screenshots`: take the pictures of the README and of the help page, from a portal with the sample content."""

import io
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.browser.admin import sign_in
from tests.helpers import TIMEOUT, USER_AGENT
from tests.portal import ROOT, Portal
from tests.servers import chromium

README_PICTURE = ROOT / "docs" / "home-1280.webp"
HELP = ROOT / "static" / "help"
HELP_WIDTH = 900  # pixels, of the column of the help page
ADD_VISITS = """
import random
from datetime import timedelta
from django.utils import timezone
from saovang.visits.models import DailyVisits
generator, today = random.Random(1), timezone.localdate()
for days in range(400):
    DailyVisits.objects.add(today - timedelta(days=days), generator.randint(60, 240))
"""
CREATE_TASKS = """
from datetime import timedelta
from saovang.accounts.models import User
from django.utils import timezone
from news.models import Article, Photo
waiting, draft, scheduled, undescribed = Article.objects.order_by("pk")[:4]
Article.objects.filter(pk=waiting.pk).update(status="waiting")
Article.objects.filter(pk=draft.pk).update(status="draft", written_by=User.objects.first())
Article.objects.filter(pk=scheduled.pk).update(published_at=timezone.now() + timedelta(days=1))
Photo.objects.filter(pk__in=undescribed.photos.values("pk")[:2]).update(alt_text="")
with_photos = max(Article.objects.published()[:12], key=lambda article: article.photos.count())
print(f"KEYS {waiting.pk} {with_photos.pk}")
"""


def main() -> None:
    HELP.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _start_portal(Path(folder)) as portal, _start_browser() as browser:
        take_readme_picture(browser, portal)
        keys = re.search(r"KEYS (\d+) (\d+)", portal.manage("shell", "-c", CREATE_TASKS))
        take_help_pictures(browser, portal, *keys.groups())


def take_readme_picture(browser: Browser, portal: Portal) -> None:
    with _open_page(browser, 1280, 900) as page:
        _go_to(page, portal.url)
        _save(page.screenshot(), README_PICTURE)


def take_help_pictures(browser: Browser, portal: Portal, waiting: str, with_photos: str) -> None:
    """Take the pictures of the admin site. The arguments are the keys of a waiting article and one with photos."""
    form = f"{portal.url}/quan-tri/news/article/%s/change/"
    with _open_page(browser, 1080, 672) as page:
        sign_in(page, portal)
        _go_to(page, f"{portal.url}/quan-tri/")
        _save(page.screenshot(), HELP / "first-page.webp", HELP_WIDTH)
        _go_to(page, form % with_photos)
        _save(page.screenshot(), HELP / "writing.webp", HELP_WIDTH)
        _save_part(page, page.locator("#photos-group"), HELP / "photos.webp", 672)
        page.set_viewport_size({"width": 1280, "height": 672})  # wide enough for all buttons
        _go_to(page, form % waiting)
        _save_part(page, page.locator(".submit-row").last, HELP / "buttons.webp", 192)


def _go_to(page: Page, url: str) -> None:
    response = page.goto(url)
    if response is None or not response.ok:
        raise RuntimeError(f"{url}: {response and response.status}")
    page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    page.wait_for_load_state("networkidle")


def _save_part(page: Page, part: Locator, path: Path, height: int) -> None:
    """Save `part` with a margin, at most `height` pixels of it."""
    part.evaluate("part => scrollTo(0, part.getBoundingClientRect().top + scrollY - 8)")
    box, margin = part.bounding_box(), 8
    clip = {"x": box["x"] - margin, "y": max(box["y"] - margin, 0), "width": box["width"] + 2 * margin}
    image = page.screenshot(clip=clip | {"height": min(box["height"] + 2 * margin, height)})
    _save(image, path, HELP_WIDTH if clip["width"] > HELP_WIDTH else None)


def _save(png: bytes, path: Path, width: int | None = None) -> None:
    """Save a screenshot as WebP, resized to `width` pixels if given."""
    with Image.open(io.BytesIO(png)) as image:
        if width:
            image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
        image.convert("RGB").save(path, quality=72, method=6)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


@contextmanager
def _start_portal(folder: Path) -> Iterator[Portal]:
    portal = Portal(folder)
    portal.password = re.search(r"Mật khẩu .*: (\S+)", portal.manage("setup"))[1]
    portal.manage("shell", "-c", ADD_VISITS)
    portal.start()
    try:
        yield portal
    finally:
        portal.stop()


@contextmanager
def _start_browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        sys.exit("Máy này không có Chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def _open_page(browser: Browser, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", color_scheme="light", user_agent=USER_AGENT
    )
    context.set_default_timeout(TIMEOUT * 1000)
    yield context.new_page()
    context.close()


if __name__ == "__main__":
    main()
