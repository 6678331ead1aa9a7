"""Erase a person for good, also from versions, so that nothing can restore name, photo or biography."""

from reversion.models import Version

from saovang.accounts.models import User
from saovang.directory.models import Person
from saovang.media import erasure
from saovang.media.models import Erasure


def find_erasable(pk: int) -> Person | None:
    """Return a person, or what the latest version holds of one who was deleted."""
    if person := Person.objects.filter(pk=pk).first():
        return person
    version = Version.objects.get_for_object_reference(Person, pk).first()
    return Person(**version.field_dict) if version else None


def erase(person: Person, reason: str, user: User) -> None:
    """Erase a person as `erasure.erase` does."""
    versions = Version.objects.get_for_object_reference(Person, person.pk)
    erasure.erase({person: {person.picture.name or "", *erasure.file_names_in(versions, "picture")}}, reason, user)


def apply(entry: Erasure) -> None:
    """Delete what is older than the entry: after a restore its key may be that of another person."""
    for person in Person.objects.filter(pk=entry.key, created_at__lt=entry.at):
        person.name, person.position = erasure.ERASED, ""  # the journal names what is deleted
        person.delete()
    erasure.redact_log(Person, entry)
    erasure.older_versions(Person, entry).delete()
