"""Replace database and media by those of a backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saovang.backup.restore import restore
from saovang.journal.services import Event, record


class Command(BaseCommand):
    help = "Phục hồi toàn bộ trang từ một bản sao lưu. Những gì đang có sẽ bị thay."
    requires_system_checks = []  # a restore may be the cure for what they find

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, metavar="ARCHIVE", help="tệp do lệnh backup làm ra")
        parser.add_argument("--yes", action="store_true", help="không hỏi lại")

    def handle(self, *, archive: Path, yes: bool, **options: object) -> None:
        if not archive.is_file():
            raise CommandError(f"Không có tệp {archive}.")
        if not yes:
            self.stdout.write("Toàn bộ nội dung đang có sẽ được thay bằng bản sao lưu này.")
            try:
                answer = input("Gõ «phục hồi» để làm: ").strip()
            except EOFError:  # not interactive
                answer = ""
            if answer not in ("phục hồi", "phuc hoi"):
                raise CommandError("Không làm gì.")
        manifest = restore(archive, self.stdout.write)
        record(Event.RESTORE, detail=archive.name)
        self.stdout.write(f"Đã phục hồi trang như lúc {manifest.made_at}. Hãy khởi động lại các tiến trình của trang.")
