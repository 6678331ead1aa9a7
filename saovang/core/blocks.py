"""Blocks of rich text besides paragraphs, lists and tables: what is stored of them, and what a page shows.

A callout is `<aside>`, a folded part `<details>` with a `<summary>`, a video card a paragraph with one link, and a
button a link with a class. static/js/blocks.js has the nodes of the editor.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from saovang.core.text import slugify
from saovang.core.videos import find_video

SUMMARY = "Xem thêm"  # of a folded part to which nobody gave a name

# HTML as the sanitizer writes it: lower case, values in double quotes.
_TAG = re.compile(r'<(/?)([a-z0-9]+)((?: [\w-]+="[^"]*")*)>')
_BLOCK = re.compile(r'<(?:aside|details|summary)>| class="')
_HREF = re.compile(r' href="([^"]*)"')
_VOID_TAGS = {"br", "hr", "img", "col"}
_VIDEO = ' class="video"'
# The blocks that each of them may stand in; "" is the text itself.
_PLACES = {"aside": ("", "details"), "p": ("", "details"), "details": ("",)}
# In any HTML. An <iframe> that is the only content of a paragraph takes its place.
_IFRAME = re.compile(r"(?:<p\b[^<>]*>\s*)?<iframe\b([^<>]*)>\s*(?:</iframe\s*>)?(?:\s*</p\s*>)?", re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)

_VIDEO_CARD = re.compile(r'<p class="video">(<a href="([^"]*)"[^>]*>)(.*?)</a></p>')
_SUMMARY = re.compile(r"<summary>(.*?)</summary>")


def allow_class(tag: str, name: str) -> Callable[[Any, dict[str, Any]], None]:
    """Return what lets the sanitizer keep `<tag class="name">`, and no other class, for an extension of the editor."""

    def processor(extension_config: Any, shared_config: dict[str, Any]) -> None:
        shared_config.setdefault("tag_attribute_values", {}).setdefault(tag, {}).setdefault("class", set()).add(name)

    return processor


def video_card_html(url: str, title: str, platform: str) -> str:
    """Return the HTML that stores a video card."""
    return f'<p class="video"><a href="{escape(url)}">{escape(title or f"Video trên {platform}", quote=False)}</a></p>'


def iframes_to_cards(html: str) -> str:
    """Return any HTML with a video card for each <iframe> that shows a video."""

    def replace(match: re.Match[str]) -> str:
        for source in _SOURCE.findall(match[1]):
            if video := find_video(unescape(source)):
                return video_card_html(video.url, "", video.platform)
        return match[0]

    return _IFRAME.sub(replace, html)


@dataclass
class _Element:
    """An element that is open. `start` is the index of its tag in the output, None if its tags are left out."""

    tag: str
    start: int | None
    end_tag: str
    is_block: bool = False
    summary: str = ""


def repair_blocks(html: str) -> str:
    """Return sanitized HTML whose blocks are complete and stand where they may, so that none hides or confuses text.

    A folded part begins with a summary that is text. Blocks are not nested, but a folded part may hold callouts and
    video cards. Callouts without content are dropped. A video card is one link to a video; else it is a paragraph.
    """
    if not _BLOCK.search(html):
        return html
    parts: list[str] = []
    elements: list[_Element] = []
    position = 0
    for match in _TAG.finditer(html):
        parts.append(html[position : match.start()])
        position = match.end()
        end, tag, attributes = match.groups()
        if end:
            _close(elements.pop(), parts, elements)
        elif tag in _VOID_TAGS:
            parts.append(match[0])
        else:
            elements.append(_open(tag, attributes, parts, elements))
    return "".join(parts) + html[position:]


def _open(tag: str, attributes: str, parts: list[str], elements: list[_Element]) -> _Element:
    """Append a start tag to `parts`. Return its element."""
    start, end_tag = len(parts), f"</{tag}>"
    parent = elements[-1] if elements else None
    if tag == "summary":
        if not (parent and parent.tag == "details" and parent.is_block and not parent.summary):
            tag, end_tag = "p", "</p>"
        parts.append(f"<{tag}>")
        return _Element(tag, start, end_tag)
    if tag == "a" and not _HREF.search(attributes):
        attributes = attributes.replace(' class="button"', "")
    if tag in ("aside", "details") or (tag == "p" and attributes == _VIDEO):
        place = next((element.tag for element in reversed(elements) if element.start is not None), "")
        if place in _PLACES[tag]:
            parts.append(f"<{tag}{attributes}>")
            return _Element(tag, start, end_tag, is_block=True)
        if tag != "p":
            return _Element(tag, None, "")
        attributes = ""
    parts.append(f"<{tag}{attributes}>")
    return _Element(tag, start, end_tag)


def _close(element: _Element, parts: list[str], elements: list[_Element]) -> None:
    """Append the end tag of an element to `parts`, or repair what has been appended since its start."""
    parts.append(element.end_tag)
    if element.start is None or not (element.is_block or element.tag == "summary"):
        return
    content = "".join(parts[element.start + 1 : -1])
    text = " ".join(_TAG.sub("", content).split())
    is_legible = re.search(r"\w", unescape(text)) is not None
    if element.tag == "summary":
        del parts[element.start :]
        elements[-1].summary = text if is_legible else SUMMARY
    elif element.tag == "details":
        parts[element.start] = f"<details><summary>{element.summary or SUMMARY}</summary>"
    elif element.tag == "aside":
        if not unescape(text).strip() and "<figure" not in content:
            del parts[element.start :]
    else:
        href = _HREF.search(content)
        video = find_video(unescape(href[1])) if href else None
        if video:
            parts[element.start :] = [video_card_html(video.url, unescape(text) if is_legible else "", video.platform)]
        else:
            parts[element.start] = "<p>"


def render_blocks(html: str) -> str:
    """Return stored rich text as a page shows it: callouts, video cards, and folded parts with an anchor.

    A browser that finds words or an anchor within a folded part opens it.
    """
    numbers: Counter[str] = Counter()

    def add_anchor(match: re.Match[str]) -> str:
        slug = slugify(f"phan {unescape(_TAG.sub('', match[1]))}")
        numbers[slug] += 1
        anchor = slug if numbers[slug] == 1 else f"{slug}--{numbers[slug]}"  # no slug has two hyphens
        return f'{match[0]}<div id="{anchor}">'

    def show_platform(match: re.Match[str]) -> str:
        video = find_video(unescape(match[2]))
        action = f" <span>Mở trên {video.platform}</span>" if video else ""
        return f'<p class="video">{match[1]}<b>{match[3]}</b>{action}</a></p>'

    html = html.replace("<aside>", '<aside class="callout" role="note">')
    html = _SUMMARY.sub(add_anchor, html).replace("</details>", "</div></details>")
    return _VIDEO_CARD.sub(show_platform, html)
