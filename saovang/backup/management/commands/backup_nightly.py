from django.core.management.base import BaseCommand

from saovang.backup.nightly import back_up_nightly


class Command(BaseCommand):
    """Back up into the nightly repository; a systemd timer runs it."""

    help = "Sao lưu vào kho restic trong BACKUP_DIR và ở BACKUP_REMOTE; giữ bản của 7 ngày, 5 tuần và 12 tháng."

    def handle(self, **options: object) -> None:
        back_up_nightly(self.stdout.write)
        self.stdout.write("Đã sao lưu vào kho.")
