"""Articles, their categories and files, and the records of their editing: workflow, preview links."""

from news.models.article import Article, ArticleCard, BoundaryChange, Category, ChangeNote
from news.models.feed_identity import FeedIdentity
from news.models.files import Attachment, Photo
from news.models.loudspeaker import LoudspeakerSettings
from news.models.records import PreviewLink, WorkflowEvent

__all__ = [
    "Article",
    "ArticleCard",
    "Attachment",
    "BoundaryChange",
    "Category",
    "ChangeNote",
    "FeedIdentity",
    "LoudspeakerSettings",
    "Photo",
    "PreviewLink",
    "WorkflowEvent",
]
