"""The photo viewer: by keyboard, by touch, and as plain links without JavaScript."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import click_and_wait

ARTICLE = "/tin-tuc/hon-mot-nghin-hoc-sinh-buoc-vao-nam-hoc-moi/"


@pytest.fixture
def article(public_page, portal):
    public_page.goto(portal.url + ARTICLE)
    return public_page


def open_photo(page: Page, number: int) -> Locator:
    """Open a photo by keyboard and return the viewer."""
    page.locator("a[data-photo]").nth(number - 1).focus()
    page.keyboard.press("Enter")
    viewer = page.get_by_role("dialog", name="Xem ảnh")
    expect(viewer).to_be_visible()
    viewer.locator(".viewer-stage img").evaluate("image => image.decode()")
    return viewer


def test_viewer_keys_and_focus(article):
    viewer, counter = open_photo(article, 3), article.locator(".viewer-counter")
    total = article.locator("a[data-photo]").count()
    assert total >= 5
    expect(counter).to_have_text(f"3/{total}")
    expect(viewer.get_by_role("button", name="Ảnh sau")).to_be_focused()
    for key, number in [("ArrowRight", 4), ("ArrowLeft", 3), ("End", total), ("ArrowRight", 1), ("ArrowLeft", total)]:
        article.keyboard.press(key)
        expect(counter).to_have_text(f"{number}/{total}")
    article.keyboard.press("Home")
    article.keyboard.press("ArrowRight")
    article.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(article.locator("a[data-photo]").nth(1)).to_be_focused()
    expect(article).to_have_url(re.compile(r"/$"))


def test_viewer_history_and_url(article):
    viewer, url = open_photo(article, 2), article.url.partition("#")[0]
    expect(article).to_have_url(f"{url}#anh-2")
    article.keyboard.press("ArrowRight")
    expect(article).to_have_url(f"{url}#anh-3")
    article.go_back()
    expect(viewer).to_be_hidden()
    expect(article).to_have_url(url)
    article.go_forward()
    expect(viewer).to_be_visible()
    article.goto("about:blank")
    article.goto(f"{url}#anh-5")
    expect(viewer.locator(".viewer-counter")).to_have_text(re.compile("^5/"))
    expect(viewer.get_by_role("button", name="Ảnh sau")).to_be_focused()
    viewer.get_by_role("button", name="Đóng").click()
    expect(article).to_have_url(url)
    expect(article.locator("#anh-5 a")).to_be_focused()


def test_photo_link_focus_ring_surrounds_photo(article):
    article.locator(".breadcrumbs a").last.focus()
    article.keyboard.press("Tab")
    photo = article.locator("a[data-photo]").first
    expect(photo).to_be_focused()
    photo.locator("img").evaluate("image => { image.scrollIntoView({ block: 'center' }); return image.decode() }")
    box, screen = photo.bounding_box(), Image.open(io.BytesIO(article.screenshot())).convert("RGB")
    middle, half = (
        (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2),
        (box["width"] / 2 + 3, box["height"] / 2 + 3),
    )
    sides = [(-half[0], 0), (half[0], 0), (0, -half[1]), (0, half[1])]
    assert {screen.getpixel((round(middle[0] + x), round(middle[1] + y))) for x, y in sides} == {(255, 205, 0)}


def test_viewer_shows_caption_and_links_to_file(article):
    links = article.locator("a[data-photo]")
    viewer = open_photo(article, 1)
    for number in range(links.count()):
        alt_text = links.nth(number).locator("img").get_attribute("alt")
        caption = links.nth(number).locator("xpath=..").locator("figcaption")
        text = caption.inner_text() if caption.count() else alt_text
        expect(viewer.locator(".viewer-caption")).to_have_text(text)
        expect(viewer.locator(".viewer-stage img")).to_have_attribute("alt", alt_text)
        full = viewer.get_by_role("link", name="Mở ảnh cỡ lớn")
        expect(full).to_have_attribute("href", re.compile(re.escape(links.nth(number).get_attribute("href")) + "$"))
        viewer.get_by_role("button", name="Ảnh sau").click()
    expect(viewer.locator(".viewer-counter")).to_have_text(f"1/{links.count()}")
    viewer.get_by_role("button", name="Ảnh trước").click()
    expect(viewer.locator(".viewer-counter")).to_have_text(f"{links.count()}/{links.count()}")
    viewer.get_by_role("button", name="Đóng").click()
    expect(viewer).to_be_hidden()


@pytest.mark.parametrize("size", [(360, 640), (640, 360), (1280, 800)])
def test_viewer_fits_screen(article, size):
    article.set_viewport_size({"width": size[0], "height": size[1]})
    viewer = open_photo(article, 1)
    box = viewer.bounding_box()
    assert [round(box[side]) for side in ("x", "y", "width", "height")] == [0, 0, *size]
    for part in [".viewer-stage img", ".viewer-caption", "[data-step='1']", "[data-step='-1']", "form button"]:
        inner = viewer.locator(part).bounding_box()
        assert 0 <= inner["x"] <= size[0] + 0.5 - inner["width"], part
        assert 0 <= inner["y"] <= size[1] + 0.5 - inner["height"], part
    assert viewer.locator(".viewer-stage").bounding_box()["height"] > size[1] / 3


def test_viewer_swipe_shows_next_photo(article):
    viewer, total = open_photo(article, 1), article.locator("a[data-photo]").count()
    box = viewer.locator(".viewer-stage").bounding_box()
    middle = box["y"] + box["height"] / 2
    article.mouse.move(box["x"] + box["width"] * 0.7, middle)
    article.mouse.down()
    article.mouse.move(box["x"] + box["width"] * 0.3, middle)
    article.mouse.up()
    expect(viewer.locator(".viewer-counter")).to_have_text(f"2/{total}")


def test_photo_link_without_javascript(phone, portal):
    page = phone
    page.goto(portal.url + ARTICLE)
    link = page.locator("a[data-photo]").first
    path = link.get_attribute("href")
    click_and_wait(link)
    assert page.url == portal.url + path
    assert page.locator("img").count() == 1
