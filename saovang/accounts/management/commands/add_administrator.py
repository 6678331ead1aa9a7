"""`manage.py add_administrator NAME`: create a superuser with a random password and print it."""

import secrets

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Tạo tài khoản quản trị toàn quyền và in mật khẩu đầu tiên, một lần duy nhất."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="NAME", help="tên đăng nhập, không dấu cách")

    def handle(self, *, username: str, **options: object) -> None:
        user = get_user_model()(username=username, is_staff=True, is_superuser=True)
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError(f"Không tạo được tài khoản {username}: {' '.join(error.messages)}") from error
        user.save()
        self.stdout.write(f"Tài khoản quản trị: {username}  Mật khẩu (chỉ hiện một lần này): {password}")
