"""`manage.py inspect`: look at the portal from outside and report what should not be there."""

from argparse import ArgumentParser

from django.core.cache import cache
from django.core.mail import mail_admins
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from saovang.core.http import absolute_url
from saovang.inspection.dashboard import CACHE_KEY
from saovang.inspection.services import Inspector

MONDAY = 0


class Command(BaseCommand):
    help = "Xem trang từ bên ngoài như Google, như điện thoại; thấy điều lạ thì gửi thư cho ERROR_EMAILS và báo lỗi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default=absolute_url(""))
        parser.add_argument("--pages", type=int, default=100, help="Xem nhiều nhất chừng này trang, chọn ngẫu nhiên.")
        parser.add_argument("--pause", type=float, default=0.1, help="Số giây nghỉ giữa hai lần mở trang.")
        parser.add_argument("--foreign", action="store_true", help="Xem cả liên kết tới trang khác (thứ Hai luôn xem).")

    def handle(self, url: str, pages: int, pause: float, foreign: bool, **options: object) -> None:
        inspector = Inspector(url.rstrip("/"), pages, pause)
        findings = inspector.run(foreign or timezone.localdate().weekday() == MONDAY)
        page_count = len(inspector.pages)
        cache.set(CACHE_KEY, (timezone.now(), page_count, findings), timeout=None)
        if findings:
            report = "\n".join(map(str, findings))
            mail_admins(f"Nhìn từ ngoài thấy {len(findings)} điều lạ", report, fail_silently=True)
            raise CommandError(f"Thấy {len(findings)} điều lạ:\n{report}")
        self.stdout.write(f"Đã xem {page_count} trang: sạch.")
