"""What pypdf reads of an encrypted PDF file, in a child process."""

import io

from pypdf import PasswordType, PdfReader


def needs_password(content: bytes) -> bool:
    """Return whether a PDF file that is encrypted cannot be opened without a password."""
    try:
        reader = PdfReader(io.BytesIO(content))
        return reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
    except MemoryError:
        raise
    except Exception:  # a file that pypdf cannot read may open in other readers
        return False
