"""The list of articles at the desk."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from news.admin.permissions import PUBLISH, signed_in
from news.models import Article
from news.templatetags.news import status_badge
from saovang.core.templatetags.vietnamese import full_name

Status = Article.Status


class StateFilter(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "tinh-trang"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("nhap", "Bản nháp"), ("cho", "Chờ duyệt"), ("hen", "Hẹn giờ"), ("dang", "Đã đăng"), ("go", "Đã gỡ")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        now = timezone.now()
        wanted = {
            "nhap": Q(status=Status.DRAFT),
            "cho": Q(status=Status.WAITING),
            "hen": Q(status=Status.PUBLISHED, published_at__gt=now),
            "dang": Q(status=Status.PUBLISHED, published_at__lte=now),
            "go": Q(status=Status.WITHDRAWN),
        }
        return queryset.filter(wanted.get(self.value() or "", Q()))


class MineFilter(admin.SimpleListFilter):
    title = "người viết"
    parameter_name = "nguoi-viet"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("toi", "Bài của tôi")] if request.user.has_perm(PUBLISH) else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(written_by=signed_in(request)) if self.value() == "toi" else queryset


class ListMixin(admin.ModelAdmin):
    list_display = ["title", "state", "written", "time"]
    list_filter = [StateFilter, MineFilter, "category"]
    list_select_related = ["written_by"]
    list_per_page = 30
    ordering = ["-changed_at", "-pk"]
    search_fields = ["title"]
    date_hierarchy = "published_at"

    @admin.display(description="tình trạng", ordering="status")
    def state(self, article: Article) -> str:
        return status_badge(article)

    @admin.display(description="người viết")
    def written(self, article: Article) -> str:
        user = article.written_by
        return full_name(user) if user else article.author or "–"

    @admin.display(description="thời gian", ordering="changed_at")
    def time(self, article: Article) -> str:
        shown = article.status in (Status.PUBLISHED, Status.WITHDRAWN)
        time = timezone.localtime(article.published_at if shown else article.changed_at)
        return f"{'đăng' if shown else 'sửa'} {time:%H:%M %d/%m/%Y}"

    @admin.display(description="đọc bài")
    def read(self, article: Article) -> str:
        return _link_to_preview(article, "Xem")

    @admin.display(description="đọc bài")
    def review(self, article: Article) -> str:
        return _link_to_preview(article, "Đọc và duyệt" if article.status == Status.WAITING else "Xem")

    def get_list_display(self, request: HttpRequest) -> list:
        """Who may publish is led to what waits for it."""
        return [*super().get_list_display(request), "review" if request.user.has_perm(PUBLISH) else "read"]


def _link_to_preview(article: Article, word: str) -> str:
    address = reverse("admin:news_article_preview", args=[article.pk])
    return format_html('<a href="{}" aria-label="{}: {}">{}</a>', address, word, article.title, word)
