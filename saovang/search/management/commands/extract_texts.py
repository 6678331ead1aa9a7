from django.core.management.base import BaseCommand

from saovang.core.text import format_number
from saovang.search.file_texts import extract_pending


class Command(BaseCommand):
    """Read the text of documents that were not read yet, so that the search finds it."""

    help = "Đọc chữ trong các tệp PDF, DOCX, XLSX, ODT chưa đọc, để tìm kiếm thấy; chạy lúc nào cũng được."

    def handle(self, **options: object) -> None:
        number = extract_pending(self.stderr.write)
        self.stdout.write(f"Đã đọc {format_number(number)} tệp.")
