from django.core.management.base import BaseCommand

from saovang.core.text import format_number
from saovang.search.index import rebuild


class Command(BaseCommand):
    """Rebuild the search index."""

    help = "Lập lại chỉ mục tìm kiếm từ đầu; chạy lúc nào cũng được."

    def handle(self, **options: object) -> None:
        self.stdout.write(f"Đã lập lại chỉ mục: {format_number(rebuild())} mục.")
