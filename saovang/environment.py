"""Settings from the environment and `.env`, each by its type; a wrong one is told by a sentence that names it."""

import builtins
import os
import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environ import Env

NO_DEFAULT: Any = object()
FLAGS = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}
# What Django itself calls a strong key.
KEY_LENGTH, KEY_LETTERS = 50, 5


class WrongSettingError(ImproperlyConfigured):
    """Its text is the sentence for the person who starts the portal."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Thiết lập {name} {why} Xem giải thích trong .env.example.")


class Environment:
    """Variables of the environment; what `.env` adds to them never replaces one."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._asked: set[str] = set()
        if file.is_file():
            Env.read_env(file)

    def str(self, name: str, default: builtins.str = NO_DEFAULT, choices: Iterable[builtins.str] = ()) -> str:
        self._asked.add(name)
        value = os.environ.get(name, "").strip()
        if not value:
            if default is NO_DEFAULT:
                raise WrongSettingError(name, "chưa có: cần đặt trong tệp .env hoặc biến môi trường.")
            return default
        if choices and value not in choices:
            raise WrongSettingError(name, f"là «{value}», phải là một trong: {', '.join(choices)}.")
        return value

    def _text(self, name: builtins.str, has_default: builtins.bool) -> builtins.str:
        """The value as it was written; empty where there is none and a default stands for it."""
        return self.str(name, "" if has_default else NO_DEFAULT)

    def secret(self, name: builtins.str) -> builtins.str:
        value = self.str(name)
        if len(value) < KEY_LENGTH or len(set(value)) < KEY_LETTERS or value.startswith("django-insecure"):
            raise WrongSettingError(name, f"quá dễ đoán: cần ít nhất {KEY_LENGTH} ký tự ngẫu nhiên.")
        return value

    def bool(self, name: builtins.str, default: builtins.bool = NO_DEFAULT) -> bool:
        value = self._text(name, default is not NO_DEFAULT)
        if not value:
            return default
        if value.lower() not in FLAGS:
            raise WrongSettingError(name, f"là «{value}», phải là on hoặc off.")
        return FLAGS[value.lower()]

    def int(
        self,
        name: builtins.str,
        default: builtins.int = NO_DEFAULT,
        least: builtins.int = 0,
        most: builtins.int = 2**62,
    ) -> int:
        value = self._text(name, default is not NO_DEFAULT)
        if not value:
            return default
        if not re.fullmatch(r"[0-9]+", value) or not least <= int(value) <= most:
            limit = f"từ {least} đến {most}" if most < 2**62 else f"từ {least} trở lên"
            raise WrongSettingError(name, f"là «{value}», phải là số nguyên {limit}.")
        return int(value)

    def list(self, name: builtins.str, default: builtins.list[builtins.str] = NO_DEFAULT) -> list[builtins.str]:
        value = self._text(name, default is not NO_DEFAULT)
        return [part.strip() for part in value.split(",") if part.strip()] if value else default

    def hosts(self, name: builtins.str) -> builtins.list[builtins.str]:
        hosts = self.list(name)
        for host in hosts:
            if not re.fullmatch(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-f:]+\]", host):
                raise WrongSettingError(name, f"có «{host}», phải là tên miền, không có https:// và không có cổng.")
        return hosts

    def networks(self, name: builtins.str) -> builtins.list[IPv4Network | IPv6Network]:
        networks = []
        for part in self.list(name, default=[]):
            try:
                networks.append(ip_network(part))
            except ValueError as error:
                raise WrongSettingError(name, f"có «{part}», phải là địa chỉ IP hoặc dải như 10.0.0.0/8.") from error
        return networks

    def emails(self, name: builtins.str) -> builtins.list[builtins.str]:
        emails = self.list(name, default=[])
        for email in emails:
            try:
                validate_email(email)
            except ValidationError as error:
                raise WrongSettingError(name, f"có «{email}», không phải địa chỉ thư điện tử.") from error
        return emails

    def url(
        self, name: builtins.str, default: builtins.str, schemes: tuple[builtins.str, ...], example: builtins.str
    ) -> builtins.str:
        value = self.str(name, default)
        if value:
            try:
                parts = urlsplit(value)
                fits = parts.scheme in schemes and (parts.hostname or parts.path) and (parts.port or 1)
            except ValueError:  # a port that is no number, a bracket left open
                fits = False
            if not fits:  # the value may hold a password and is not shown
                raise WrongSettingError(name, f"không đọc được; cần có dạng {example}.")
        return value

    def refuse_unknown(self) -> None:
        """A name in `.env` that nobody asked for is most likely a misspelt one."""
        if not self._file.is_file():
            return
        for line in self._file.read_text(encoding="utf-8").splitlines():
            found = re.match(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=", line)
            if found and found[1] not in self._asked:
                raise WrongSettingError(found[1], f"trong {self._file} không có trong trang này; có lẽ viết sai tên.")
