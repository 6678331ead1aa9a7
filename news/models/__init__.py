"""Articles, the categories they stand in, what belongs to them, and what the desk keeps beside them.

The desk's are step.py (who did what), typed_text.py (what is not saved yet) and preview_link.py.
"""

from news.models.article import Article
from news.models.attachment import Attachment
from news.models.autosave import TypedText
from news.models.category import Category
from news.models.notes import BoundaryChange, ChangeNote
from news.models.photo import Photo, new_photo_path
from news.models.preview_link import PreviewLink
from news.models.workflow import Step
from saovang.media.files import new_document_path as new_attachment_path

__all__ = [
    "Article",
    "Attachment",
    "BoundaryChange",
    "Category",
    "ChangeNote",
    "Photo",
    "PreviewLink",
    "Step",
    "TypedText",
    "new_attachment_path",  # migrations name these two as they stand here
    "new_photo_path",
]
