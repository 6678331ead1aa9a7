from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Contacts of the commune: its bodies, the people in them, and the way to the office."""

    name = "saovang.directory"
    verbose_name = "Danh bạ"

    def ready(self) -> None:
        from saovang.core.content_checks import register_public_numbers
        from saovang.core.menu import MenuItem, menu
        from saovang.core.sentence_case import register_names
        from saovang.directory import search, services
        from saovang.directory.files import DirectionsSource, PersonPictureSource
        from saovang.directory.models import Body, Directions, Person, get_person_names, get_telephones
        from saovang.links.services import watch
        from saovang.media import erasure, visibility
        from saovang.pagecache.version import content_version
        from saovang.redirects import dead_links
        from saovang.search.index import register

        content_version.bump_on_change(Body, Directions, Person)
        menu.register(MenuItem("Liên hệ", "directory:index", order=60))
        register_names(get_person_names)
        register_public_numbers(get_telephones)
        watch(Body, Directions, Person)
        visibility.register(DirectionsSource(), PersonPictureSource())
        erasure.register(services.apply, Person)
        register(search.BodySource())
        register(search.DirectionsSource())
        dead_links.register(dead_links.Target("cơ quan, đơn vị", Body.objects.all, ["directory:body"]))
