"""Pages in browsers without cascade layers: each stylesheet is served as such a browser reads it."""

import re
from itertools import product

from tests.browser.test_accessibility import ARTICLE
from tests.portal import ROOT

PATHS = ["/", "/tin-tuc/", ARTICLE, f"{ARTICLE}in/", "/thu-tuc-hanh-chinh/", "/tim-kiem/?q=xa", "/quan-tri/login/"]


def without_layers(css: str) -> str:
    """Return the rules of a stylesheet that are left in a browser which knows neither @layer nor revert-layer."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@layer [\w, ]+;", "", css)
    while start := re.search(r"@layer \w+ \{|@supports \(color: ?revert-layer\) \{", css):
        end, depth = start.end(), 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        css = css[: start.start()] + css[end:]
    return re.sub(r"@supports not \(color: ?revert-layer\)", "@supports (color: red)", css)


def serve_without_layers(route) -> None:
    response = route.fetch()
    route.fulfill(response=response, body=without_layers(response.text()))


def test_pages_without_layers_have_a_column_and_type(page, portal):
    page.route("**/*.css", serve_without_layers)
    for path, width in product(PATHS, (360, 1280)):
        page.set_viewport_size({"width": width, "height": 800})
        if page.url != portal.url + path:
            page.goto(portal.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        pictures = "[...document.images].filter((image) => image.getBoundingClientRect().right > innerWidth).length"
        assert page.evaluate(pictures) == 0, path
        if path.startswith("/quan-tri/"):
            button = page.locator(".submit-row :is(button, input)").first
            colors = button.evaluate("(it) => [getComputedStyle(it).color, getComputedStyle(it).backgroundColor]")
            assert len(set(colors)) == 2
            continue
        style = page.evaluate("(({ fontFamily, fontSize }) => [fontFamily, fontSize])(getComputedStyle(document.body))")
        assert "Roboto" in style[0]
        assert style[1] == "18px"
        assert page.locator("p").first.evaluate("p => p.getBoundingClientRect().width") <= 40 * 18
        assert not page.locator(".menu-mobile, .viewer").locator("visible=true").count()


def test_rules_for_old_browsers_do_not_reach_new_ones(page, portal):
    page.goto(portal.url)
    assert page.evaluate("CSS.supports('color', 'revert-layer')")
    for name in ["tokens", "base", "components", "poster", "preview"]:
        css = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / f"{name}.css").read_text(), flags=re.DOTALL)
        outermost = re.findall(r"^\S.*\{$", css, re.MULTILINE)
        assert [rule for rule in outermost if not re.match(r"@layer|@supports not \(color: revert-layer\)", rule)] == []
