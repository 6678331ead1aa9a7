from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "saovang.visits"
    verbose_name = "Lượt truy cập"

    def ready(self) -> None:
        from saovang.adminsite.dashboard import dashboard
        from saovang.core.background import runner
        from saovang.visits.counter import counter
        from saovang.visits.dashboard import last_12_months, last_30_days

        runner.register(counter.flush)
        runner.on_shutdown(counter.leave)
        dashboard.register(last_30_days, last_12_months)
