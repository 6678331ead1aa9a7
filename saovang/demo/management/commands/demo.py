"""`manage.py demo`: load the sample content into an empty portal."""

from django.core.management.base import BaseCommand, CommandError

from news.models import Category
from saovang.demo.load import load_sample


class Command(BaseCommand):
    help = "Nạp tin mẫu vào một trang chưa có nội dung."

    def handle(self, **options: object) -> None:
        if Category.objects.exists():
            raise CommandError("Trang đã có nội dung; tin mẫu chỉ nạp vào trang trống.")
        load_sample()
        self.stdout.write("Đã nạp tin mẫu.")
