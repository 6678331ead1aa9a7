"""Articles, their categories and files, and the records of their editing: workflow, autosave, preview links."""

from news.models.article import Article
from news.models.attachment import Attachment
from news.models.autosave import Autosave
from news.models.category import Category
from news.models.feed_identity import FeedIdentity
from news.models.notes import BoundaryChange, ChangeNote
from news.models.photo import Photo, new_photo_path
from news.models.preview_link import PreviewLink
from news.models.workflow import WorkflowEvent
from saovang.media.files import new_document_path as new_attachment_path

__all__ = [
    "Article",
    "Attachment",
    "Autosave",
    "BoundaryChange",
    "Category",
    "ChangeNote",
    "FeedIdentity",
    "Photo",
    "PreviewLink",
    "WorkflowEvent",
    "new_attachment_path",  # named by the migrations
    "new_photo_path",
]
