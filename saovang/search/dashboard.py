"""The task list of unanswered queries on the home page of the admin site."""

from datetime import timedelta

from django.db.models import Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.dashboard import Row, TaskList
from saovang.search.models import Entry, UnansweredQuery

DAYS = 7
MIN_COUNT = 2  # once may be a typing error
MAX_CHECKED = 10  # queries that are searched again
MAX_ROWS = 5


def frequent_unanswered_queries(request: AuthenticatedHttpRequest) -> TaskList | None:
    """List what residents searched more than once this week and what still finds nothing; None if there is nothing."""
    if not request.user.has_perms(["search.view_unansweredquery", "search.add_synonym"]):
        return None
    recent = UnansweredQuery.objects.filter(day__gt=localdate() - timedelta(days=DAYS)).order_by().values("text")
    frequent = recent.annotate(total=Sum("count")).filter(total__gte=MIN_COUNT).order_by("-total", "text")
    rows = [
        Row(
            query["text"],
            f"{reverse('admin:search_synonym_add')}?{urlencode({'term': query['text']})}",
            f"{query['total']} lần trong {DAYS} ngày",
        )
        for query in frequent[:MAX_CHECKED]
        if not Entry.objects.search(query["text"]).has_any
    ]
    url = reverse("admin:search_unansweredquery_changelist")
    return TaskList("Người dân tìm không ra", rows[:MAX_ROWS], len(rows), url) if rows else None
