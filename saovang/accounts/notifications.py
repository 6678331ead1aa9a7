"""E-mail to the owner of an account about changes that somebody else may have made."""

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

logger = logging.getLogger(__name__)
_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="notifications")
_TEXT = """Tài khoản {username}: {text}
Lúc {time:%H:%M} ngày {time:%d/%m/%Y}.

Nếu không phải bạn làm: hãy đổi mật khẩu ngay, đăng xuất ở nơi khác và báo người quản trị của đơn vị.
"""


def notify(user: AbstractUser, text: str) -> None:
    """Send `text` to the owner after the transaction, in a thread of its own. Nothing if no e-mail is configured."""
    if settings.EMAIL_URL and user.email:
        message = _TEXT.format(username=user.get_username(), text=text, time=timezone.localtime())
        transaction.on_commit(partial(_executor.submit, _send, user.email, message))


def _send(address: str, message: str) -> None:
    try:
        send_mail(f"{settings.EMAIL_SUBJECT_PREFIX}Thay đổi về đăng nhập", message, None, [address])
    except Exception:
        logger.exception("an e-mail about an account was not sent")
