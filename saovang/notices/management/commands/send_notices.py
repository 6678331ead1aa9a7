from django.core.management.base import BaseCommand
from django.db import Error

from saovang.core.text import format_number
from saovang.notices.services import delete_old, enqueue_due, is_mail_set_up, send_due


class Command(BaseCommand):
    """Send the notices that wait; a systemd timer runs it. Exits with 0 whatever happens: failures are tried again."""

    help = "Gửi thư báo việc đang chờ (bài chờ duyệt, bị trả lại, đã đăng, quá hạn); chạy lúc nào cũng được."
    requires_system_checks = []  # it runs every other minute

    def handle(self, **options: object) -> None:
        if not is_mail_set_up():
            self.stdout.write("Chưa cài máy chủ thư (EMAIL_URL, DEFAULT_FROM_EMAIL) nên không gửi thư nào.")
            return
        try:
            enqueue_due()
            sent, failed = send_due()
            delete_old()
        except Error as error:  # check_portal reports it; an e-mail about every run would be one every two minutes
            self.stderr.write(f"Cơ sở dữ liệu không trả lời ({error}); lần sau gửi tiếp.")
            return
        self.stdout.write(f"Đã gửi {format_number(sent)} thư, {format_number(failed)} thư chưa gửi được.")
