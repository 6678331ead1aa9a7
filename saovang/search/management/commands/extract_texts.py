from django.core.management.base import BaseCommand, CommandParser

from saovang.core.text import format_number
from saovang.media.models import FileText
from saovang.search.file_texts import extract_pending


class Command(BaseCommand):
    """Read the text of documents that were not read yet, so that the search finds it."""

    help = "Đọc chữ trong các tệp PDF, DOCX, XLSX, ODT chưa đọc, để tìm kiếm thấy; chạy lúc nào cũng được."

    def add_arguments(self, parser: CommandParser) -> None:
        help_text = "Đọc lại cả những tệp lần trước không đọc được, như sau khi nâng cấp."
        parser.add_argument("--failed", action="store_true", help=help_text)

    def handle(self, *, failed: bool, **options: object) -> None:
        if failed:
            FileText.objects.filter(status=FileText.Status.FAILED).delete()
        number = extract_pending(self.stderr.write)
        self.stdout.write(f"Đã đọc {format_number(number)} tệp.")
