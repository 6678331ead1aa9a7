from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "Thủ tục hành chính"

    def ready(self) -> None:
        from procedures.context_processors import contact_card, get_place_texts, get_telephones
        from procedures.dashboard import guide_entries_to_review, overdue_feedback_addresses
        from procedures.files import FormFileSource
        from procedures.links import find_form_files, find_guide_pages, find_life_events
        from procedures.models import (
            ContactDetails,
            FeedbackAddress,
            FormFile,
            GuideEntry,
            LifeEvent,
            LifeEventProcedure,
            Procedure,
        )
        from procedures.notices import OVERDUE
        from procedures.search import (
            ContactDetailsSource,
            FeedbackAddressSource,
            GuideSource,
            LifeEventSource,
            ProcedureSource,
        )
        from saovang.adminsite.dashboard import dashboard
        from saovang.adminsite.links import link_sources
        from saovang.core.content_checks import register_public_numbers
        from saovang.core.menu import MenuItem, menu
        from saovang.core.sidebar import SidebarBlock, sidebar
        from saovang.core.typography import register_places
        from saovang.links.services import watch
        from saovang.media import visibility
        from saovang.notices.kinds import kinds
        from saovang.pagecache.version import content_version
        from saovang.redirects import dead_links
        from saovang.search import file_texts
        from saovang.search.index import register

        content_version.bump_on_change(
            ContactDetails, FeedbackAddress, FormFile, GuideEntry, LifeEvent, LifeEventProcedure, Procedure
        )
        dashboard.register(overdue_feedback_addresses, guide_entries_to_review)
        kinds.register(OVERDUE)
        register_places(get_place_texts)
        register_public_numbers(get_telephones)
        watch(ContactDetails, FeedbackAddress, FormFile, GuideEntry, LifeEvent, Procedure)
        for source in (ProcedureSource, LifeEventSource, GuideSource, FeedbackAddressSource, ContactDetailsSource):
            register(source())
        file_texts.follow(FormFile)
        visibility.register(FormFileSource())
        link_sources.register(find_life_events, find_guide_pages, find_form_files)
        dead_links.register(
            dead_links.Target("thủ tục", Procedure.objects.all, ["procedures:procedure"], "code"),
            dead_links.Target("việc", LifeEvent.objects.all, ["procedures:life_event"]),
            dead_links.Target("tệp biểu mẫu", FormFile.objects.all, ["procedures:form_file"], "pk"),
        )
        menu.register(
            MenuItem("Thủ tục", "procedures:index", order=20), MenuItem("Phản ánh", "procedures:feedback", order=70)
        )
        sidebar.register(SidebarBlock("components/contact_card.html", order=10, load=contact_card, on_every_page=True))
