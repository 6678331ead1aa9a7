"""`manage.py list_publishers`: list the accounts that can publish an article."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from saovang.accounts import mfa
from saovang.accounts.models import User
from saovang.accounts.roles import PUBLISH


class Command(BaseCommand):
    help = "Liệt kê các tài khoản đăng được bài: tên, vai trò, đăng nhập hai bước, lần đăng nhập gần nhất."

    def handle(self, **options: object) -> None:
        for user in User.objects.allowed_to(PUBLISH).filter(is_staff=True).order_by("username"):
            steps = "hai bước" if mfa.is_enabled(user) else "một bước"
            last_login = f"{timezone.localtime(user.last_login):%d/%m/%Y}" if user.last_login else "chưa đăng nhập"
            self.stdout.write("\t".join([user.username, ", ".join(user.role_names), steps, last_login]))
