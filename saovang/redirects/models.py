"""Redirects from old URLs, entered by staff or added when the URL of a page changes."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.encoding import uri_to_iri

from saovang.core.fields import CleanCharField
from saovang.core.text import clean_text
from saovang.redirects.comparison import compare_key, decode_path


class RedirectQuerySet(models.QuerySet["Redirect"]):
    @transaction.atomic
    def add(self, old_path: str, new_path: str) -> None:
        """Redirect `old_path` to `new_path`. Redirects to `old_path` are updated too, so no chain or loop forms."""
        self.filter(key=stored_key(new_path)).delete()  # a page exists there again
        self.filter(new_path=old_path).update(new_path=new_path)
        self.update_or_create(key=stored_key(old_path), defaults={"old_path": old_path, "new_path": new_path})

    def match(self, path: str, query: str = "") -> "Redirect | None":
        """Return the redirect of `path` with this query string, or else of `path` alone.

        `path` is decoded. A redirect for exactly these letters goes before one that ignores case.
        """
        keys = [compare_key(path, part, ignore_case) for part in (query, "") for ignore_case in (False, True)]
        by_key = {redirect.key: redirect for redirect in self.filter(key__in=keys)}
        return next((by_key[key] for key in keys if key in by_key), None)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        objs = list(objs)
        for redirect in objs:
            redirect.set_key()
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        objs = list(objs)
        for redirect in objs:
            redirect.set_key()
        return super().bulk_update(objs, {*fields, "key"}, *args, **kwargs)


def stored_key(old_path: str, ignore_case: bool = False) -> str:
    """Return the key of a stored path with its query, both percent-encoded or not."""
    path, _, query = old_path.partition("?")
    return compare_key(decode_path(path), query, ignore_case)


class Redirect(models.Model):
    """A redirect from a path of this site to another path or URL; without `new_path` the answer is 410 Gone."""

    old_path = models.CharField(
        "địa chỉ cũ",
        max_length=500,
        help_text="Phần sau tên miền, ví dụ: /tin-cu/123.html. Dán cả địa chỉ cũng được.",
    )
    new_path = CleanCharField(
        "địa chỉ mới",
        max_length=500,
        blank=True,
        help_text="Ví dụ: /tin-tuc/le-hoi-lang/. Để trống: trang báo rằng nội dung đã được gỡ.",
    )
    ignore_case = models.BooleanField(
        "không phân biệt chữ hoa, chữ thường",
        default=False,
        help_text="Dành cho địa chỉ của trang cũ chạy trên IIS hoặc SharePoint, ví dụ: /Pages/TinTuc.aspx.",
    )
    # What `old_path` means, without what does not matter: see compare_key().
    key = models.CharField(max_length=2000, editable=False)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        ordering = ["old_path"]
        verbose_name = "chuyển hướng"
        verbose_name_plural = "chuyển hướng địa chỉ cũ"
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="redirect_key_unique",
                violation_error_message="Chuyển hướng cho địa chỉ này đã tồn tại.",
            ),
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and compute the key of the URL."""
        self.set_key()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "key"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Reduce a pasted URL to its decoded path and query. Raises ValidationError if it cannot be one."""
        self.old_path = clean_text(self.old_path)
        for name in ("old_path", "new_path"):
            if re.search(r"[\s\\]", getattr(self, name)):
                raise ValidationError({name: "Địa chỉ không được có dấu cách hay ký tự lạ."})
        try:
            parts = urlsplit(self.old_path)
        except ValueError as error:
            raise ValidationError({"old_path": "Đây không phải là một địa chỉ."}) from error
        path = uri_to_iri(parts.path) or "/"
        self.old_path = f"{path}?{parts.query}" if parts.query else path
        self.set_key()
        if self.new_path.startswith("/") and self.key == stored_key(self.new_path, self.ignore_case):
            raise ValidationError("Địa chỉ cũ phải bắt đầu bằng / và khác địa chỉ mới.")

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check the unique key too, which no form has a field for."""
        super().validate_constraints(set(exclude or ()) - {"key"})

    def set_key(self) -> None:
        self.key = stored_key(self.old_path, self.ignore_case)


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
