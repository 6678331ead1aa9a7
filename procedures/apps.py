from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "Thủ tục hành chính"

    def ready(self) -> None:
        from procedures.dashboard import guide_entries_to_review, overdue_feedback_addresses
        from procedures.files import FormFileSource
        from procedures.models import ContactDetails, FeedbackAddress, FormFile, GuideEntry, Procedure
        from procedures.search import ProcedureSource
        from saovang.adminsite.dashboard import dashboard
        from saovang.media import visibility
        from saovang.pagecache.version import content_version
        from saovang.search.index import register

        content_version.bump_on_change(ContactDetails, FeedbackAddress, FormFile, GuideEntry, Procedure)
        dashboard.register(overdue_feedback_addresses, guide_entries_to_review)
        register(ProcedureSource())
        visibility.register(FormFileSource())
