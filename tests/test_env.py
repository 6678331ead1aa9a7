"""Each line of `.env` means the same to Django, gunicorn and the scripts in deploy/."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from saovang.env import Env, InvalidSettingError, read_file
from tests.portal import ROOT

REQUIRED = {"SECRET_KEY": "abcdefghij" * 5, "ALLOWED_HOSTS": "example.vn"}
# deploy/ runs Python as the portal's user, which this machine does not have.
RUN_PYTHON = f'run_python() {{ {sys.executable} "${{@:2}}"; }}'
# A command for each reader that prints WORKERS.
READERS = {
    "django": [sys.executable, "-c", "from saovang.settings import WORKERS; print(WORKERS)"],
    "gunicorn": [sys.executable, "-c", "import runpy; print(runpy.run_path('saovang/gunicorn.py')['workers'])"],
    "deploy": ["bash", "-euc", f'. deploy/common.sh; {RUN_PYTHON}; read_settings . WORKERS; echo "$WORKERS"'],
}


@pytest.fixture
def env_file(tmp_path):
    return tmp_path / ".env"


def run_readers(env_file: Path, **variables: str) -> dict[str, tuple[str, str]]:
    """Return standard output and error of each reader."""
    environment = REQUIRED | {"PATH": os.environ["PATH"], "ENV_FILE": str(env_file)} | variables
    results = {
        name: subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        for name, command in READERS.items()
    }
    return {name: (result.stdout.strip(), result.stderr) for name, result in results.items()}


@pytest.mark.parametrize(
    "line", ["WORKERS=3", 'WORKERS="3"', "export WORKERS='3' # ba", "\tWORKERS = 3\r", "\ufeffWORKERS=3 #3"]
)
def test_readers_agree_on_valid_line(env_file, line):
    env_file.write_bytes(line.encode())
    assert run_readers(env_file) == dict.fromkeys(READERS, ("3", ""))


@pytest.mark.parametrize(("variable", "expected"), [("5", "5"), ("", "2")])
def test_readers_prefer_process_environment(env_file, variable, expected):
    env_file.write_text("WORKERS=3\n")
    assert run_readers(env_file, WORKERS=variable) == dict.fromkeys(READERS, (expected, ""))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("WORKERS=0", "Thiết lập WORKERS là «0», phải là số nguyên từ 1 đến 64."),
        ("TRUSTED_PROXIES=10.0.0.5/8", "Thiết lập TRUSTED_PROXIES có «10.0.0.5/8», phải là địa chỉ IP hoặc dải"),
        ("HTTPS=on\nWORKER=3", "Thiết lập WORKER ở dòng 2 của tệp {file} không có trong trang này"),
        ("\nWORKERS: 3", "Thiết lập ở dòng 2 của tệp {file} không đọc được"),
    ],
)
def test_readers_refuse_invalid_file(env_file, text, sentence):
    env_file.write_text(text)
    for name, (output, error) in run_readers(env_file).items():
        assert output == "", name
        assert sentence.format(file=env_file) in error, name
        assert "Xem giải thích trong .env.example." in error, name


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=b", "b"),
        ("A = b ", "b"),
        ("\tA\t=\tb\t", "b"),
        ("export A=b", "b"),
        ("export   A = b", "b"),
        ("A=b\r", "b"),
        ("A='b'", "b"),
        ('A="b"', "b"),
        ("A=' b '", " b "),
        ("A='b' # c", "b"),
        ('A="b"   # "c"', "b"),
        ("A=b # c", "b"),
        ("A=b#c", "b#c"),
        ("A=b #", "b"),
        ("A='#b'", "#b"),
        ("A='b # c'", "b # c"),
        ("A=b=c==", "b=c=="),
        ("A=$B", "$B"),
        ("A='${B}$'", "${B}$"),
        ("A=b\\n\\", "b\\n\\"),
        ('A="b\\n"', "b\\n"),
        ("A=b 'c' d", "b 'c' d"),
        ("A='b \"c\"'", 'b "c"'),
        ("A=it's", "it's"),
        ("A=Xã Sao Vàng <xa@example.vn>", "Xã Sao Vàng <xa@example.vn>"),
        ("A=", ""),
        ("A=''", ""),
        ("A= # c", ""),
    ],
)
def test_read_file_value(env_file, line, value):
    env_file.write_bytes(f"# Lời giải thích\n\n{line}\n".encode())
    assert read_file(env_file) == {"A": (value, 3)}


@pytest.mark.parametrize("text", ["", "\n\n", "# A=b", "  # A=b", "#", "\ufeff# A=b\r\n"])
def test_read_file_without_variables(env_file, text):
    env_file.write_text(text)
    assert read_file(env_file) == {}


@pytest.mark.parametrize(
    "line",
    [
        "A",
        "A: b",
        "=b",
        "1A=b",
        "A-B=b",
        "Á=b",
        "set A=b",
        "A='b",
        'A="b',
        "A='b\"",
        'A="b"c',
        "A='b'#c",
        "A=#b",
        "- A=b",
    ],
)
def test_read_file_unreadable_line(env_file, line):
    env_file.write_text(f"B=c\n{line}\n")
    with pytest.raises(InvalidSettingError, match=f"dòng 2 của tệp {env_file} không đọc được"):
        read_file(env_file)


@pytest.mark.parametrize(
    "line", ["A=b\u00a0", "A=\u200bb", "A=b\u202e", "A=\0", "A=\x1b", b"A=\xff", "A=b".encode("utf-16")]
)
def test_read_file_unreadable_character(env_file, line):
    env_file.write_bytes(b"B=c\n" + (line if isinstance(line, bytes) else line.encode()))
    with pytest.raises(InvalidSettingError, match=f"dòng 2 của tệp {env_file} có ký tự không đọc được"):
        read_file(env_file)


def test_read_file_repeated_name(env_file):
    env_file.write_text("A=b\nB=c\nexport A = b\n")
    with pytest.raises(InvalidSettingError, match=f"Thiết lập A ở dòng 3 của tệp {env_file} đã có ở dòng 1"):
        read_file(env_file)


def test_read_file_that_cannot_be_opened(env_file):
    env_file.mkdir()
    with pytest.raises(InvalidSettingError, match=f"trong tệp {env_file} không đọc được: Is a directory"):
        read_file(env_file)


def test_read_file_that_does_not_exist(env_file):
    assert read_file(env_file) == {}
    env_file.symlink_to("khong-co")
    with pytest.raises(InvalidSettingError, match="không đọc được: No such file"):
        read_file(env_file)


@pytest.fixture
def env(tmp_path, monkeypatch):
    """Return an Env without a file that has the one variable A."""

    def make(value: str) -> Env:
        monkeypatch.setenv("ENV_FILE", os.devnull)
        monkeypatch.setenv("A", value)
        return Env(tmp_path)

    return make


@pytest.mark.parametrize("value", ["3_0", "+3", "-3", "3.0", "٣", "0x3", "3;", "9" * 5000, "0", "65", "hai"])
def test_integer_invalid(env, value):
    with pytest.raises(InvalidSettingError, match="phải là số nguyên từ 1 đến 64"):
        env(value).integer("A", default=2, min_value=1, max_value=64)


@pytest.mark.parametrize(
    ("value", "expected"), [("on", True), ("Yes", True), ("1", True), ("off", False), ("FALSE", False), ("0", False)]
)
def test_bool(env, value, expected):
    assert env(value).bool("A", default=not expected) is expected


@pytest.mark.parametrize("value", ["có", "tru", "2", "on off"])
def test_bool_invalid(env, value):
    with pytest.raises(InvalidSettingError, match=f"là «{value}», phải là on hoặc off"):
        env(value).bool("A")


def test_networks(env):
    assert list(map(str, env(" 10.0.0.0/8, 192.168.1.7 ,2001:db8::/32,").networks("A"))) == [
        "10.0.0.0/8",
        "192.168.1.7/32",
        "2001:db8::/32",
    ]


@pytest.mark.parametrize(
    "value", ["10.0.0.5/8", "10.0.0.0/33", "10.0.0", "noi-bo", "10.0.0.0/8 10.1.0.0/16", "2001:db8::1/32"]
)
def test_networks_invalid(env, value):
    with pytest.raises(InvalidSettingError, match=f"Thiết lập A có «{value}», phải là địa chỉ IP hoặc dải"):
        env(f"127.0.0.1,{value}").networks("A")


@pytest.mark.parametrize("value", ["", " ", ",", " , "])
def test_hosts_missing(env, value):
    with pytest.raises(InvalidSettingError, match="Thiết lập A chưa có"):
        env(value).hosts("A")


def test_email(env):
    assert env("Xã Sao Vàng <xa@example.vn>").email("A") == "Xã Sao Vàng <xa@example.vn>"
    with pytest.raises(InvalidSettingError, match="không phải địa chỉ thư điện tử"):
        env("Xã Sao Vàng").email("A")


def test_str_starting_with_dollar(env):
    assert env("$A").str("A") == "$A"
