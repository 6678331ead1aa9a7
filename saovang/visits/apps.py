from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "saovang.visits"
    verbose_name = "Lượt truy cập"

    def ready(self) -> None:
        from saovang.desk.panels import panels
        from saovang.pulse import pulse
        from saovang.visits.counter import counter
        from saovang.visits.panels import last_12_months, last_30_days

        pulse.run(counter.flush)
        pulse.run_at_end(counter.leave)
        panels.show(last_30_days, last_12_months)
