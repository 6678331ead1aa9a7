"""Who the commune is, where a grievance goes, what to send, and the procedures that the commune handles."""

from procedures.models.contact_details import ContactDetails
from procedures.models.feedback_address import FeedbackAddress
from procedures.models.guide_entry import Kind, Matter
from procedures.models.procedure import FormFile, Procedure

__all__ = ["ContactDetails", "FeedbackAddress", "FormFile", "Kind", "Matter", "Procedure"]
