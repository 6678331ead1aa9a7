from django.urls import reverse

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.dashboard import Row, TaskList
from saovang.links.models import LinkedDomain

MAX_ROWS = 6


def pending_domains(request: AuthenticatedHttpRequest) -> TaskList | None:
    """List the domains that wait for a second person, for users who may decide; None if there are none."""
    if not request.user.has_perm("links.change_linkeddomain"):
        return None
    domains = list(LinkedDomain.objects.pending())
    url = f"{reverse('admin:links_linkeddomain_changelist')}?tinh-trang=cho"
    rows = [Row(domain.name, url, domain.state) for domain in domains[:MAX_ROWS]]
    return TaskList("Liên kết mới chờ duyệt", rows, len(domains), url) if rows else None
