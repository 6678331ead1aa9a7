"""The desk's pages of the notice, the guide and the catalogue."""

from procedures.admin.feedback_address import ContactDetailsAdmin, FeedbackAddressAdmin, MatterAdmin
from procedures.admin.procedure import ProcedureAdmin

__all__ = ["ContactDetailsAdmin", "FeedbackAddressAdmin", "MatterAdmin", "ProcedureAdmin"]
