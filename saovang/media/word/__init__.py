"""The text of a Word file (DOCX) as HTML for the rich-text editor.

mammoth reads the document. Before that, `document` writes into the document's own XML what mammoth would lose: the
numbers of lists, text in fonts from before Unicode, and the names of the pictures. After that, `html` reduces the HTML
to what the editor knows.
"""

import zipfile
from typing import IO

from django.core.exceptions import ValidationError

from saovang.core.limits import ChildFunction, fork_server
from saovang.media.file_types import BROKEN, validate_zip_directory
from saovang.media.word.document import Document
from saovang.media.word.html import HtmlReader, Picture, WordText
from saovang.media.worker import run_in_worker

__all__ = ["Picture", "WordText", "read_picture", "read_word"]

fork_server.modules.add(__name__)
convert_to_html = ChildFunction[str]("saovang.media.word.conversion.convert_to_html")

MEMORY = 2**30  # bytes


def read_word(file: IO[bytes]) -> WordText:
    """Return the content of a DOCX file, read by `run_in_worker`.

    Raises ValidationError with a message for the user if the file is damaged or too large.
    """
    return run_in_worker(_read_word, file, memory=MEMORY)


def read_picture(file: IO[bytes], name: str) -> bytes:
    """Return the bytes of a picture that `read_word` has found. Raises ValidationError if the file is damaged."""
    return run_in_worker(_read_part, file, name)


def _read_part(file: IO[bytes], name: str, max_bytes: int = 2**27) -> bytes:
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.getinfo(name).file_size > max_bytes:
                raise ValidationError("Tệp Word có phần quá lớn.", code="too_large")
            return archive.read(name)
    except (ValidationError, MemoryError):
        raise
    except Exception as error:  # a forged archive can raise anything
        raise ValidationError(BROKEN, code="broken") from error


def _read_word(file: IO[bytes]) -> WordText:
    try:
        validate_zip_directory(file)
        with zipfile.ZipFile(file) as archive:
            document = Document(archive)
            return HtmlReader(document.lost).read(convert_to_html(document))
    except (ValidationError, MemoryError):
        raise
    except RecursionError as error:
        raise ValidationError(
            "Tệp Word có quá nhiều lớp lồng nhau. Hãy lưu lại đơn giản hơn.", code="too_deep"
        ) from error
    except Exception as error:  # a forged document can raise anything
        raise ValidationError(BROKEN, code="broken") from error
