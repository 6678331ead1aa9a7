"""Who the commune is, where a grievance goes, what to send, and the procedures that the commune handles."""

from procedures.models.catalogue import FormFile, Procedure
from procedures.models.contact import ContactDetails
from procedures.models.guide import Kind, Matter
from procedures.models.notice import FeedbackAddress

__all__ = ["ContactDetails", "FeedbackAddress", "FormFile", "Kind", "Matter", "Procedure"]
