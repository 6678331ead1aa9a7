"""What a first view of a page costs on a phone, and that nothing on it moves."""

import pytest

ARTICLE = "/tin-tuc/hon-mot-nghin-hoc-sinh-buoc-vao-nam-hoc-moi/"
WATCH = """
window.shift = 0
new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value })
  .observe({ type: "layout-shift", buffered: true })
"""
SCROLL = """(async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 400) {
    scrollTo(0, y)
    await new Promise((done) => setTimeout(done, 30))
  }
})()"""


class Wire:
    """What came over the wire to a page: the size of each answer by its address, none from the browser's cache."""

    def __init__(self, page) -> None:
        self.sizes: dict[str, int] = {}
        self._urls: dict[str, str] = {}
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.responseReceived", self._answered)
        devtools.on("Network.loadingFinished", self._finished)

    def _answered(self, event) -> None:
        if not event["response"].get("fromDiskCache"):
            self._urls[event["requestId"]] = event["response"]["url"]

    def _finished(self, event) -> None:
        if url := self._urls.get(event["requestId"]):
            self.sizes[url] = self.sizes.get(url, 0) + event["encodedDataLength"]

    def besides_photos(self) -> dict[str, int]:
        return {url: size for url, size in self.sizes.items() if "/media/" not in url}


@pytest.fixture
def phone(browser, browser_context_args):
    context = browser.new_context(
        **browser_context_args, viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    yield page
    context.close()


@pytest.mark.parametrize("path", ["/", ARTICLE])
def test_a_first_view_is_light_and_a_second_is_its_html_alone(phone, portal, path):
    wire = Wire(phone)
    phone.goto(portal.url + path, wait_until="networkidle")
    first = wire.besides_photos()
    assert len(first) <= 8
    assert sum(first.values()) <= 45 * 1024
    phone.evaluate(SCROLL)  # or the second view may come to see a photo that the first has not
    phone.wait_for_load_state("networkidle")
    wire.sizes.clear()
    phone.goto("about:blank")
    phone.goto(portal.url + path, wait_until="networkidle")
    assert list(wire.sizes) == [portal.url + path]


@pytest.mark.parametrize(("path", "most"), [("/tin-tuc/", 40), ("/", 120), (ARTICLE, 120)])
def test_photos_fit_a_phone_and_nothing_moves(phone, portal, path, most):
    """The lead photo of the first page is as wide as one in a text."""
    wire = Wire(phone)
    phone.goto(portal.url + path, wait_until="networkidle")
    images = phone.locator("img").evaluate_all("all => all.map((one) => [one.loading, one.fetchPriority])")
    photos = phone.locator("main img")
    assert photos.first.get_attribute("loading") != "lazy"
    assert photos.first.get_attribute("fetchpriority") == "high"
    assert [priority for _, priority in images].count("high") == 1
    phone.evaluate(SCROLL)
    phone.wait_for_load_state("networkidle")
    sized = "all => all.every((one) => one.getAttribute('width') && one.getAttribute('height'))"
    assert phone.locator("img").evaluate_all(sized)
    sizes = [size for url, size in wire.sizes.items() if "/media/" in url]
    assert sizes
    assert max(sizes) <= most * 1024
    assert phone.evaluate("shift") == 0
