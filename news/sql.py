"""SQL of the most visited pages, for SQLite and PostgreSQL.

The ORM takes many times as long to build these queries as a database takes to answer them.
"""

from django.db.models.expressions import RawSQL

# No part of a request goes into the text of these queries, only into their parameters.
HAS_ATTACHMENTS = RawSQL("EXISTS (SELECT 1 FROM news_attachment WHERE article_id = news_article.id)", [])
HAS_CHANGE_NOTES = RawSQL("EXISTS (SELECT 1 FROM news_changenote WHERE article_id = news_article.id)", [])
# Type and duration of the first recording of an article: "mp3 750".
RECORDING = RawSQL(
    """(
        SELECT file_type || ' ' || COALESCE(duration, 0) FROM news_attachment
        WHERE article_id = news_article.id AND file_type IN ('mp3', 'm4a', 'mp4') ORDER BY "order", id LIMIT 1
    )""",
    [],
)

# The published articles just before and just after one: two index look-ups.
# Parameters: published_at and id of the article, twice, and the current time.
NEIGHBOURS = """
    SELECT * FROM (
        SELECT id, title, slug, published_at FROM news_article
        WHERE status = 'published' AND (published_at, id) < (%s, %s)
        ORDER BY published_at DESC, id DESC LIMIT 1
    ) AS earlier
    UNION ALL
    SELECT * FROM (
        SELECT id, title, slug, published_at FROM news_article
        WHERE status = 'published' AND (published_at, id) > (%s, %s) AND published_at <= %s
        ORDER BY published_at, id LIMIT 1
    ) AS later
"""

# The latest articles of a category, from the end of an index. Parameters: category id, current time, how many.
LATEST_IN_CATEGORY = """
    SELECT * FROM (
        SELECT id, category_id FROM news_article
        WHERE status = 'published' AND category_id = %s AND published_at <= %s
        ORDER BY published_at DESC, id DESC LIMIT %s
    ) AS latest
"""


def latest_by_category(categories: int) -> str:
    """Return LATEST_IN_CATEGORY for that many categories, each with its own three parameters."""
    return "UNION ALL".join([LATEST_IN_CATEGORY] * categories)
