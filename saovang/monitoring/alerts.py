"""Checks of what nobody would notice in time. Each returns a sentence about a problem, or an empty string."""

import os
import re
import shutil
import socket
import ssl
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http.client import HTTPException, HTTPSConnection
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.timezone import localdate

from saovang.accounts.models import User
from saovang.accounts.roles import PUBLISH
from saovang.backup import nightly
from saovang.core.http import main_host
from saovang.links.models import LinkedDomain
from saovang.links.notices import NEW_DOMAINS
from saovang.notices.models import Notice, reachable
from saovang.notices.services import is_mail_set_up
from saovang.visits.models import DailyVisits

NGINX = ("127.0.0.1", 443)  # of this machine; the service behind DEADMAN_URL watches from outside
TIMEOUT = 10  # seconds
MIN_FREE_BYTES = 5 * 10**9  # or a tenth of a small disk
MIN_CERTIFICATE_DAYS = 14  # certbot renews a month before the end
MAX_ERRORS = 5  # answers 5xx from one run to the next
SERVER_ERROR = re.compile(rb',"status":5\d\d,')  # in the log format of deploy/nginx/site.conf


def find_problems(state: dict[str, Any]) -> dict[str, str]:
    """Run all checks and return the sentences by check. Notes in `state` how far the access log was read."""
    checks: dict[str, Callable[[], str]] = {
        "disk": check_disks,
        "nightly": partial(check_age, "nightly", 1.25, "sao lưu đêm"),
        "drill": partial(check_age, "drill", 40, "phục hồi thử"),
        "certificate": check_certificate,
        "pages": check_pages,
        "errors": partial(check_errors, state),
        "visits": check_visits,
    }
    if is_mail_set_up():
        checks |= {"notices": check_notices, "links": check_links}
    if settings.BACKUP_REMOTE:
        checks["remote"] = partial(check_age, "remote", 3, "chép bản sao lưu sang BACKUP_REMOTE")
    problems = {}
    for name, check in checks.items():
        try:
            problems[name] = check()
        except Exception as error:  # a check that fails must not hide the others
            problems[name] = f"Không kiểm tra được {name} ({type(error).__name__}: {error})."
    return {name: sentence for name, sentence in problems.items() if sentence}


def check_disks() -> str:
    for folder in (settings.DATA_DIR, settings.BACKUP_DIR):
        disk = shutil.disk_usage(folder)
        if disk.free < min(disk.total / 10, MIN_FREE_BYTES):
            return f"Đĩa chứa {folder} chỉ còn {filesizeformat(disk.free)} trống."
    return ""


def check_age(name: str, max_days: float, verb: str) -> str:
    """Check the last success of a backup command (`nightly.done()`), or if there is none, the first nightly backup."""
    for path in (nightly.done(name), settings.BACKUP_DIR / "restic" / "config"):
        if path.exists():
            days = (time.time() - path.stat().st_mtime) / 86400
            return f"Đã {days:.0f} ngày chưa {verb} được." if days > max_days else ""
    return f"Chưa {verb} được lần nào."


def check_certificate() -> str:
    """Check that browsers trust the certificate, and for how long."""
    try:
        with _connect(ssl.create_default_context()) as connection:
            certificate: dict[str, Any] = connection.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return f"Trình duyệt không tin chứng chỉ của {main_host()}: {error.verify_message}."
    except OSError:
        return ""  # check_pages() says so
    days = (ssl.cert_time_to_seconds(certificate["notAfter"]) - time.time()) / 86400
    return f"Chứng chỉ của {main_host()} hết hạn sau {days:.0f} ngày." if days < MIN_CERTIFICATE_DAYS else ""


def check_pages() -> str:
    """Check that home and /readyz answer 200 through nginx, whatever the certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for path in ("/", "/readyz"):
        connection = HTTPSConnection(main_host())
        try:
            connection.sock = _connect(context)
            connection.request("GET", path)  # without a User-Agent, so that it is no visit
            status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            return f"Không vào được https://{main_host()}{path}: {error}."
        finally:
            connection.close()
        if status != 200:
            return f"https://{main_host()}{path} trả lời {status}."
    return ""


def check_errors(state: dict[str, Any]) -> str:
    """Check how many requests were answered with 5xx since the last run. The first run only finds the log's end."""
    if not os.path.exists(settings.ACCESS_LOG):
        return ""  # no nginx on this machine
    with open(settings.ACCESS_LOG, "rb") as log:
        status = os.fstat(log.fileno())
        inode, offset = state.get("log", [status.st_ino, status.st_size])
        log.seek(offset if inode == status.st_ino else 0)  # another inode after logrotate
        count = sum(SERVER_ERROR.search(line) is not None for line in log)
        state["log"] = [status.st_ino, log.tell()]
    if count < MAX_ERRORS:
        return ""
    return f"Từ lần kiểm tra trước có {count} lượt bị báo lỗi (5xx); xem: journalctl -u saovang"


def check_visits() -> str:
    """Check that visits are still counted: some since yesterday, unless there were none in the week before."""
    yesterday = localdate() - timedelta(days=1)
    recent = DailyVisits.objects.filter(day__gte=yesterday).total()
    before = DailyVisits.objects.filter(day__gte=yesterday - timedelta(days=7)).total()
    return f"Từ hôm qua chưa có lượt truy cập nào; bảy ngày trước đó có {before}." if before and not recent else ""


def check_notices() -> str:
    """Check that e-mails about work go out within an hour."""
    unsent = Notice.objects.unsent()
    if not (count := unsent.count()):
        return ""
    errors = unsent.exclude(last_error="").values_list("last_error", flat=True)
    return f"Có {count} thư báo việc chưa gửi được; lỗi gần nhất: {errors.last() or 'chưa gửi lần nào'}."


def check_links() -> str:
    """Check that somebody is told of links to new domains: ADMINS, if no publisher gets the e-mail."""
    pending = list(LinkedDomain.objects.pending()[:5])
    if not pending or reachable(User.objects.allowed_to(PUBLISH), NEW_DOMAINS.name).exists():
        return ""
    return f"Có liên kết tới tên miền mới mà chưa biên tập viên nào nhận thư: {', '.join(map(str, pending))}."


def _connect(context: ssl.SSLContext) -> ssl.SSLSocket:
    return context.wrap_socket(socket.create_connection(NGINX, TIMEOUT), server_hostname=main_host())
