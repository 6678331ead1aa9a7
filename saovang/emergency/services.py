"""Switch an emergency on and off. Each switch is an entry of the journal and a version."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from reversion import add_to_revision, create_revision, set_comment, set_user

from saovang.emergency.models import Activation, Emergency
from saovang.journal.services import Event, record


@transaction.atomic
def switch_on(emergency: Emergency, user: AbstractBaseUser) -> None:
    """Make `emergency` the home page. Raises ValidationError if another one is on; one that is on stays on."""
    if emergency.is_active:
        return
    activation = Activation(emergency=emergency)
    activation.full_clean()
    activation.save()
    _record(Event.EMERGENCY_ON, emergency, user)


@transaction.atomic
def switch_off(emergency: Emergency, user: AbstractBaseUser) -> None:
    """Bring the usual home page back; `emergency` stays as a record. Nothing happens if it is not on."""
    activation = emergency.activations.select_for_update().filter(ended_at=None).first()
    if activation is None:
        return
    activation.ended_at = max(timezone.now(), activation.started_at)
    activation.save()
    _record(Event.EMERGENCY_OFF, emergency, user)


def _record(event: Event, emergency: Emergency, user: AbstractBaseUser) -> None:
    with create_revision():
        set_user(user)
        set_comment(f"{event.label}.")
        add_to_revision(emergency)
    record(event, user, detail=emergency.title)
