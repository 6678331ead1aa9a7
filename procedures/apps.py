from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "Thủ tục hành chính"

    def ready(self) -> None:
        from procedures.dashboard import guide_to_compare, overdue_notices
        from procedures.models import ContactDetails, FeedbackAddress, FormFile, Matter, Procedure
        from procedures.search import ProcedureSource
        from saovang.adminsite.dashboard import dashboard
        from saovang.pagecache.version import content_version
        from saovang.search.sources import register

        content_version.bump_on_change(FormFile, Matter, Procedure)
        content_version.bump_on_change(ContactDetails, FeedbackAddress)
        dashboard.register(overdue_notices, guide_to_compare)
        register(ProcedureSource())
