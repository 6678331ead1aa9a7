"""Admin of feedback addresses, the guide and the catalogue."""

from procedures.admin.contact_details import ContactDetailsAdmin
from procedures.admin.feedback_address import FeedbackAddressAdmin
from procedures.admin.guide_entry import GuideEntryAdmin
from procedures.admin.procedure import ProcedureAdmin

__all__ = ["ContactDetailsAdmin", "FeedbackAddressAdmin", "GuideEntryAdmin", "ProcedureAdmin"]
