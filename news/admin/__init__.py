"""The desk of the news. Each module is one thing that staff do with an article; articles.py puts them together."""

from news.admin import articles, categories  # noqa: F401 – registers them
