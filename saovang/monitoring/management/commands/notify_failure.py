"""Report a command that a systemd timer ran and that failed.

systemd calls it after every run; SERVICE_RESULT (systemd.exec(5)) is "success" if the command did not fail.
"""

import logging
import os

from django.core.management.base import BaseCommand, CommandParser

logger = logging.getLogger("saovang.timers")


class Command(BaseCommand):
    help = "Báo cho ERROR_EMAILS và ghi nhật ký khi một lệnh chạy theo giờ không xong; systemd gọi."
    requires_system_checks = []  # the command may have failed because of what they check

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("failed", metavar="LỆNH")

    def handle(self, failed: str, **options: object) -> None:
        if os.environ.get("SERVICE_RESULT") != "success":
            logger.error("Lệnh %s chạy theo giờ không xong; xem: journalctl -u saovang@%s", failed, failed)
