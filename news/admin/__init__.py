"""Admin of articles and categories."""

from news.admin import article, categories  # noqa: F401
