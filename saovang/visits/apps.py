from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "saovang.visits"
    verbose_name = "Lượt truy cập"

    def ready(self) -> None:
        from saovang.pulse import pulse
        from saovang.visits.counter import counter

        pulse.run(counter.flush)
        pulse.run_at_end(counter.leave)
