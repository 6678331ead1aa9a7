from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "Thủ tục hành chính"

    def ready(self) -> None:
        from procedures.models import ContactDetails, FeedbackAddress, FormFile, Matter, Procedure
        from procedures.panels import guide_to_compare, overdue_notices
        from procedures.search import ProcedureSource
        from saovang.content import content
        from saovang.desk.panels import panels
        from saovang.search.sources import register

        content.watch(FormFile, Matter, Procedure)
        content.watch_lasting(ContactDetails, FeedbackAddress)
        panels.show(overdue_notices, guide_to_compare)
        register(ProcedureSource())
