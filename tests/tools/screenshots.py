"""`make pictures`: takes the pictures of the README and of the desk's help anew, from a portal with the sample."""

import io
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests import helpers, servers
from tests.browser.admin import sign_in
from tests.portal import ROOT, Portal

DOCS, HELP = ROOT / "docs", ROOT / "static" / "help"
LIFE = """
import random
from datetime import timedelta
from saovang.accounts.models import User
from django.utils import timezone
from news.models import Article, Photo
from saovang.visits.models import DailyVisits
chance, today = random.Random(1), timezone.localdate()
for back in range(400):
    DailyVisits.objects.add(today - timedelta(days=back), chance.randint(60, 240))
waiting, draft, later, lacking = Article.objects.order_by("pk")[:4]
Article.objects.filter(pk=waiting.pk).update(status="waiting")
Article.objects.filter(pk=draft.pk).update(status="draft", written_by=User.objects.first())
Article.objects.filter(pk=later.pk).update(published_at=timezone.now() + timedelta(days=1))
Photo.objects.filter(pk__in=lacking.photos.values("pk")[:2]).update(alt_text="")
with_photos = max(Article.objects.published()[:12], key=lambda article: article.photos.count())
print(f"PAGES {waiting.pk} {with_photos.pk} {with_photos.get_absolute_url()}")
"""


def main() -> None:
    for folder in (DOCS, HELP):
        folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _portal(Path(folder)) as portal, _browser() as browser:
        waiting, with_photos, address = re.search(
            r"PAGES (\d+) (\d+) (\S+)", portal.manage("shell", "-c", LIFE)
        ).groups()
        _public_pages(browser, portal, address)
        _desk(browser, portal, waiting, with_photos)


def _public_pages(browser: Browser, portal: Portal, article: str) -> None:
    pages = {
        "home": "/",
        "list": "/tin-tuc/",
        "article": article,
        "procedures": "/thu-tuc-hanh-chinh/",
        "search": "/tim-kiem/?q=le+hoi",
    }
    for width, height in ((1280, 900), (360, 740)):
        with _page(browser, width, height) as page:
            for name, path in pages.items():
                _open(page, portal.url + path)
                _save(page.screenshot(), DOCS / f"{name}-{width}.webp")


def _desk(browser: Browser, portal: Portal, waiting: str, with_photos: str) -> None:
    change = f"{portal.url}/quan-tri/news/article/%s/change/"
    with _page(browser, 1080, 672) as page:
        sign_in(page, portal)
        _open(page, f"{portal.url}/quan-tri/")
        _save(page.screenshot(), HELP / "first-page.webp", 900)
        _open(page, change % with_photos)
        _save(page.screenshot(), HELP / "writing.webp", 900)
        _save_part(page, page.locator("#photos-group"), HELP / "photos.webp", 672)
        _open(page, change % waiting)
        _save_part(page, page.locator(".submit-row").last, HELP / "buttons.webp", 192)


def _open(page: Page, address: str) -> None:
    response = page.goto(address)
    if response is None or not response.ok:
        raise RuntimeError(f"{address}: {response and response.status}")
    page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    page.wait_for_load_state("networkidle")


def _save_part(page: Page, part: Locator, path: Path, height: int) -> None:
    """`part` with a margin, at most `height` pixels of it."""
    part.evaluate("part => scrollTo(0, part.getBoundingClientRect().top + scrollY - 8)")
    box, margin = part.bounding_box(), 8
    clip = {"x": box["x"] - margin, "y": max(box["y"] - margin, 0), "width": box["width"] + 2 * margin}
    _save(page.screenshot(clip=clip | {"height": min(box["height"] + 2 * margin, height)}), path)


def _save(png: bytes, path: Path, width: int | None = None) -> None:
    with Image.open(io.BytesIO(png)) as image:
        if width:
            image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
        image.convert("RGB").save(path, quality=72, method=6)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


@contextmanager
def _portal(folder: Path) -> Iterator[Portal]:
    portal = Portal(folder)
    portal.password = re.search(r"Mật khẩu .*: (\S+)", portal.manage("setup"))[1]
    portal.start()
    try:
        yield portal
    finally:
        portal.stop()


@contextmanager
def _browser() -> Iterator[Browser]:
    program = servers.chromium()
    if program is None:
        sys.exit("Máy này không có Chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def _page(browser: Browser, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", color_scheme="light", user_agent=helpers.USER_AGENT
    )
    yield context.new_page()
    context.close()


if __name__ == "__main__":
    main()
