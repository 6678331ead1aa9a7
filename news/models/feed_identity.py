from uuid import UUID, uuid4, uuid5

from django.db import models
from django.db.models import Q


class FeedIdentity(models.Model):
    """The random name that the ids of feeds and their items derive from. One row, created after migrations.

    Backups and migrations to another database contain it, so the ids outlive a change of host, machine or slug, and
    those of two portals differ.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    uuid = models.UUIDField(default=uuid4, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="feed_identity_single_row")]

    def __str__(self) -> str:
        return str(self.uuid)

    @classmethod
    def ensure_exists(cls, **signal: object) -> None:
        """Create the row if it is missing. Connected to `post_migrate`."""
        cls.objects.get_or_create(id=1)

    @classmethod
    def load(cls) -> UUID:
        """Return the name, or the null UUID if the row is missing."""
        return cls.objects.values_list("uuid", flat=True).first() or UUID(int=0)


def feed_urn(identity: UUID, kind: str, pk: int) -> str:
    """Return the id of a feed or an item (RFC 4122, version 5)."""
    return uuid5(identity, f"{kind} {pk}").urn
