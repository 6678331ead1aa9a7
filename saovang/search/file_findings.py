"""Personal data in stored files, whose texts the search index keeps, and an admin of documents that warns of it."""

import time
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from saovang.core import limits
from saovang.core.content_checks import Finding, check_file, check_text, describe
from saovang.media.files import Document
from saovang.media.libreoffice import convert_old_word
from saovang.media.models import FileText
from saovang.search.file_texts import read_files


def document_findings(documents: Sequence[Document]) -> list[Finding]:
    """Return the personal data in the files of documents, as far as their texts have been read."""
    names = [str(document.file) for document in documents]
    read = FileText.objects.filter(name__in=names, status=FileText.Status.READ) if names else FileText.objects.none()
    known = set(read.values_list("name", flat=True))
    return [
        finding._replace(place=f"tệp “{document}”")
        for document, name in zip(documents, names, strict=True)
        if name in known
        for finding in _findings_in_file(name)
    ]


@lru_cache(maxsize=512)  # a stored file never changes, and the form of an article is checked with each autosave
def _findings_in_file(name: str) -> list[Finding]:
    text = FileText.objects.filter(name=name).values_list("text", flat=True).first()
    return check_file(text or "", "")


class FileCheckAdmin(admin.ModelAdmin):
    """Base of admins with documents as rows: convert old Word files, and warn of personal data in files of a form."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Convert before the transaction of the form, as it takes seconds. A file that fails is refused by the form."""
        if request.FILES and (self.has_change_permission(request) or self.has_add_permission(request)):
            deadline = time.monotonic() + limits.TIMEOUT / 2
            for name in list(request.FILES):
                if name.endswith("-file") and time.monotonic() < deadline:
                    upload = cast(UploadedFile, request.FILES[name])
                    with suppress(ValidationError):
                        docx = convert_old_word(upload)
                        if docx is not upload:
                            request.FILES[name] = SimpleUploadedFile(upload.name or "", docx.read())
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if issubclass(formset.model, Document):
            replaced = [document for document, fields in formset.changed_objects if {"file", "title"} & set(fields)]
            # After the transaction, because reading a file takes seconds.
            transaction.on_commit(partial(self._warn, request, [*formset.new_objects, *replaced]))

    def _warn(self, request: HttpRequest, documents: list[Document]) -> None:
        read_files(documents, limits.TIMEOUT / 2)
        findings = document_findings(documents)
        for document in documents:
            findings += check_text(document.title, f"tên tệp “{document}”")
        for sentence in describe(findings):
            messages.warning(request, f"Hãy xem lại: {self.opts.verbose_name} này có {sentence}.")
