from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saovang.core.fields import CleanCharField, CleanEmailField


class User(AbstractUser):
    """An account of a staff member. Residents have none."""

    first_name = CleanCharField(_("first name"), max_length=150, blank=True)
    last_name = CleanCharField(_("last name"), max_length=150, blank=True)
    email = CleanEmailField(_("email address"), blank=True)
    position = CleanCharField("chức vụ", max_length=120, blank=True)
    telephone = CleanCharField("điện thoại", max_length=30, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"


class LoginPolicy(models.Model):
    """Rules that apply to everyone who signs in. The table has one row at most."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    mfa_required = models.BooleanField(
        "bắt buộc đăng nhập hai bước",
        default=False,
        help_text="Ai chưa bật đăng nhập hai bước sẽ phải bật trước khi làm việc khác trong bàn biên tập.",
    )

    class Meta:
        verbose_name = "quy định đăng nhập"
        verbose_name_plural = "quy định đăng nhập"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="login_policy_singleton")]

    def __str__(self) -> str:
        return "Quy định đăng nhập"
