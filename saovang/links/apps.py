from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "saovang.links"
    verbose_name = "Liên kết ra ngoài"

    def ready(self) -> None:
        from saovang.adminsite.dashboard import dashboard
        from saovang.links.dashboard import pending_domains
        from saovang.links.models import LinkedDomain
        from saovang.links.notices import NEW_DOMAINS
        from saovang.notices.kinds import kinds
        from saovang.pagecache.version import content_version

        content_version.bump_on_change(LinkedDomain)
        content_version.track_time_based(LinkedDomain.objects.latest_opening)
        dashboard.register(pending_domains)
        kinds.register(NEW_DOMAINS)
