"""Articles, their categories, and the notes to readers: changes after publication, and changes of place names."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from news import sql
from news.models.files import Attachment, Photo
from news.summaries import summarize
from saovang.core.fields import EXTENSIONS, CleanCharField, CleanSlugField, CleanTextField, RichTextField
from saovang.core.http import cached_reverse
from saovang.core.text import slug_candidates
from saovang.media.photos import CardImage
from saovang.redirects.models import RedirectOnUrlChange

FIRST_YEAR = 1990  # of the archive; an earlier publication date is a typing error


class Category(RedirectOnUrlChange):
    name = CleanCharField("tên", max_length=60, unique=True)
    slug = CleanSlugField("địa chỉ", max_length=120, unique=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = "chuyên mục"
        verbose_name_plural = "chuyên mục"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return cached_reverse("news:category", self.slug)

    def get_public_urls(self) -> list[str]:
        return [reverse(f"news:{name}", args=[self.slug]) for name in ("category", "category_rss", "category_atom")]


class ArticleCard(NamedTuple):
    """What lists show of an article, as plain values: quick to read, and safe to cache."""

    pk: int
    title: str
    slug: str
    summary: str
    published_at: datetime
    cover: CardImage | None
    recording: str | None = None  # type and duration of the first recording, as `recording_mark` takes them

    def get_absolute_url(self) -> str:
        return cached_reverse("news:article", self.slug)


class ArticleQuerySet(models.QuerySet["Article"]):
    """The queries of the public site.

    `published()` defines "public"; `Article.is_public` and news/sql.py are tested against it.
    """

    def scheduled_or_published(self) -> Self:
        """Return articles that are public or become public at `published_at`."""
        return self.filter(status=self.model.Status.PUBLISHED)

    def published(self, at: datetime | None = None) -> Self:
        """Return the articles that everyone may see now, or at a later time, newest first."""
        return (
            self.scheduled_or_published()
            .filter(published_at__lte=at or timezone.now())
            .order_by("-published_at", "-pk")
        )

    def published_in(self, year: int, month: int | None = None) -> Self:
        """Return the articles published in a year, or in a month of it, by the local time zone."""
        start, end = _period(year, month)
        return self.published().filter(published_at__gte=start, published_at__lt=end)

    def years(self) -> list[int]:
        """Return the years that have published articles, latest first."""
        oldest = self.published().values_list("published_at", flat=True).last()
        if oldest is None:
            return []
        first, last = max(timezone.localtime(oldest).year, FIRST_YEAR), timezone.localdate().year
        return self._non_empty({year: (year, None) for year in range(last, first - 1, -1)})

    def months(self, year: int) -> list[int]:
        """Return the months of `year` that have published articles, latest first."""
        return self._non_empty({month: (year, month) for month in range(12, 0, -1)})

    def _non_empty(self, periods: dict[int, tuple[int, int | None]]) -> list[int]:
        """Return the keys of the (year, month) periods that have published articles. One index lookup a period."""
        exists = [Exists(self.published_in(*period)) for period in periods.values()]
        flags = self.model._base_manager.order_by("pk").values_list(*exists).first() or []
        return [key for key, flag in zip(periods, flags, strict=False) if flag]

    def active_alerts(self) -> list[ArticleCard]:
        """Return the published articles that are shown as an alert on every page, newest first.

        The unexpired alerts are read first, from an index of few rows. In one query with `published()`, SQLite would
        scan every published article.
        """
        rows = self._unexpired_alerts().values_list("pk", "status", "published_at")
        now, published = timezone.now(), self.model.Status.PUBLISHED
        keys = [key for key, status, time in rows if status == published and time and time <= now]
        return self.filter(pk__in=keys).cards() if keys else []

    def _unexpired_alerts(self) -> models.QuerySet["Article"]:
        """Return articles with an unexpired alert, in any status, soonest expiry first."""
        return self.model._base_manager.filter(alert_until__gt=timezone.now()).order_by("alert_until")

    def latest_publication(self) -> models.QuerySet[Any, Any]:
        """Return the time of the latest publication. It changes when a scheduled article becomes public."""
        return self.published().values("published_at")[:1]

    def next_alert_expiry(self) -> models.QuerySet[Any, Any]:
        """Return the time at which the next alert expires. It changes when an alert expires."""
        return self._unexpired_alerts().values("alert_until")[:1]

    def withdrawn(self) -> Self:
        """Return articles that were public once and were taken down. Their URLs answer 410."""
        return self.filter(status=self.model.Status.WITHDRAWN)

    def in_category(self, category: Category | int) -> Self:
        return self.filter(category=category)

    def for_lists(self) -> Self:
        """Load what a list shows, without the body."""
        return self.select_related("category", "cover").defer("body").annotate(recording=sql.RECORDING)

    def latest_by_category(
        self, categories: Iterable[Category], count: int, without: Collection[ArticleCard] = ()
    ) -> list[tuple[Category, list[ArticleCard]]]:
        """Return each category with its latest published articles, at most `count` of them and none of `without`.

        A category that has no others is left out. Two queries. Their cost grows with the number of categories and not
        with the number of articles.
        """
        latest: dict[int, list[ArticleCard]] = {category.pk: [] for category in categories}
        now, limit, known = timezone.now(), count + len(without), {card.pk for card in without}
        rows = self.raw(sql.latest_by_category(len(latest)), [value for key in latest for value in (key, now, limit)])
        found = {article.pk: article.category_id for article in rows} if latest else {}
        category_ids = {pk: category for pk, category in found.items() if pk not in known}
        for card in self.filter(pk__in=category_ids).cards():
            latest[category_ids[card.pk]].append(card)
        return [(category, latest[category.pk][:count]) for category in categories if latest[category.pk]]

    def cards(self) -> list[ArticleCard]:
        """Return what other pages show of these articles. Costs less than half of `for_lists()`."""
        names = ("image", "width", "height", "alt_text", "decorative", "focus")
        cover_fields = [f"cover__{name}" for name in names]
        rows = self.values_list("pk", "title", "slug", "summary", "published_at", sql.RECORDING, *cover_fields)
        cards = []
        for pk, title, slug, summary, published_at, recording, *cover_values in rows:
            image, width, height, alt_text, decorative, focus = cover_values
            cover = CardImage(image, width, height, "" if decorative else alt_text, focus) if image else None
            cards.append(ArticleCard(pk, title, slug, summary, published_at, cover, recording))
        return cards

    def for_page(self) -> Self:
        """Load what an article's own page shows, and flags for related rows that most articles do not have."""
        flags = {"has_attachments": sql.HAS_ATTACHMENTS, "has_change_notes": sql.HAS_CHANGE_NOTES}
        return self.select_related("category", "cover").prefetch_related("photos").annotate(**flags)

    def neighbours_of(self, article: "Article") -> dict[str, "Article"]:
        """Return the published articles next to `article` as "previous" and "next", with title and slug only."""
        position = article.published_at, article.pk
        rows = self.raw(sql.NEIGHBOURS, [*position, *position, timezone.now()])
        return {"previous" if (row.published_at, row.pk) < position else "next": row for row in rows}


