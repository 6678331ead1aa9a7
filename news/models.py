"""Articles, the categories they stand in and the photos and files that belong to them."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from pictures.models import PictureField

from news.body import placed_photos, summary_of
from news.querysets import ArticleQuerySet, PhotoQuerySet
from news.teasers import Picture
from saovang.documents import Document
from saovang.documents import new_document_path as new_attachment_path  # noqa: F401 – a migration names it so
from saovang.redirects.models import Moving
from saovang.rich_text import EXTENSIONS, RichTextField
from saovang.text import slug_candidates


class Category(Moving):
    name = models.CharField("tên", max_length=60, unique=True)
    slug = models.SlugField("địa chỉ", max_length=120, unique=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = "chuyên mục"
        verbose_name_plural = "chuyên mục"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("news:category", args=[self.slug])

    def addresses(self) -> list[str]:
        return [reverse(f"news:{name}", args=[self.slug]) for name in ("category", "category_rss", "category_atom")]


class Article(Moving):
    """A piece of news.

    `body` holds the text with its rows of photos as `<figure data-photos="3 4"></figure>`, each naming one
    to three photos of the article by key; `news.body` turns it into the page. A photo that no row names
    stands in the gallery.
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
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người viết",
    )
    source = models.CharField("nguồn", max_length=200, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField("thời điểm đăng", null=True, blank=True)
    cover = models.ForeignKey(
        "Photo",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="ảnh bìa",
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
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="người biên tập",
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
                condition=Q(status__in=["draft", "waiting", "published", "withdrawn"]),
                name="article_status_known",
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
        if not self.summary:
            self.summary = summary_of(self.body)
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

    def addresses(self) -> list[str]:
        return [reverse(f"news:{name}", args=[self.slug]) for name in ("article", "print")]

    def was_public(self) -> bool:
        return self.status in (self.Status.PUBLISHED, self.Status.WITHDRAWN)

    def clean(self) -> None:
        if self.status == self.Status.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now().replace(microsecond=0)

    @property
    def shown_photos(self) -> list["Photo"]:
        """Its photos; one added to a published article stays back until it has a text."""
        back = self.status == self.Status.PUBLISHED
        return [photo for photo in self.photos.all() if not (back and photo.lacks_text and not photo.text_owed)]

    @property
    def is_public(self) -> bool:
        """Whether residents see it now, as `Article.objects.published()` has it."""
        return (
            self.status == self.Status.PUBLISHED
            and self.published_at is not None
            and self.published_at <= timezone.now()
        )

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.PUBLISHED and not self.is_public

    @property
    def lede(self) -> str:
        """The summary where it says more than the beginning of the text below it."""
        return "" if self.summary == summary_of(self.body) else self.summary

    @property
    def has_photo_rows(self) -> bool:
        return bool(placed_photos(self.body))

    @property
    def gallery(self) -> list["Photo"]:
        """The photos that no row in the text names, in their order."""
        placed = set(placed_photos(self.body))
        return [photo for photo in self.shown_photos if photo.pk not in placed]


def new_photo_path(photo: "Photo", filename: str) -> str:
    """A name never given before: browsers keep photos for good."""
    return f"anh/{timezone.localdate():%Y/%m}/{uuid4().hex}.jpg"


class Photo(models.Model):
    """A photo of an article, upright and without metadata. Its place in the text is kept in the body."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="photos", verbose_name="bài viết")
    image = PictureField("ảnh", upload_to=new_photo_path, width_field="width", height_field="height", max_length=200)
    width = models.PositiveIntegerField("rộng", editable=False)
    height = models.PositiveIntegerField("cao", editable=False)
    caption = models.CharField("chú thích", max_length=300, blank=True)
    alt_text = models.CharField(
        "mô tả ảnh",
        max_length=300,
        blank=True,
        help_text="Nói ảnh cho thấy gì, cho người không nhìn được ảnh.",
    )
    decorative = models.BooleanField(
        "ảnh trang trí",
        default=False,
        help_text="Ảnh không nói gì thêm cho bài; máy đọc màn hình sẽ bỏ qua.",
    )
    # Brought over from the old portal, which knew no such texts: marked as lacking, and public all the same.
    text_owed = models.BooleanField("còn nợ mô tả", default=False, editable=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"

    def __str__(self) -> str:
        return self.caption or self.alt_text or f"Ảnh {self.order}"

    @property
    def lacks_text(self) -> bool:
        return not self.decorative and not self.alt_text.strip()

    @property
    def alternative(self) -> str:
        """What stands for the photo where it is not seen; nothing for one that only decorates."""
        return "" if self.decorative else self.alt_text

    @property
    def picture(self) -> Picture:
        return Picture(self.image.name or "", self.width, self.height, self.alternative)

    @property
    def variants(self) -> list:
        """The stored WebP variants, narrowest first; none of a photo narrower than the narrowest."""
        by_width = self.image.aspect_ratios[None]["WEBP"]  # type: ignore[attr-defined]  # its field's own kind of file
        return [picture for _, picture in sorted(by_width.items())]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{picture.url} {picture.width}w" for picture in self.variants)


class Attachment(Document):
    """A document to download with an article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="attachments", verbose_name="bài viết")

    class Meta(Document.Meta):
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"


class ChangeNote(models.Model):
    """What was changed in an article after its publication, said to its readers: "Cập nhật lúc … : …"."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="change_notes", verbose_name="bài viết")
    made_at = models.DateTimeField("lúc", default=timezone.now)
    text = models.CharField("đã sửa gì", max_length=300)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "ghi chú cập nhật"
        verbose_name_plural = "ghi chú cập nhật"

    def __str__(self) -> str:
        return self.text


class BoundaryChange(models.Model):
    """A day from which administrative units have other names; articles from before it say so."""

    took_effect_on = models.DateField("ngày có hiệu lực", unique=True)
    note = models.CharField("lời nhắc", max_length=300, help_text="Đứng đầu mỗi bài đăng trước ngày này.")

    class Meta:
        ordering = ["took_effect_on"]
        verbose_name = "thay đổi địa giới"
        verbose_name_plural = "thay đổi địa giới"

    def __str__(self) -> str:
        return f"{self.took_effect_on:%d/%m/%Y}"

    def is_after(self, article: Article) -> bool:
        return timezone.localdate(article.published_at) < self.took_effect_on


# The rest of what is stored stands in a file of its own.
from news.records import PreviewLink, Step, TypedText  # noqa: E402, F401
