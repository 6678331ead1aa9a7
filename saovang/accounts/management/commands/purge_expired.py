"""`manage.py purge_expired`: delete ended sessions, what no longer counts, and old entries of the journal."""

from axes.models import AccessAttempt
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from saovang.accounts import sessions
from saovang.accounts.models import UserSession
from saovang.core.models import CacheEntry
from saovang.journal.services import purge
from saovang.media import visibility
from saovang.media.storage import ignore_storage_errors


class Command(BaseCommand):
    help = (
        "Xóa các phiên đã hết, các lần đăng nhập sai (có địa chỉ mạng) và mục nhật ký đã quá hạn giữ; "
        "đưa ảnh, tệp của bài đến giờ đăng vào chỗ ai cũng đọc được."
    )

    def handle(self, **options: object) -> None:
        call_command("clearsessions")
        UserSession.objects.exclude(pk__in=sessions.active()).delete()
        AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
        purge()
        CacheEntry.objects.filter(expires__lt=timezone.now()).delete()  # keys of rate limits contain IPs
        with ignore_storage_errors():
            visibility.sync_all()  # files of scheduled articles, and those that a killed process did not move
