"""Addresses that have moved: nobody who kept a link ends at nothing."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q


class RedirectQuerySet(models.QuerySet["Redirect"]):
    @transaction.atomic
    def add(self, old: str, new: str) -> None:
        """From now on who asks for `old` is sent to `new`; what led to `old` leads to `new` at once."""
        self.filter(old_path=new).delete()  # something stands there again
        self.filter(new_path=old).update(new_path=new)
        self.update_or_create(old_path=old, defaults={"new_path": new})

    def match(self, path: str, query: str = "") -> "Redirect | None":
        """For an address with its query, or else without it."""
        wanted = [f"{path}?{query}", path] if query else [path]
        found = {redirect.old_path: redirect for redirect in self.filter(old_path__in=wanted)}
        return next((found[address] for address in wanted if address in found), None)


class Redirect(models.Model):
    """Where an address that is no more leads to."""

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
                name="redirect_leads_elsewhere",
                violation_error_message="Địa chỉ cũ phải bắt đầu bằng / và khác địa chỉ mới.",
            ),
            models.CheckConstraint(
                condition=Q(new_path="")
                | Q(new_path__startswith="/") & ~Q(new_path__startswith="//")
                | Q(new_path__startswith="https://")
                | Q(new_path__startswith="http://"),
                name="redirect_leads_to_the_web",
                violation_error_message="Địa chỉ mới phải bắt đầu bằng / hoặc https://.",
            ),
        ]

    def __str__(self) -> str:
        return self.old_path

    def clean(self) -> None:
        """Take an address as it was pasted from a browser."""
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
    """Of a thing with an address: where that changes, the old one leads to the new one."""

    get_absolute_url: Callable[[], str]  # each such thing has its own

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        names = kwargs.get("update_fields")
        before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk and names is None else None
        super().save(*args, **kwargs)
        if before and before.has_been_public():
            for old, new in zip(before.get_public_urls(), self.get_public_urls(), strict=True):
                if old != new:
                    Redirect.objects.add(old, new)

    def get_public_urls(self) -> list[str]:
        """Its page's, and those of what belongs to it, always in one order."""
        return [self.get_absolute_url()]

    def has_been_public(self) -> bool:
        """Whether anybody can have kept its address."""
        return True
