"""Contact details of the commune, addresses for feedback, the guide, and the catalogue of procedures."""

from procedures.models.contact_details import ContactDetails
from procedures.models.feedback_address import FeedbackAddress
from procedures.models.guide_entry import GuideEntry, RequestType
from procedures.models.procedure import FormFile, Procedure

__all__ = ["ContactDetails", "FeedbackAddress", "FormFile", "GuideEntry", "Procedure", "RequestType"]
