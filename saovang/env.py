"""Read settings from environment variables and `.env`, for Django, gunicorn and the scripts in deploy/ alike."""

import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from email.utils import parseaddr
from importlib import import_module
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

# `export` and quotes are optional. A comment begins with a blank and a #. In a value, $ and \ have no meaning.
LINE = r"""(?:export +)?([A-Za-z_]\w*) *= *+(?:"([^"]*)"|'([^']*)'|([^ "'#].*?)?)(?: *(?<= )#.*)?"""
HOST = r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-f:]+\]"
FLAGS = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}
REQUIRED: Any = environ.Env.NOTSET
Parser = Callable[[str], Any]


class InvalidSettingError(ImproperlyConfigured):
    """A Vietnamese sentence for the person who starts the portal."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"Thiết lập {name} {problem} Xem giải thích trong .env.example.")


def read_file(path: Path) -> dict[str, tuple[str, int]]:
    """Return value and line number of each name in a `.env` file. Raises InvalidSettingError if a line is invalid."""
    values: dict[str, tuple[str, int]] = {}
    try:
        text = path.read_text("utf-8-sig", errors="replace") if os.path.lexists(path) else ""
    except OSError as error:
        raise InvalidSettingError(f"trong tệp {path}", f"không đọc được: {error.strerror}.") from error
    for number, line in enumerate(text.split("\n"), start=1):
        line, place = line.replace("\t", " ").strip(" "), f"ở dòng {number} của tệp {path}"
        if not line or line.startswith("#"):
            continue
        if not line.isprintable() or "\ufffd" in line:  # pasted from a document or a chat, or not UTF-8
            raise InvalidSettingError(place, "có ký tự không đọc được: hãy gõ lại dòng này và lưu tệp dạng UTF-8.")
        match = re.fullmatch(LINE, line, re.ASCII)
        if not match:
            raise InvalidSettingError(place, "không đọc được: cần có dạng TÊN=giá-trị hoặc TÊN='giá trị'.")
        if match[1] in values:
            raise InvalidSettingError(match[1], f"{place} đã có ở dòng {values[match[1]][1]}: hãy bỏ một dòng.")
        values[match[1]] = match[2] or match[3] or match[4] or "", number
    return values


def is_strong(text: str) -> bool:
    return len(text) >= 50 and len(set(text)) >= 5 and not text.startswith("django-insecure")


def is_email(text: str) -> bool:
    """Return True for `xa@example.vn` and `Xã Sao Vàng <xa@example.vn>`. Raises ValidationError for another text."""
    validate_email(parseaddr(text)[1])
    return True


class Env(environ.Env):
    """Typed settings. A variable of the process overrides the same name in `.env`; an empty one is the default.

    `ENV_FILE` names another file. Every method raises InvalidSettingError if the value is missing or invalid.
    """

    def __init__(self, base_dir: Path) -> None:
        super().__init__()
        self.file = base_dir / (os.environ.get("ENV_FILE") or ".env")
        self.file_values = read_file(self.file)
        self.ENVIRON = {name: value for name, (value, _) in self.file_values.items()} | os.environ
        self.values: dict[str, Any] = {}

    def get_value(self, var: str, cast: Any = None, default: Any = REQUIRED, parse_default: bool = False) -> Any:
        """Return the parsed value. Unlike in django-environ, `$NAME` does not refer to another variable."""
        if cast is bool:  # django-environ reads every unknown word as False
            test, flag = (lambda text: text.lower() in FLAGS), (lambda text: FLAGS[text.lower()])
            return self.get_valid(var, test, "{}, phải là on hoặc off.", default, cast=flag)
        text = self.ENVIRON.get(var, "").strip()
        value = self.parse_value(text, cast) if text else []
        if value == [] and default is REQUIRED:
            raise InvalidSettingError(var, "chưa có: cần đặt trong tệp .env hoặc biến môi trường.")
        self.values[var] = default if value == [] else value
        return self.values[var]

    def get_valid(
        self, var: str, test: Parser, problem: str, default: Any = REQUIRED, cast: Parser = str, is_list: bool = False
    ) -> Any:
        """Return the value, or the list of values, after `cast`. `problem` ends the error's sentence."""

        def parse(text: str) -> Any:
            try:
                if test(text.strip()):
                    return cast(text.strip())
            except (ValueError, ValidationError):
                pass
            raise InvalidSettingError(var, problem.format(f"{'có' if is_list else 'là'} «{text.strip()}»"))

        return self.get_value(var, [parse] if is_list else parse, default)

    def integer(self, var: str, default: int, min_value: int, max_value: int) -> int:
        problem = f"{{}}, phải là số nguyên từ {min_value} đến {max_value}."
        digits = "[0-9]{1,15}"
        return self.get_valid(
            var, lambda text: re.fullmatch(digits, text) and min_value <= int(text) <= max_value, problem, default, int
        )

    def choice(self, var: str, default: str, choices: list[str]) -> str:
        return self.get_valid(var, choices.__contains__, f"{{}}, phải là một trong: {', '.join(choices)}.", default)

    def match(self, var: str, default: str, pattern: str, example: str) -> str:
        """Return a URL or the like of this pattern. The error shows no value, which may hold a password."""

        def test(text: str) -> bool:
            port = urlsplit(text if "://" in text else f"//{text}").port  # raises ValueError above 65535
            return port != 0 and re.fullmatch(pattern, text) is not None

        return self.get_valid(var, test, f"không đọc được; cần có dạng {example}.", default)

    def secret(self, var: str) -> str:
        """Return a key that is strong enough for Django (security.W009)."""
        problem = "quá dễ đoán: cần ít nhất 50 ký tự ngẫu nhiên."
        return self.get_valid(var, is_strong, problem)

    def hosts(self, var: str) -> list[str]:
        problem = "{}, phải là tên miền, không có https:// và không có cổng."
        return self.get_valid(var, re.compile(HOST).fullmatch, problem, is_list=True)

    def networks(self, var: str, default: Sequence[str] = ()) -> list[IPv4Network | IPv6Network]:
        problem, networks = "{}, phải là địa chỉ IP hoặc dải như 10.0.0.0/8.", [ip_network(text) for text in default]
        return self.get_valid(var, ip_network, problem, networks, cast=ip_network, is_list=True)

    def email(self, var: str) -> str:
        return self.get_valid(var, is_email, "{}, không phải địa chỉ thư điện tử.", "")

    def emails(self, var: str) -> list[str]:
        return self.get_valid(var, is_email, "{}, không phải địa chỉ thư điện tử.", [], is_list=True)

    def check_unknown(self) -> None:
        """Refuse a name in `.env` that is no setting: it is probably misspelt."""
        for name, (_, number) in self.file_values.items():
            if name not in self.values:
                problem = f"ở dòng {number} của tệp {self.file} không có trong trang này; có lẽ viết sai tên."
                raise InvalidSettingError(name, problem)


def main(names: list[str]) -> None:
    """Print settings as NAME=value lines that a shell can evaluate; all of them if none is named."""
    try:
        values = import_module("saovang.settings").env.values
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    for name in names or values:
        if name not in values:
            sys.exit(f"Không có thiết lập {name}.")
        value = values[name]
        print(f"{name}={shlex.quote(','.join(map(str, value)) if isinstance(value, list) else str(value))}")


if __name__ == "__main__":
    main(sys.argv[1:])
