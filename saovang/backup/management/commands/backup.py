from django.core.management.base import BaseCommand

from saovang.backup.create import back_up


class Command(BaseCommand):
    """Write database, photos and attachments to one dated archive, while the portal runs."""

    help = "Sao lưu cơ sở dữ liệu, ảnh và tệp vào một tệp trong BACKUP_DIR; giữ BACKUP_KEEP_LAST bản mới nhất."

    def handle(self, **options: object) -> None:
        path = back_up(self.stdout.write)
        self.stdout.write(f"Đã sao lưu: {path} ({path.stat().st_size / 1e6:.1f} MB)")
