"""Admin of accounts: name, role, password, whether the person may sign in."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from saovang.accounts import mfa
from saovang.accounts.forms import SetUserPasswordForm, UserCreationForm
from saovang.accounts.models import LoginPolicy, User
from saovang.core.admin import SingleRowAdmin
from saovang.journal.services import Event, record

# The roles are fixed, e-mail addresses are unused, and MFA secrets must not be shown.
for model in (Group, EmailAddress, Authenticator):
    admin.site.unregister(model)


@admin.register(LoginPolicy)
class LoginPolicyAdmin(SingleRowAdmin):
    list_display = ["__str__", "mfa_required"]

    def save_model(self, request: HttpRequest, obj: LoginPolicy, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(Event.POLICY_CHANGED, detail=f"Bắt buộc hai bước: {'bật' if obj.mfa_required else 'tắt'}")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = UserCreationForm
    change_password_form = SetUserPasswordForm
    change_user_password_template = "accounts/set_password.html"  # noqa: S105
    list_display = ["username", "full_name", "roles", "is_active", "has_mfa", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = [f"{name}__folded" for name in ("username", "last_name", "first_name", "position", "email")]
    fieldsets = [
        (None, {"fields": ["username", "new_password"]}),
        ("Người dùng", {"fields": ["last_name", "first_name", "position", "telephone", "email"]}),
        ("Quyền", {"fields": ["is_active", "groups", "is_superuser"]}),
        ("Hoạt động gần đây", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["username", "usable_password", "password1", "password2"]})]
    readonly_fields = ["new_password", "last_login", "date_joined"]
    filter_horizontal = []
    actions = ["reset_mfa"]

    @admin.display(description="họ và tên")
    def full_name(self, user: User) -> str:
        return f"{user.last_name} {user.first_name}".strip()

    @admin.display(description="mật khẩu")
    def new_password(self, user: User) -> str:
        """Return a link to set a password. Django's own field shows details of the hash, which are of no use."""
        return mark_safe('<a class="button" href="../password/">Đặt mật khẩu mới</a>')

    @admin.display(description="vai trò")
    def roles(self, user: User) -> str:
        return ", ".join(user.role_names) or "Chưa có"

    @admin.display(description="hai bước", boolean=True)
    def has_mfa(self, user: User) -> bool:
        """Return `mfa.is_enabled(user)` from the prefetched authenticators."""
        return any(authenticator.type in mfa.SECOND_STEPS for authenticator in user.authenticator_set.all())

    @admin.action(description="Tắt đăng nhập hai bước (mất điện thoại)", permissions=["change"])
    def reset_mfa(self, request: HttpRequest, users: QuerySet[User]) -> None:
        changed = [user for user in users if self.has_change_permission(request, user) and mfa.reset(user)]
        messages.success(request, f"Đã tắt đăng nhập hai bước của {len(changed)} tài khoản.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups", "authenticator_set")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return self.readonly_fields + ([] if request.user.is_superuser else ["is_superuser"])

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_manage(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_manage(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        if not self.has_change_permission(request, self.get_object(request, id)):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        obj.is_staff = True  # every account is for the admin site
        super().save_model(request, obj, form, change)
        if change and "username" in form.changed_data:
            record(Event.ACCOUNT_CHANGED, detail=f"{form.initial['username']} đổi tên thành {obj.username}")
        if change and "is_active" in form.changed_data:
            record(Event.ACCOUNT_CHANGED, detail=f"{obj.username}: {'mở' if obj.is_active else 'khóa'}")

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if {"groups", "is_superuser"} & set(form.changed_data):
            record(Event.ROLE_CHANGED, detail=f"{form.instance.username}: {self.roles(form.instance)}")

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        if db_field.name == "groups":
            kwargs |= {"widget": forms.CheckboxSelectMultiple, "label": "Vai trò", "help_text": ""}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _may_manage(request: HttpRequest, user: User | None) -> bool:
    """Return False for superuser accounts unless the request is by a superuser: they would give away all rights."""
    return request.user.is_superuser or user is None or not user.is_superuser
