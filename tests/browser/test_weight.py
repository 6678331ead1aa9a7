"""Transfer sizes and layout shift of pages on a phone."""

import pytest

from tests.browser.pages import LOAD_IMAGES
from tests.portal import Visitor

ARTICLE = "/tin-tuc/hon-mot-nghin-hoc-sinh-buoc-vao-nam-hoc-moi/"
OBSERVE_SHIFT = """
window.shift = 0
new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value })
  .observe({ type: "layout-shift", buffered: true })
"""


class Traffic:
    """The transferred bytes of each URL of a page, without responses from the browser's cache."""

    def __init__(self, page) -> None:
        self.sizes: dict[str, int] = {}
        self._urls: dict[str, str] = {}
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.responseReceived", self._add_response)
        devtools.on("Network.loadingFinished", self._add_size)

    def _add_response(self, event) -> None:
        if not event["response"].get("fromDiskCache"):
            self._urls[event["requestId"]] = event["response"]["url"]

    def _add_size(self, event) -> None:
        # What comes from the memory of the same process has no bytes; it too is used only while it is fresh.
        if event["encodedDataLength"] and (url := self._urls.get(event["requestId"])):
            self.sizes[url] = self.sizes.get(url, 0) + event["encodedDataLength"]

    def clear(self) -> None:
        """Forget all requests; the size of one may be reported only after its page has used the response."""
        self.sizes.clear()
        self._urls.clear()

    def get_sizes_without_photos(self) -> dict[str, int]:
        return {url: size for url, size in self.sizes.items() if "/media/" not in url}


@pytest.fixture
def phone(new_context):
    context = new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True)
    page = context.new_page()
    page.add_init_script(OBSERVE_SHIFT)
    return page


@pytest.fixture(scope="module", autouse=True)
def lead_with_photo(portal) -> None:
    """Let no article that another test has published today be on the home page."""
    code = """
from datetime import timedelta
from django.utils import timezone
from news.models import Article
for article in Article.objects.filter(published_at__date=timezone.localdate()):
    article.published_at -= timedelta(days=4000)
    article.save()
"""
    portal.manage("shell", "--verbosity=0", "--command", code)


@pytest.mark.parametrize(("path", "max_files", "max_kb"), [("/", 7, 20), (ARTICLE, 9, 45)])
def test_page_weight_of_first_and_second_view(phone, portal, path, max_files, max_kb):
    """A page from the cache is larger than one that a view has just rendered: its live blocks are not compressed."""
    for _ in range(8):  # until each process has cached it
        Visitor(portal.url, user_agent="curl/8").get(path)
    traffic = Traffic(phone)
    phone.goto(portal.url + path, wait_until="networkidle")
    first = traffic.get_sizes_without_photos()
    assert len(first) <= max_files
    assert sum(first.values()) <= max_kb * 1024
    phone.evaluate(LOAD_IMAGES)  # so that the second view finds all of them in the cache
    phone.wait_for_load_state("networkidle")
    phone.goto("about:blank")
    traffic.clear()
    phone.goto(portal.url + path, wait_until="networkidle")
    assert list(traffic.sizes) == [portal.url + path]


@pytest.mark.parametrize(("path", "max_kb"), [("/tin-tuc/", 40), ("/", 120), (ARTICLE, 120)])
def test_photo_sizes_and_layout_shift(phone, portal, path, max_kb):
    """The lead photo of the home page is as wide as a photo in a text."""
    traffic = Traffic(phone)
    phone.goto(portal.url + path, wait_until="networkidle")
    photos = phone.locator("main img")
    # On the home page a photo that loads at once would delay the text above it, by a second at 50 kbit/s.
    is_first = path != "/"
    assert (photos.first.get_attribute("loading") != "lazy") == is_first
    assert phone.locator("main img:not([loading=lazy])").count() == is_first
    phone.evaluate(LOAD_IMAGES)
    phone.wait_for_load_state("networkidle")
    have_size = "all => all.every((one) => one.getAttribute('width') && one.getAttribute('height'))"
    assert phone.locator("img").evaluate_all(have_size)
    sizes = [size for url, size in traffic.sizes.items() if "/media/" in url]
    assert sizes
    assert max(sizes) <= max_kb * 1024
    assert phone.evaluate("shift") == 0
