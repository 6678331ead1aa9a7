"""The normal form of passwords, so that a password matches whatever keyboard it is typed on.

A Vietnamese letter may be typed as one character, as a letter and its accents, or as a letter and its tone.
"""

import unicodedata

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def normalize_password(password: str) -> str:
    """Return `password` in NFKC, as NIST SP 800-63B recommends and as Django does with usernames."""
    return unicodedata.normalize("NFKC", password)


def password_forms(password: str) -> list[str]:
    """Return the normal form of `password` and then the other forms of which an old hash may be made, at most five.

    Their number depends on what was typed only, so the time of a check tells nothing about the account.
    """
    composed = unicodedata.normalize("NFC", password)
    forms = [
        normalize_password(password),
        password,
        composed,
        unicodedata.normalize("NFD", password),
        "".join(map(_detach_tone, composed)),
    ]
    return list(dict.fromkeys(forms))


def _detach_tone(char: str) -> str:
    """Return a letter as the Vietnamese keyboard of Windows types it: ế → ê and a combining acute accent."""
    letter = unicodedata.normalize("NFD", char)
    tones = "".join(mark for mark in letter if ord(mark) in _TONES)
    return unicodedata.normalize("NFC", letter.translate(_TONES)) + tones
