from django.apps import AppConfig


class OpeningHoursConfig(AppConfig):
    name = "saovang.opening_hours"
    verbose_name = "Giờ làm việc"

    def ready(self) -> None:
        from saovang.core.background import runner
        from saovang.opening_hours.blocks import render_hours, render_today
        from saovang.opening_hours.models import WeeklySession
        from saovang.opening_hours.schedule import current
        from saovang.pagecache.pages import live_blocks
        from saovang.pagecache.version import content_version

        runner.register(current.refresh)
        live_blocks.register("today", render_today)
        live_blocks.register("hours", render_hours)
        content_version.bump_on_change(WeeklySession)  # for the structured data of cached pages
