"""Questions in SQL, as SQLite and PostgreSQL both read it, asked for the pages that most people read: the ORM takes
many times as long to put them together as a database takes to answer.
"""

from django.db.models.expressions import RawSQL

# Nothing of a request goes into these; their parameters are for the database to put in.
HAS_ATTACHMENTS = RawSQL("EXISTS (SELECT 1 FROM news_attachment WHERE article_id = news_article.id)", [])
HAS_CHANGE_NOTES = RawSQL("EXISTS (SELECT 1 FROM news_changenote WHERE article_id = news_article.id)", [])

# Enters the index twice, at the article's own place. Time and key of the article, twice, and the time of now.
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

# Of a category the newest, from the end of an index. Its key, the time of now, how many.
NEWEST = """
    SELECT * FROM (
        SELECT id, category_id FROM news_article
        WHERE status = 'published' AND category_id = %s AND published_at <= %s
        ORDER BY published_at DESC, id DESC LIMIT %s
    ) AS newest
"""


def newest_of_each(categories: int) -> str:
    """NEWEST for that many categories, one after another, each with parameters of its own."""
    return "UNION ALL".join([NEWEST] * categories)
