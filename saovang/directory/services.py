"""Erase a person for good, also from versions, so that nothing can restore name, photo or biography."""

import json

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from reversion.models import Version

from saovang.accounts.models import User
from saovang.directory.models import Person
from saovang.journal.services import Event, record, redact_deletions
from saovang.media import erasure
from saovang.media.models import Erasure

ERASED = "(đã xóa hẳn)"


def find_erasable(pk: int) -> Person | None:
    """Return a person, or what the latest version holds of one who was deleted."""
    if person := Person.objects.filter(pk=pk).first():
        return person
    version = Version.objects.get_for_object_reference(Person, pk).first()
    return Person(**version.field_dict) if version else None


def erase(person: Person, reason: str, user: User) -> None:
    """Erase a person from rows, versions, search and storage.

    `reason` stays in the list of erasures, which a restore of an older backup applies.
    """
    versions = Version.objects.get_for_object_reference(Person, person.pk)
    fields = [json.loads(data)[0]["fields"] for data in versions.values_list("serialized_data", flat=True)]
    # A version may be older than a field.
    names = {person.picture.name, *(row.get("picture", "") for row in fields)}
    entry = Erasure(
        kind=Person._meta.label_lower,
        key=person.pk,
        files="\n".join(sorted(filter(None, names))),
        reason=reason,
        username=user.get_username(),
    )
    erasure.apply([entry])
    record(Event.DELETION, user, detail=f"Xóa hẳn {Person._meta.verbose_name} {entry.key}: {reason}")


def apply(entry: Erasure) -> None:
    """Delete what is older than the entry: after a restore its key may be that of another person."""
    for person in Person.objects.filter(pk=entry.key, created_at__lt=entry.at):
        person.name, person.position = ERASED, ""  # the journal names what is deleted
        person.delete()
    versions = _older_versions(entry)
    log = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Person), object_id=str(entry.key), action_time__lt=entry.at
    )
    log.update(object_repr=ERASED, change_message="")
    redact_deletions(Person, versions.values_list("object_repr", flat=True).distinct(), ERASED)
    versions.delete()


def _older_versions(entry: Erasure) -> QuerySet[Version]:
    return Version.objects.get_for_object_reference(Person, entry.key).filter(revision__date_created__lt=entry.at)
