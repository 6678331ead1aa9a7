"""Migrate a portal from SQLite and files to the configured PostgreSQL and storage."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saovang.backup.migrate import migrate
from saovang.core.text import format_number


class Command(BaseCommand):
    help = (
        "Chuyển toàn bộ trang từ SQLite và thư mục ảnh sang PostgreSQL (DATABASE_URL) và kho ảnh (S3_BUCKET, nếu có) "
        "đang đặt. Trang cũ phải dừng, và chỉ bị đọc; cơ sở dữ liệu mới phải trống."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("database", type=Path, metavar="DATABASE", help="tệp SQLite của trang cũ")
        parser.add_argument("media", type=Path, metavar="MEDIA", help="thư mục ảnh và tệp của trang cũ")

    def handle(self, *, database: Path, media: Path, **options: object) -> None:
        if not database.is_file():
            raise CommandError(f"Không có tệp {database}.")
        if not media.is_dir():
            raise CommandError(f"Không có thư mục {media}.")
        counts, files = migrate(database.resolve(), media.resolve(), self.stdout.write)
        self.stdout.write(
            f"Đã chuyển {format_number(sum(counts.values()))} dòng của {format_number(len(counts))} bảng, "
            f"{format_number(files)} ảnh và tệp; trước và sau bằng nhau. "
            f"{database} và {media} còn nguyên. Hãy khởi động trang."
        )
