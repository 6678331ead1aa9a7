"""`manage.py check_feedback_addresses`: list overdue feedback addresses, for cron; exit status 1 if there are any."""

from django.conf import settings
from django.core.management.base import BaseCommand

from procedures.models import FeedbackAddress


class Command(BaseCommand):
    help = "Nêu các địa chỉ phản ánh, kiến nghị đã quá hạn kiểm tra (FEEDBACK_ADDRESS_CHECK_DAYS ngày)."

    def handle(self, **options: object) -> None:
        overdue = FeedbackAddress.objects.overdue()
        if not overdue:
            self.stdout.write("Mọi địa chỉ phản ánh, kiến nghị đều đã được kiểm tra trong hạn.")
            return
        lines = [
            f"- {feedback_address.title} ({feedback_address.get_level_display()}): "
            + (
                f"kiểm tra lần cuối {feedback_address.checked_on:%d/%m/%Y}"
                if feedback_address.checked_on
                else "chưa kiểm tra lần nào"
            )
            for feedback_address in overdue
        ]
        heading = f"{len(lines)} địa chỉ chưa được kiểm tra trong {settings.FEEDBACK_ADDRESS_CHECK_DAYS} ngày qua:"
        self.stdout.write("\n".join([heading, *lines]))
        raise SystemExit(1)  # CommandError would add its name to the text that cron mails to the office
