"""Keep the text of stored documents, which is part of the index of the object that they belong to.

A new file is read by a background job of the process that stored it, in a child process with limits, and by
`manage.py extract_texts` if that process ended before. A file that cannot be read costs nothing but its text.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.signals import post_delete, post_save

from saovang.core.limits import BusyError, ChildFunction, run_limited
from saovang.media.files import Document
from saovang.media.models import FileText
from saovang.search.index import index_texts, refresh
from saovang.search.sources import SearchSource, sources

logger = logging.getLogger(__name__)

extract_text = ChildFunction[str]("saovang.search.extraction.extract_text")
FILE_TYPES = ("pdf", "docx", "xlsx", "odt")
LIMITS = {"memory": 2**29, "cpu": 20}
TIMEOUT = 60.0  # seconds for one file


class DocumentModel:
    """A model of documents that are part of the objects of a search source."""

    def __init__(self, source: SearchSource, model: type[Document], key: str) -> None:
        self.source, self.model, self.key = source, model, key

    @property
    def pending(self) -> models.QuerySet[Document]:
        """Return the documents whose text has not been read."""
        read = FileText.objects.filter(name=OuterRef("file"))
        return self.model._default_manager.filter(~Exists(read), file_type__in=FILE_TYPES).order_by("pk")

    def refers(self) -> Exists:
        """Return whether a document has the file that a text belongs to."""
        return Exists(self.model._default_manager.filter(file=OuterRef("name")))


def document_models() -> list[DocumentModel]:
    return [
        DocumentModel(source, model, key)
        for source in sources.values()
        for model, key in source.related.items()
        if issubclass(model, Document)
    ]


def follow(model: type[Document]) -> None:
    """Read the files of new documents of a model, and delete the texts of deleted ones."""
    post_save.connect(_read_after_commit, sender=model)
    post_delete.connect(_delete_text, sender=model)


def extract_pending(report: Callable[[str], object] = lambda line: None) -> int:
    """Read all files that were not read yet, delete texts of files that no document has, and return the number read.

    `report` gets a line for each file that could not be read.
    """
    unused = FileText.objects.all()
    for documents in document_models():
        unused = unused.exclude(documents.refers())
    unused.delete()
    number = 0
    for documents in document_models():
        for document in documents.pending:
            if status := _extract(document):
                number += 1
                if status == FileText.Status.FAILED:
                    report(f"Không đọc được chữ trong tệp {document.file.name}.")
    return number


def read_files(documents: Iterable[Document], seconds: float) -> None:
    """Read those of these documents that were not read yet, as many as can be in this time.

    Call it outside a transaction, which on SQLite holds the only write lock.
    """
    deadline = time.monotonic() + seconds
    documents = [document for document in documents if document.file_type in FILE_TYPES]
    read = set(FileText.objects.filter(name__in=[document.file.name for document in documents]).values_list("name"))
    for document in documents:
        left = deadline - time.monotonic()
        if (document.file.name,) not in read and left > 0:
            _extract(document, left)


def _extract(document: Document, timeout: float = TIMEOUT) -> FileText.Status | None:
    """Store the text of a document, index it, and return its status, or None if it can be tried again."""
    name, status, text = str(document.file), FileText.Status.FAILED, ""
    try:
        with document.file.open() as file:
            content = file.read()
    except OSError:  # StorageUnavailableError, or a file that a backup lacks
        logger.info("could not open %s to read its text", name)
        return None
    try:
        text = run_limited(extract_text, content, document.file_type, timeout=timeout, **LIMITS)
        status = FileText.Status.READ if text else FileText.Status.EMPTY
    except BusyError:
        return None
    except Exception:  # of the libraries, for a file that is damaged or hostile
        logger.info("no text could be read from %s", name)
    (words,) = index_texts(text)
    FileText.objects.bulk_create([FileText(name=name, status=status, text=text, words=words)], ignore_conflicts=True)
    for documents in document_models():
        if isinstance(document, documents.model):
            refresh(documents.source.model, [getattr(document, documents.key)])
    return status


class NewFiles:
    """Whether this process has stored files whose text was not read."""

    def __init__(self) -> None:
        self._found = threading.Event()

    def notice(self) -> None:
        self._found.set()

    def extract(self) -> None:
        """Read the files, if there are any. A background job."""
        if self._found.is_set():
            self._found.clear()
            extract_pending()


new_files = NewFiles()


def _read_after_commit(instance: Document, **signal: object) -> None:
    transaction.on_commit(new_files.notice)


def _delete_text(instance: Document, **signal: object) -> None:
    FileText.objects.filter(name=instance.file.name).delete()
