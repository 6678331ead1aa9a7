from django.core.mail import mail_admins
from django.core.management.base import BaseCommand

from saovang.backup.restore import drill
from saovang.core.text import format_number


class Command(BaseCommand):
    """Prove that the newest nightly backup can be restored; a systemd timer runs it."""

    help = "Phục hồi thử bản đêm mới nhất vào một thư mục tạm, so sánh với trang, và báo cho ERROR_EMAILS."

    def handle(self, **options: object) -> None:
        manifest = drill(self.stdout.write)
        rows, files = format_number(sum(manifest.counts.values())), format_number(len(manifest.media))
        sentence = (
            f"Đã phục hồi thử bản sao lưu lúc {manifest.time_in_words}: {rows} dòng và {files} ảnh, tệp đều đủ và đúng."
        )
        self.stdout.write(sentence)
        mail_admins("Phục hồi thử bản sao lưu: tốt", sentence, fail_silently=True)  # a failure has its own e-mail
