"""System checks of the deployment, run at every start."""

import os

from django.conf import settings
from django.core.checks import Error, register

from saovang.core.menu import menu


@register
def check_data_dir(app_configs: object, **kwargs: object) -> list[Error]:
    """Check that DATA_DIR, which contains the database and the photos, is writable."""
    folder = settings.DATA_DIR
    if folder.is_dir() and os.access(folder, os.W_OK):
        return []
    return [
        Error(
            f"Không ghi được vào thư mục dữ liệu {folder}.",
            hint="Tạo thư mục này cho người chạy trang, hoặc đặt DATA_DIR trỏ tới thư mục khác.",
            id="saovang.E001",
        )
    ]


@register
def check_menu(app_configs: object, **kwargs: object) -> list[Error]:
    """Check that the branches of the menu have room in its row."""
    hint = "Đăng ký mục mới bên trong một nhánh: MenuItem(…, inside=…), xem saovang/core/menu.py."
    return [Error(error, hint=hint, id="saovang.E002") for error in menu.find_errors()]
