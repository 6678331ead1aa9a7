"""The secrets of the second step as they are stored: readable only with SECRET_KEY."""

import logging
from base64 import b32encode, urlsafe_b64encode
from secrets import token_bytes

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)
MARK = "gAAAAA"  # what all tokens begin with; no secret does, be it base32 or hexadecimal


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The secret; one stored before secrets were encrypted as it is.

    Under another SECRET_KEY none can be read: a random one comes in its place, which no code ever fits, so that the
    sign-in stays shut without an error until `reset_two_steps` opens it.
    """
    if not stored.startswith(MARK):
        return stored
    try:
        return _fernet().decrypt(stored.encode()).decode()
    except InvalidToken:
        logger.error("a second step was set up under another SECRET_KEY: use manage.py reset_two_steps")
        return b32encode(token_bytes(20)).decode()


def is_readable(stored: str) -> bool:
    """Whether it was stored under this SECRET_KEY, or before secrets were encrypted."""
    try:
        _fernet().decrypt(stored.encode())
    except InvalidToken:
        return not stored.startswith(MARK)
    return True


def _fernet() -> Fernet:
    """With a key of its own: what is signed with SECRET_KEY elsewhere says nothing about it."""
    return Fernet(urlsafe_b64encode(salted_hmac("saovang.accounts.encryption", "", algorithm="sha256").digest()))
