from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from news.models.category import Category
from news.models.photo import Photo
from news.photo_rows import inline_photo_ids, summarize
from news.querysets import ArticleQuerySet
from saovang.core.fields import EXTENSIONS, RichTextField
from saovang.core.text import slug_candidates
from saovang.redirects.models import RedirectOnUrlChange

ACCOUNT = settings.AUTH_USER_MODEL


class Article(RedirectOnUrlChange):
    """A piece of news.

    `body` holds the text, in it the rows of photos; `news.photo_rows` says how and makes the page of it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        WAITING = "waiting", "Chờ duyệt"
        PUBLISHED = "published", "Đã đăng"
        WITHDRAWN = "withdrawn", "Đã gỡ"

    title = models.CharField("tiêu đề", max_length=250)
    slug = models.SlugField(
        "địa chỉ",
        max_length=120,
        unique=True,
        blank=True,
        help_text="Phần cuối của địa chỉ trang. Đổi đi thì địa chỉ cũ tự dẫn sang địa chỉ mới.",
    )
    summary = models.TextField("tóm tắt", max_length=600, blank=True)
    body = RichTextField("nội dung", blank=True, extensions=EXTENSIONS | {"PhotoRow": True})
    category = models.ForeignKey(Category, models.PROTECT, related_name="articles", verbose_name="chuyên mục")
    author = models.CharField("tác giả", max_length=120, blank=True)
    written_by = models.ForeignKey(
        ACCOUNT, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name="người viết"
    )
    source = models.CharField("nguồn", max_length=200, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField("thời điểm đăng", null=True, blank=True)
    cover = models.ForeignKey(
        Photo, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name="ảnh bìa"
    )
    urgent_until = models.DateTimeField(
        "báo khẩn đến lúc",
        null=True,
        blank=True,
        help_text="Đến lúc này, tiêu đề bài đứng ở đầu mọi trang như một thông báo khẩn.",
    )
    withdrawal_reason = models.CharField("lý do gỡ bài", max_length=300, blank=True, editable=False)
    # By whom and when it was last saved or moved on at the desk: what two people on one article are told.
    edited_at = models.DateTimeField("biên tập lúc", null=True, editable=False)
    edited_by = models.ForeignKey(
        ACCOUNT, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="người biên tập"
    )
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = "bài viết"
        verbose_name_plural = "bài viết"
        permissions = [("publish_article", "Đăng, trả lại và gỡ bài viết")]
        # Whole, not only of what is published: SQLite would look up each row of a partial one to see its status.
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="article_by_time"),
            models.Index(fields=["category", "status", "-published_at", "-id"], name="article_by_category_and_time"),
            models.Index(fields=["urgent_until"], name="article_urgent", condition=Q(urgent_until__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "waiting", "published", "withdrawn"]), name="article_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "waiting"]) | Q(published_at__isnull=False),
                name="article_published_has_time",
                violation_error_message="Bài đã đăng hoặc đã gỡ phải có thời điểm đăng.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.summary = self.summary or summarize(self.body)
        if self.slug:
            return super().save(*args, **kwargs)
        for slug in slug_candidates(self.title, fallback="bai-viet"):
            self.slug = slug
            try:
                with transaction.atomic():
                    return super().save(*args, **kwargs)
            except IntegrityError:
                if not Article.objects.filter(slug=slug).exists():
                    raise

    def get_absolute_url(self) -> str:
        return reverse("news:article", args=[self.slug])

    def get_public_urls(self) -> list[str]:
        return [reverse(f"news:{name}", args=[self.slug]) for name in ("article", "print")]

    def has_been_public(self) -> bool:
        return self.status in (self.Status.PUBLISHED, self.Status.WITHDRAWN)

    def clean(self) -> None:
        if self.status == self.Status.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now().replace(microsecond=0)

    @property
    def is_public(self) -> bool:
        """Whether residents see it now, as `Article.objects.published()` has it."""
        time = self.published_at if self.status == self.Status.PUBLISHED else None
        return time is not None and time <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.PUBLISHED and not self.is_public

    @property
    def lede(self) -> str:
        """The summary where it says more than the beginning of the text below it."""
        return "" if self.summary == summarize(self.body) else self.summary

    @property
    def shown_photos(self) -> list[Photo]:
        """Its photos; one added to a published article stays back until it has a text."""
        back = self.status == self.Status.PUBLISHED
        return [photo for photo in self.photos.all() if not (back and photo.lacks_text and not photo.text_owed)]

    @property
    def has_photo_rows(self) -> bool:
        return bool(inline_photo_ids(self.body))

    @property
    def gallery(self) -> list[Photo]:
        """The photos that no row in the text names, in their order."""
        placed = set(inline_photo_ids(self.body))
        return [photo for photo in self.shown_photos if photo.pk not in placed]
