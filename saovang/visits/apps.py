from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "saovang.visits"
    verbose_name = "Lượt truy cập"

    def ready(self) -> None:
        from saovang.adminsite.dashboard import dashboard
        from saovang.core.background import runner
        from saovang.core.sidebar import SidebarBlock, sidebar
        from saovang.pagecache.pages import live_blocks
        from saovang.visits.counter import counter
        from saovang.visits.dashboard import last_12_months, last_30_days
        from saovang.visits.pageviews import count_visit, render_block

        runner.register(counter.flush)
        runner.on_shutdown(counter.persist_pending)
        live_blocks.register("visits", render_block, count_visit)
        sidebar.register(SidebarBlock("components/visits_place.html", order=90, on_every_page=True))
        dashboard.register(last_30_days, last_12_months)