def _period(year: int, month: int | None) -> tuple[datetime, datetime]:
    """Return the start of a year, or of a month of it, and the start of the next one."""
    start = datetime(year, month or 1, 1)
    months = 1 if month else 12
    end = datetime(year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, 1)
    return timezone.make_aware(start), timezone.make_aware(end)


class Article(RedirectOnUrlChange):
    """A news article.

    `body` is HTML with rows of photos, which `saovang.media.photo_rows` defines and renders.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        WAITING = "waiting", "Chờ duyệt"
        PUBLISHED = "published", "Đã đăng"
        WITHDRAWN = "withdrawn", "Đã gỡ"

    title = CleanCharField("tiêu đề", max_length=250)
    slug = CleanSlugField(
        "địa chỉ",
        max_length=120,
        unique=True,
        blank=True,
        help_text="Phần cuối của địa chỉ trang. Đổi đi thì địa chỉ cũ tự dẫn sang địa chỉ mới.",
    )
    summary = CleanTextField("tóm tắt", max_length=600, blank=True)
    body = RichTextField("nội dung", blank=True, extensions=EXTENSIONS | {"PhotoRow": True})
    category = models.ForeignKey(Category, models.PROTECT, related_name="articles", verbose_name="chuyên mục")
    author = CleanCharField("tác giả", max_length=120, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người viết",
    )
    source = CleanCharField("nguồn", max_length=200, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField("thời điểm đăng", null=True, blank=True)
    cover = models.ForeignKey(
        Photo, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name="ảnh bìa"
    )
    # Whether somebody chose the cover; otherwise it is the first photo in order.
    cover_chosen = models.BooleanField("ảnh bìa được chọn", default=False, editable=False)
    alert_until = models.DateTimeField(
        "ghim tin khẩn đến",
        null=True,
        blank=True,
        help_text="Tiêu đề bài đứng đầu mọi trang như thông báo khẩn cho đến lúc này, rồi tự thôi.",
    )
    withdrawal_reason = CleanCharField("lý do gỡ bài", max_length=300, blank=True, editable=False)
    # The last change in the admin site, to detect conflicting edits.
    edited_at = models.DateTimeField("biên tập lúc", null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="người biên tập",
    )
    last_submission = models.CharField(max_length=64, blank=True, editable=False)  # news/services/submissions.py
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    updated_at = models.DateTimeField("sửa lúc", auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = "bài viết"
        verbose_name_plural = "bài viết"
        permissions = [
            ("publish_article", "Đăng, trả lại và gỡ bài viết"),
            ("erase_article", "Xóa hẳn bài viết, ảnh và tệp"),
        ]
        # Not partial on the status: SQLite would read the row of each entry to check it.
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="article_status_published_at"),
            models.Index(fields=["category", "status", "-published_at", "-id"], name="article_category_published_at"),
            models.Index(fields=["alert_until"], name="article_alert_until", condition=Q(alert_until__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "waiting", "published", "withdrawn"]), name="article_status_valid"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "waiting"]) | Q(published_at__isnull=False),
                name="article_published_at_required",
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
        return cached_reverse("news:article", self.slug)

    def get_public_urls(self) -> list[str]:
        return [reverse(f"news:{name}", args=[self.slug]) for name in ("article", "print")]

    def has_been_public(self) -> bool:
        """Return False for a draft and for an article that is scheduled: a redirect would tell its new URL."""
        has_status = self.status in (self.Status.PUBLISHED, self.Status.WITHDRAWN)
        return has_status and self.published_at is not None and self.published_at <= timezone.now()

    def clean(self) -> None:
        if self.status == self.Status.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now().replace(microsecond=0)

    @property
    def is_public(self) -> bool:
        """Return True if `Article.objects.published()` contains it now."""
        time = self.published_at if self.status == self.Status.PUBLISHED else None
        return time is not None and time <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.PUBLISHED and not self.is_public

    @property
    def modified_at(self) -> datetime:
        """Return the time of the last change that residents can know of, which is not before the publication."""
        return max(self.updated_at, self.published_at or self.updated_at)

    def shows(self, photo: Photo) -> bool:
        """Return False for a photo that was added to the published article and has no alt text yet."""
        return self.status != self.Status.PUBLISHED or photo.is_described

    # Computed once: a template asks for them several times.

    @cached_property
    def lede(self) -> str:
        """Return the summary unless it only repeats the beginning of the body."""
        return "" if self.summary == summarize(self.body) else self.summary

    @cached_property
    def shown_photos(self) -> list[Photo]:
        return [photo for photo in self.photos.all() if self.shows(photo)]

    @cached_property
    def files(self) -> list[Attachment]:
        """Return the attachments. No query if `for_page()` has found that there are none."""
        return list(self.attachments.all()) if getattr(self, "has_attachments", True) else []

    @property
    def audio(self) -> list[Attachment]:
        return [file for file in self.files if file.is_audio]

    @property
    def videos(self) -> list[Attachment]:
        return [file for file in self.files if file.is_video]

    @property
    def documents(self) -> list[Attachment]:
        return [file for file in self.files if not file.is_audio and not file.is_video]

    def poster_of(self, video: Attachment) -> Photo | None:
        """Return the photo that stands for a video until it plays: the chosen one, or else the cover."""
        shown = {photo.pk: photo for photo in self.shown_photos}
        return shown.get(video.poster_id or 0) or shown.get(self.cover_id or 0)


class ChangeNote(models.Model):
    """A change of an article after its publication, shown to readers as "Cập nhật lúc … : …"."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="change_notes", verbose_name="bài viết")
    created_at = models.DateTimeField("lúc", default=timezone.now)
    text = CleanCharField("đã sửa gì", max_length=300)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "ghi chú cập nhật"
        verbose_name_plural = "ghi chú cập nhật"

    def __str__(self) -> str:
        return self.text


class BoundaryChange(models.Model):
    """A date from which administrative units have other names. Articles published before it show the note."""

    effective_date = models.DateField("ngày có hiệu lực", unique=True)
    note = CleanCharField("lời nhắc", max_length=300, help_text="Đứng đầu mỗi bài đăng trước ngày này.")

    class Meta:
        ordering = ["effective_date"]
        verbose_name = "thay đổi địa giới"
        verbose_name_plural = "thay đổi địa giới"

    def __str__(self) -> str:
        return f"{self.effective_date:%d/%m/%Y}"
