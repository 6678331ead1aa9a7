"""`manage.py setup`: everything between a checkout and a running portal. Safe to run again."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from news.models import Category
from procedures.guide import add_missing_matters
from saovang.demo.load import load_sample

STAFF = "bientap"


class Command(BaseCommand):
    help = "Chuẩn bị cơ sở dữ liệu, tệp tĩnh, dữ liệu mẫu và tài khoản đầu tiên; chạy lại không mất gì."
    requires_system_checks = []  # before it has run, much is still missing

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="Không nạp tin mẫu, không tạo tài khoản.")

    def handle(self, empty: bool, **options: object) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        add_missing_matters()
        if empty:
            return
        if not Category.objects.exists():
            self.stdout.write("Đang nạp tin mẫu …")
            load_sample()
        users = get_user_model().objects
        if not users.exists():
            password = secrets.token_urlsafe(12)
            users.create_superuser(STAFF, password=password)
            self.stdout.write(f"Tài khoản biên tập: {STAFF}  Mật khẩu (chỉ hiện một lần này): {password}")
