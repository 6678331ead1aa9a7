"""Recognition of a form that is sent twice, by a double click or because the first answer was lost."""

import json
from hashlib import sha256

from django.http import QueryDict

from saovang.accounts.models import User

IGNORED_FIELDS = {"csrfmiddlewaretoken", "includes_autosave"}  # may change between two clicks


def submission_digest(user: User, data: QueryDict, version: str = "") -> str:
    """Return a digest of who sends which form data. `version` is the edit version that the submission led to.

    With the version, a submission that is repeated after a later change is not taken for the last one.
    """
    fields = sorted(item for item in data.lists() if item[0] not in IGNORED_FIELDS)
    return sha256(json.dumps([user.pk, version, fields]).encode()).hexdigest()
