"""Redirects from old URLs, entered by staff or added when the URL of a page changes."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q


class RedirectQuerySet(models.QuerySet["Redirect"]):
    @transaction.atomic
    def add(self, old_path: str, new_path: str) -> None:
        """Redirect `old_path` to `new_path`. Redirects to `old_path` are updated too, so no chain or loop forms."""
        self.filter(old_path=new_path).delete()  # a page exists there again
        self.filter(new_path=old_path).update(new_path=new_path)
        self.update_or_create(old_path=old_path, defaults={"new_path": new_path})

    def match(self, path: str, query: str = "") -> "Redirect | None":
        """Return the redirect of `path` with this query string, or else of `path` alone."""
        candidates = [f"{path}?{query}", path] if query else [path]
        by_path = {redirect.old_path: redirect for redirect in self.filter(old_path__in=candidates)}
        return next((by_path[candidate] for candidate in candidates if candidate in by_path), None)


class Redirect(models.Model):
    """A redirect from a path of this site to another path or URL; without `new_path` the answer is 410 Gone."""

    old_path = models.CharField(
        "địa chỉ cũ",
        max_length=500,
        unique=True,
        help_text="Phần sau tên miền, ví dụ: /tin-cu/123.html. Dán cả địa chỉ cũng được.",
    )
    new_path = models.CharField(
        "địa chỉ mới",
        max_length=500,
        blank=True,
        help_text="Ví dụ: /tin-tuc/le-hoi-lang/. Để trống: trang báo rằng nội dung đã được gỡ.",
    )

    objects = RedirectQuerySet.as_manager()

    class Meta:
        ordering = ["old_path"]
        verbose_name = "chuyển hướng"
        verbose_name_plural = "chuyển hướng địa chỉ cũ"
        constraints = [
            models.CheckConstraint(
                condition=Q(old_path__startswith="/") & ~Q(old_path=F("new_path")),
                name="redirect_old_path_valid",
                violation_error_message="Địa chỉ cũ phải bắt đầu bằng / và khác địa chỉ mới.",
            ),
            models.CheckConstraint(
                condition=Q(new_path="")
                | Q(new_path__startswith="/") & ~Q(new_path__startswith="//")
                | Q(new_path__startswith="https://")
                | Q(new_path__startswith="http://"),
                name="redirect_new_path_valid",
                violation_error_message="Địa chỉ mới phải bắt đầu bằng / hoặc https://.",
            ),
        ]

    def __str__(self) -> str:
        return self.old_path

    def clean(self) -> None:
        """Reduce a pasted URL to its decoded path and query. Raises ValidationError if it cannot be one."""
        for name in ("old_path", "new_path"):
            if re.search(r"[\s\x00-\x1f\\]", getattr(self, name)):
                raise ValidationError({name: "Địa chỉ không được có dấu cách hay ký tự lạ."})
        try:
            parts = urlsplit(self.old_path)
        except ValueError as error:
            raise ValidationError({"old_path": "Đây không phải là một địa chỉ."}) from error
        path = unquote(parts.path) or "/"
        self.old_path = f"{path}?{parts.query}" if parts.query else path


class RedirectOnUrlChange(models.Model):
    """Abstract model whose `save()` redirects the old URLs to the new ones when they change."""

    get_absolute_url: Callable[[], str]  # defined by each concrete model

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and redirect URLs that changed. Not checked with `update_fields`: no such save writes a slug."""
        old = None
        if self.pk and kwargs.get("update_fields") is None:
            old = type(self)._base_manager.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if old and old.has_been_public():
            for old_path, new_path in zip(old.get_public_urls(), self.get_public_urls(), strict=True):
                if old_path != new_path:
                    Redirect.objects.add(old_path, new_path)

    def get_public_urls(self) -> list[str]:
        """Return the URLs of the object's page and of pages that belong to it, always in the same order."""
        return [self.get_absolute_url()]

    def has_been_public(self) -> bool:
        """Return False if nobody can have a link to the object, so that no redirect is needed."""
        return True
