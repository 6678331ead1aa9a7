"""The files of the sample content fit each other."""

import tomllib

from saovang.demo.load import DIRECTORY


def test_sample_articles_use_every_photo_once():
    articles = tomllib.loads((DIRECTORY / "articles.toml").read_text(encoding="utf-8"))["article"]
    names = [photo["file"] for article in articles for photo in article.get("photo", [])]
    assert sorted(names) == sorted(path.name for path in (DIRECTORY / "photos").iterdir())
