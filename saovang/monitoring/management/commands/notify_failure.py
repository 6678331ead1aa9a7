"""`manage.py tell_failure COMMAND`: for systemd, after a command that a timer ran; tells of one that failed.

How it ended stands in SERVICE_RESULT (systemd.exec(5)); "success" is passed over in silence.
"""

import logging
import os

from django.core.management.base import BaseCommand, CommandParser

logger = logging.getLogger("saovang.timers")


class Command(BaseCommand):
    help = "Báo cho ERROR_EMAILS và ghi nhật ký khi một lệnh chạy theo giờ không xong; systemd gọi."
    requires_system_checks = []  # what they would find may be why the command failed

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("failed", metavar="LỆNH")

    def handle(self, failed: str, **options: object) -> None:
        if os.environ.get("SERVICE_RESULT") != "success":
            logger.error("Lệnh %s chạy theo giờ không xong; xem: journalctl -u saovang@%s", failed, failed)
