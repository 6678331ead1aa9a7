from datetime import datetime

from django.contrib import admin
from django.utils import timezone

from saovang.core.admin import ReadOnlyAdmin
from saovang.core.templatetags.vietnamese import full_name
from saovang.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What was sent and what was not."""

    list_display = ["time", "kind_label", "recipient_name", "outcome", "last_error"]
    list_display_links = None
    list_filter = ["state"]
    list_select_related = ["recipient"]
    search_fields = [f"recipient__{name}__folded" for name in ("last_name", "first_name", "username", "email")]
    search_help_text = "Tìm theo người nhận."
    readonly_fields = ["time", "kind_label", "recipient_name", "outcome", "last_error"]
    fields = [*readonly_fields]

    @admin.display(description="lúc", ordering="due_at")
    def time(self, notice: Notice) -> str:
        return _format(notice.due_at)

    @admin.display(description="loại")
    def kind_label(self, notice: Notice) -> str:
        return notice.kind_label

    @admin.display(description="người nhận")
    def recipient_name(self, notice: Notice) -> str:
        return full_name(notice.recipient) if notice.recipient else "Tài khoản đã xóa"

    @admin.display(description="kết quả")
    def outcome(self, notice: Notice) -> str:
        if notice.sent_at:
            return f"Đã gửi lúc {_format(notice.sent_at)}"
        if notice.state == Notice.State.PENDING and notice.attempts:
            return f"Đã gửi {notice.attempts} lần chưa được, gửi lại lúc {_format(notice.next_attempt_at)}"
        return notice.get_state_display()


def _format(time: datetime) -> str:
    return f"{timezone.localtime(time):%H:%M %d/%m/%Y}"
