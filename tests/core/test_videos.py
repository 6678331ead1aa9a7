import pytest

from saovang.core.videos import find_video
from tests.video_addresses import VIDEO_ADDRESSES


@pytest.mark.parametrize(("text", "video"), VIDEO_ADDRESSES)
def test_find_video(text, video):
    assert find_video(text) == video


@pytest.mark.parametrize("url", sorted({video[1] for _, video in VIDEO_ADDRESSES if video}))
def test_find_video_of_url_returns_the_url(url):
    assert find_video(url).url == url
