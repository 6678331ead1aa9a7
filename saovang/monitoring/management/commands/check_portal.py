import json
from http.client import HTTPException
from typing import Any
from urllib.request import urlopen

from django.conf import settings
from django.core.mail import mail_admins
from django.core.management.base import BaseCommand

from saovang.monitoring.alerts import TIMEOUT, find_problems


class Command(BaseCommand):
    """Check the portal; a systemd timer runs it. Exits with 0 whatever it finds, because it reports that itself, once.

    If the e-mail cannot be sent, the state is not saved and the next run tries again.
    """

    help = "Kiểm tra đĩa, bản sao lưu, chứng chỉ, trang, lỗi và lượt truy cập; có gì đổi thì gửi thư cho ERROR_EMAILS."
    requires_system_checks = []  # they may be what is wrong

    def handle(self, **options: object) -> None:
        path = settings.DATA_DIR / "check_portal.json"
        try:
            state: dict[str, Any] = dict(json.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError):
            state = {}
        old, new = state.get("problems", {}), find_problems(state)
        for sentence in new.values():
            self.stdout.write(sentence)
        if old.keys() != new.keys():
            lines = [f"{'Vẫn còn' if name in old else 'Mới thấy'}: {new[name]}" for name in new]
            lines += [f"Đã hết: {old[name]}" for name in old if name not in new]
            mail_admins(f"{len(new)} việc cần xem" if new else "Mọi việc đã tốt trở lại", "\n".join(lines))
        path.write_text(json.dumps(state | {"problems": new}))
        if settings.DEADMAN_URL and not new:
            try:
                urlopen(settings.DEADMAN_URL, timeout=TIMEOUT).close()  # noqa: S310 – the setting is an https URL
            except (OSError, HTTPException) as error:  # without the URL, which is a secret
                self.stdout.write(f"Chưa gọi được DEADMAN_URL ({type(error).__name__}).")
