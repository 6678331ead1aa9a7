"""Articles, their categories and files, and the records of their editing: workflow, preview links."""

from news.models.article import Article, ArticleCard, BoundaryChange, Category, ChangeNote
from news.models.feed_identity import FeedIdentity
from news.models.loudspeaker import LoudspeakerSettings
from news.models.photo import Attachment, CardImage, Focus, Photo
from news.models.records import PreviewLink, WorkflowEvent

__all__ = [
    "Article",
    "ArticleCard",
    "Attachment",
    "BoundaryChange",
    "CardImage",
    "Category",
    "ChangeNote",
    "FeedIdentity",
    "Focus",
    "LoudspeakerSettings",
    "Photo",
    "PreviewLink",
    "WorkflowEvent",
]
