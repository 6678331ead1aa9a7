"""`manage.py reset_mfa NAME`: turn off MFA of a user who lost both phone and recovery codes."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saovang.accounts import mfa
from saovang.accounts.models import User


class Command(BaseCommand):
    help = "Tắt đăng nhập hai bước của một tài khoản mất điện thoại và mã dự phòng."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="NAME", help="tên đăng nhập")

    def handle(self, *, username: str, **options: object) -> None:
        user = User.objects.filter(username=User.normalize_username(username)).first()
        if user is None:
            raise CommandError(f"Không có tài khoản {username}.")
        if mfa.reset(user):
            self.stdout.write(f"Đã tắt đăng nhập hai bước của {username}.")
        else:
            self.stdout.write(f"Tài khoản {username} không bật đăng nhập hai bước.")
