from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "saovang.notices"
    verbose_name = "Thư báo việc"

    def ready(self) -> None:
        from saovang.adminsite.dashboard import dashboard
        from saovang.notices.dashboard import unsent_notices

        dashboard.register(unsent_notices)
