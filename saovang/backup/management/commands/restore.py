"""Replace database and media by those of a backup."""

from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saovang.backup import nightly
from saovang.backup.restore import restore, restore_nightly
from saovang.journal.services import Event, record


class Command(BaseCommand):
    help = "Phục hồi toàn bộ trang từ một bản sao lưu. Những gì đang có sẽ bị thay."
    requires_system_checks = []  # a restore may be the cure for what they find

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("archive", type=Path, nargs="?", metavar="ARCHIVE", help="tệp do lệnh backup làm ra")
        source.add_argument("--nightly", metavar="BẢN", help="bản đêm: latest (mới nhất), hoặc mã của nó")
        parser.add_argument("--remote", action="store_true", help="lấy bản đêm từ BACKUP_REMOTE")
        parser.add_argument("--yes", action="store_true", help="không hỏi lại")

    def handle(self, *, archive: Path | None, yes: bool, **options: str) -> None:
        if archive:
            if not archive.is_file():
                raise CommandError(f"Không có tệp {archive}.")
            do_restore = partial(restore, archive)
        else:
            repository = nightly.remote() if options["remote"] else nightly.local()
            do_restore = partial(restore_nightly, repository, options["nightly"])
        if not yes:
            self.stdout.write("Toàn bộ nội dung đang có sẽ được thay bằng bản sao lưu này.")
            try:
                answer = input("Gõ «phục hồi» để làm: ").strip()
            except EOFError:  # not interactive
                answer = ""
            if answer not in ("phục hồi", "phuc hoi"):
                raise CommandError("Không làm gì.")
        manifest = do_restore(self.stdout.write)
        record(Event.RESTORE, detail=archive.name if archive else options["nightly"])
        self.stdout.write(
            f"Đã phục hồi trang như lúc {manifest.time_in_words}. Hãy khởi động lại các tiến trình của trang."
        )
