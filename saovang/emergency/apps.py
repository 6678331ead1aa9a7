from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "saovang.emergency"
    verbose_name = "Khẩn cấp"

    def ready(self) -> None:
        from saovang.adminsite.dashboard import dashboard
        from saovang.emergency.dashboard import active_emergency
        from saovang.emergency.models import Activation, Emergency, Shelter, Update
        from saovang.emergency.search import EmergencySource
        from saovang.pagecache.version import content_version
        from saovang.search.index import register

        content_version.bump_on_change(Activation, Emergency, Shelter, Update)
        dashboard.register(active_emergency)
        register(EmergencySource())
