"""Videos on YouTube and Facebook: the many forms of their addresses, as one.

static/js/videos.js has the same rules for the editor; tests/video_addresses.py holds both to one table.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from saovang.core.links import normalize_href

_SUBDOMAIN = re.compile(r"\A(?:www|m|music|web|mbasic|touch|[a-z]{2}-[a-z]{2})\.")
_WITH_KEY = re.compile(r"/(?:watch(?:/live)?|video\.php)")
_YOUTUBE = r"(?:youtu\.be/|youtube(?:-nocookie)?\.com/(?:watch\?v=|(?:embed|shorts|live|v|e)/))"
_FACEBOOK = r"(?:facebook|fb)\.com"
# Platform, address without subdomain and parameters but `v`, and the one address that it gets.
_FORMS = [
    (platform, re.compile(form, re.ASCII), url)
    for platform, form, url in [
        ("YouTube", rf"{_YOUTUBE}([\w-]{{11}})", r"https://www.youtube.com/watch?v=\1"),
        ("Facebook", rf"{_FACEBOOK}/(?:[\w.%-]{{1,100}}/)?reels?/(\d{{5,20}})", r"https://www.facebook.com/reel/\1/"),
        (
            "Facebook",
            rf"{_FACEBOOK}/([\w.%-]{{1,100}}/videos/)(?:[^/]{{1,200}}/)?(\d{{5,20}})",
            r"https://www.facebook.com/\1\2/",
        ),
        ("Facebook", rf"{_FACEBOOK}/(share/[vr]/[\w-]{{5,30}})", r"https://www.facebook.com/\1/"),
        (
            "Facebook",
            rf"{_FACEBOOK}/(?:watch(?:/live)?|video\.php)\?v=(\d{{5,20}})",
            r"https://www.facebook.com/watch/?v=\1",
        ),
        ("Facebook", r"fb\.watch/([\w-]{5,30})", r"https://fb.watch/\1/"),
    ]
]
# Addresses that hold the one of a video in a parameter: a player, and what Facebook makes of links in messages.
_WRAPPERS = {"facebook.com/plugins/video.php": "href", "l.facebook.com/l.php": "u", "lm.facebook.com/l.php": "u"}
_START = re.compile(r"(?:\d{1,2}h)?(?:\d{1,3}m)?\d{1,5}s?|(?:\d{1,2}h)?\d{1,3}m|\d{1,2}h", re.ASCII)


class Video(NamedTuple):
    """A video: the name of its platform, and its address without what only tracks visitors."""

    platform: str
    url: str


def find_video(text: str) -> Video | None:
    """Return the video whose address `text` is, None if it is anything else."""
    text = text.strip()
    href = None if re.search(r"\s", text) else normalize_href(text)
    if href is None or not href.startswith("http"):
        return None
    try:
        parts = urlsplit(href)
    except ValueError:  # a bracket in the host
        return None
    parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
    path = parts.path.removesuffix("/")
    key = f"?v={parameters.get('v')}" if _WITH_KEY.fullmatch(path) else ""
    name = _SUBDOMAIN.sub("", parts.hostname or "") + path + key
    if wrapper := _WRAPPERS.get(name):
        inner = parameters.get(wrapper, "")
        return None if re.search(r"/plugins/|/l\.php", inner) else find_video(inner)
    for platform, form, url in _FORMS:
        if match := form.fullmatch(name):
            fragment = parts.fragment.removeprefix("t=")  # "#t=95"
            start = parameters.get("t") or parameters.get("start") or fragment
            suffix = f"&t={start}" if platform == "YouTube" and _START.fullmatch(start) else ""
            return Video(platform, match.expand(url) + suffix)
    return None
