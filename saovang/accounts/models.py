from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saovang.accounts.notifications import notify
from saovang.accounts.passwords import normalize_password, password_forms
from saovang.core.fields import CleanCharField, CleanEmailField
from saovang.journal.services import Event, record


class UserManager(DjangoUserManager["User"]):
    """Hash new passwords in their normal form. Django hashes them here without calling `User.set_password()`."""

    use_in_migrations = False

    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        return super().create_user(username, email, password and normalize_password(password), **fields)

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        return super().create_superuser(username, email, password and normalize_password(password), **fields)

    def allowed_to(self, permission: str) -> models.QuerySet["User"]:
        """Return the active users with a permission, by their roles or as superusers."""
        return self.with_perm(permission, backend="django.contrib.auth.backends.ModelBackend")


class User(AbstractUser):
    """An account of a staff member. Residents have none."""

    first_name = CleanCharField(_("first name"), max_length=150, blank=True)
    last_name = CleanCharField(_("last name"), max_length=150, blank=True)
    email = CleanEmailField(_("email address"), blank=True)
    position = CleanCharField("chức vụ", max_length=120, blank=True)
    telephone = CleanCharField("điện thoại", max_length=30, blank=True)

    has_new_password = False  # not saved yet

    objects: ClassVar[UserManager] = UserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    @property
    def role_names(self) -> list[str]:
        return ["Toàn quyền"] * self.is_superuser + [group.name for group in self.groups.all()]

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else normalize_password(raw_password))
        self.has_new_password = True

    def set_unusable_password(self) -> None:
        super().set_unusable_password()
        self.has_new_password = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Record a new account or a new password, and tell the owner of the latter."""
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            record(Event.ACCOUNT_CREATED, detail=self.username)
        elif self.has_new_password:
            record(Event.PASSWORD_SET, detail=self.username)
            notify(self, "mật khẩu đã được đổi.")
        self.has_new_password = False

    def check_password(self, raw_password: str | None) -> bool:
        """Return True if the password matches in any form. A hash of another form or algorithm is replaced."""
        normal, *others = password_forms(raw_password or "")

        def replace_hash(password: str = normal) -> None:
            self.password = make_password(normal)  # not set_password(): the password is the same
            self.save(update_fields=["password"])

        if check_password(normal, self.password, replace_hash):
            return True
        # No short cut: a check takes as long as the number of forms, whatever the hash.
        matches = [check_password(form, self.password) for form in others]
        if any(matches):
            replace_hash()
        return any(matches)


class UserSession(models.Model):
    """A session of a signed-in user, for the list of the places where an account is signed in."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60)  # in words
    network = models.CharField(max_length=50)
    signed_in_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_used_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user}, {self.device}"


class LoginPolicy(models.Model):
    """Rules that apply to everyone who signs in. The table has one row at most."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    mfa_required = models.BooleanField(
        "bắt buộc mọi người đăng nhập hai bước",
        default=False,
        help_text="Mọi tài khoản phải bật trước khi làm việc khác trong bàn biên tập. Không chọn thì theo thiết lập "
        "của máy chủ: thường chỉ bắt buộc với người đăng được bài.",
    )

    class Meta:
        verbose_name = "quy định đăng nhập"
        verbose_name_plural = "quy định đăng nhập"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="login_policy_singleton")]

    def __str__(self) -> str:
        return "Quy định đăng nhập"
