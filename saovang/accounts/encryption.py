"""Encryption of MFA secrets, so that a copy of the database is useless without SECRET_KEY."""

import logging
from base64 import b32encode, urlsafe_b64encode
from secrets import token_bytes

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)
TOKEN_PREFIX = "gAAAAA"  # noqa: S105  # of every Fernet token; base32 and hexadecimal secrets never start so


def encrypt(secret: str) -> str:
    """Return `secret` as a Fernet token."""
    return _fernet().encrypt(secret.encode()).decode()


def decrypt(stored: str) -> str:
    """Return the secret of a token, or `stored` itself if it is not encrypted.

    A token of another SECRET_KEY cannot be read. Return a random secret then: no code matches it, so sign-in fails
    without a server error until `reset_mfa` is run.
    """
    if not stored.startswith(TOKEN_PREFIX):
        return stored
    try:
        return _fernet().decrypt(stored.encode()).decode()
    except InvalidToken:
        logger.error("an MFA secret was encrypted with another SECRET_KEY: run manage.py reset_mfa")
        return b32encode(token_bytes(20)).decode()


def is_readable(stored: str) -> bool:
    """Return True if `stored` is not encrypted, or encrypted with this SECRET_KEY."""
    try:
        _fernet().decrypt(stored.encode())
    except InvalidToken:
        return not stored.startswith(TOKEN_PREFIX)
    return True


def _fernet() -> Fernet:
    """Return a cipher whose key is derived from SECRET_KEY for this purpose only."""
    return Fernet(urlsafe_b64encode(salted_hmac("saovang.accounts.encryption", "", algorithm="sha256").digest()))
