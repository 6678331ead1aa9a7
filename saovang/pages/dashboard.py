"""Cards of flat pages on the admin index page."""

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from saovang.adminsite.dashboard import Row, TaskList
from saovang.pages.models import Page, PagePhoto

MAX_ROWS = 6


def photos_missing_alt_text(request: HttpRequest) -> TaskList | None:
    """Return the pages with photos that readers do not see yet; None if there are none, as most staff have no pages."""
    if not request.user.has_perm("pages.change_page"):
        return None
    pages = Page.objects.filter(photos__in=PagePhoto.objects.missing_alt_text()).annotate(photo_count=Count("photos"))
    rows = [
        Row(page.title, reverse("admin:pages_page_change", args=[page.pk]), f"{page.photo_count} ảnh")
        for page in pages.only("title")
    ]
    if not rows:
        return None
    return TaskList("Ảnh của trang chưa có mô tả", rows[:MAX_ROWS], len(rows), reverse("admin:pages_page_changelist"))
