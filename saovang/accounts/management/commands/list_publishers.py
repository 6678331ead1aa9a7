"""`manage.py list_publishers`: whose word can put something before the public."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from saovang.accounts import mfa

PUBLISH = "news.publish_article"


class Command(BaseCommand):
    help = "Liệt kê các tài khoản đăng được bài: tên, vai trò, đăng nhập hai bước, lần đăng nhập gần nhất."

    def handle(self, **options: object) -> None:
        users = get_user_model().objects.filter(is_active=True, is_staff=True).order_by("username")
        for user in (user for user in users if user.has_perm(PUBLISH)):
            roles = ["Toàn quyền"] * user.is_superuser + [group.name for group in user.groups.all()]
            second = "hai bước" if mfa.has(user) else "một bước"
            last = f"{user.last_login:%d/%m/%Y}" if user.last_login else "chưa đăng nhập"
            self.stdout.write("\t".join([user.username, ", ".join(roles), second, last]))
