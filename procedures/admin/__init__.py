"""The desk's pages of the notice, the guide and the catalogue."""

from procedures.admin.catalogue import ProcedureAdmin
from procedures.admin.notice import ContactDetailsAdmin, FeedbackAddressAdmin, MatterAdmin

__all__ = ["ContactDetailsAdmin", "FeedbackAddressAdmin", "MatterAdmin", "ProcedureAdmin"]
