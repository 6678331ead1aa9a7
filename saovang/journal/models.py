"""The journal of security events. Entries are only added, and deleted after JOURNAL_DAYS.

When an object is erased, its title is removed from them.
"""

from django.db import models


class SecurityEvent(models.Model):
    class Event(models.TextChoices):
        SIGN_IN = "sign_in", "Đăng nhập"
        SIGN_IN_FAILED = "sign_in_failed", "Nhập sai mật khẩu hoặc mã"
        SIGNED_OUT_ELSEWHERE = "signed_out_elsewhere", "Đăng xuất ở nơi khác"
        PASSWORD_SET = "password_set", "Đổi mật khẩu"
        MFA_ADDED = "mfa_added", "Thêm bước hai"
        MFA_REMOVED = "mfa_removed", "Bỏ bước hai"
        MFA_USED = "mfa_used", "Dùng bước hai"
        ROLE_CHANGED = "role_changed", "Đổi vai trò"
        ACCOUNT_CREATED = "account_created", "Tạo tài khoản"
        ACCOUNT_CHANGED = "account_changed", "Sửa tài khoản"
        POLICY_CHANGED = "policy_changed", "Đổi quy định đăng nhập"
        EXPORT = "export", "Tải về số liệu"
        RESTORE = "restore", "Phục hồi bản sao lưu"
        DELETION = "deletion", "Xóa"
        EMERGENCY_ON = "emergency_on", "Bật chế độ khẩn cấp"
        EMERGENCY_OFF = "emergency_off", "Kết thúc chế độ khẩn cấp"

    at = models.DateTimeField("lúc", auto_now_add=True, db_index=True)
    event = models.CharField("việc", max_length=30, choices=Event)
    # As text: it outlives the account. Empty for a command.
    username = models.CharField("tài khoản", max_length=150, blank=True)
    detail = models.CharField("chi tiết", max_length=300, blank=True)
    network = models.CharField("mạng", max_length=50, blank=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        verbose_name = "mục nhật ký"
        verbose_name_plural = "nhật ký an toàn"

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.username}".strip()
