"""Admin of articles, categories and boundary changes."""

from news.admin import article  # noqa: F401
