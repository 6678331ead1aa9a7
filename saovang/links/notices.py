"""The notice of new domains. Its key is when they were recorded: one e-mail tells of all that one text has brought."""

from datetime import datetime

from django.urls import reverse

from saovang.accounts.models import User
from saovang.accounts.roles import PUBLISH
from saovang.links.models import LinkedDomain
from saovang.notices.kinds import Content, Kind
from saovang.notices.services import enqueue

MAX_NAMED = 30  # domains in one e-mail


def announce(recorded_at: datetime) -> None:
    """Store a notice for everyone who may publish, the author included, whose account may be in other hands."""
    enqueue(NEW_DOMAINS.name, recorded_at.isoformat(), User.objects.allowed_to(PUBLISH))


def _compose(key: str, recipient: User) -> Content | None:
    domains = list(LinkedDomain.objects.filter(first_seen_at=datetime.fromisoformat(key), decided_at=None))
    if not domains:  # decided by somebody meanwhile
        return None
    lines = [f"– {domain}, ở {domain.first_seen_in}: {domain.state}" for domain in domains[:MAX_NAMED]]
    if len(domains) > MAX_NAMED:
        lines.append(f"– và {len(domains) - MAX_NAMED} tên miền nữa")
    return Content(
        f"Liên kết mới: {', '.join(domain.name for domain in domains)}",
        "\n".join(
            ["Vừa có liên kết tới tên miền mới trên cổng thông tin:", "", *lines, ""]
            + ["Nếu đúng thì không cần làm gì. Nếu lạ, hãy mở danh sách sau và bấm Chặn:"]
        ),
        reverse("admin:links_linkeddomain_changelist"),
    )


NEW_DOMAINS = Kind("new_domains", "Có liên kết tới tên miền mới", lambda user: user.has_perm(PUBLISH), _compose)
