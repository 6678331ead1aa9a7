"""`manage.py check_notices`: for cron; ends with 1 and names the notices that nobody has checked for too long."""

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
            f"- {address.title} ({address.get_level_display()}): "
            + (f"kiểm tra lần cuối {address.checked_on:%d/%m/%Y}" if address.checked_on else "chưa ghi ngày kiểm tra")
            for address in overdue
        ]
        heading = f"{len(lines)} địa chỉ chưa được kiểm tra trong {settings.FEEDBACK_ADDRESS_CHECK_DAYS} ngày qua:"
        self.stdout.write("\n".join([heading, *lines]))
        raise SystemExit(1)  # a CommandError would put its name before what cron mails to the office
