"""Contact details of the commune, addresses for feedback, the guide, the catalogue of procedures, and life events."""

from procedures.models.contact_details import ContactDetails
from procedures.models.feedback_address import FeedbackAddress
from procedures.models.guide_entry import GuideEntry, RequestType
from procedures.models.life_event import LifeEvent, LifeEventProcedure
from procedures.models.procedure import FormFile, Procedure

__all__ = [
    "ContactDetails",
    "FeedbackAddress",
    "FormFile",
    "GuideEntry",
    "LifeEvent",
    "LifeEventProcedure",
    "Procedure",
    "RequestType",
]
