"""Old Word files, and a program in place of LibreOffice."""

import struct
from pathlib import Path

from saovang.media.file_types import OLE_MAGIC, WORD_ENCRYPTED
from saovang.media.libreoffice import find_program

RTF = b"{\\rtf1\\ansi Xin chao\\par}"
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
# The arguments of LibreOffice, read as it reads them; anything missing ends the program.
READ_ARGUMENTS = """#!/bin/sh
case "$*" in *--headless*--norestore*--convert-to*) ;; *) exit 2 ;; esac
profile=; output=; file=
while [ $# -gt 0 ]; do
    case "$1" in
        -env:UserInstallation=file://*) profile=${1#*file://} ;;
        --outdir) shift; output=$1 ;;
        *) file=$1 ;;
    esac
    shift
done
grep -q DisableMacrosExecution "$profile/user/registrymodifications.xcu" || exit 3
[ -s "$file" ] && [ -d "$output" ] && [ -z "$SECRET_KEY" ] || exit 4
here=$(dirname "$0")
"""
CONVERT = 'cp "$here/../bai.docx" "$output/tep.docx"'


def ole(*streams: str, flags: int = 0, nested: str = "") -> bytes:
    """Return an OLE file with these streams, each of which begins with the flags of a Word document.

    A stream `nested` lies in the storage of an embedded object.
    """
    names = ["Root Entry", *streams, *(["ObjectPool", nested] if nested else [])]
    siblings = len(names) - (2 if nested else 1)  # of which each is the right one of the one before
    number_of_sectors = -(-len(names) // 4)
    directory = b""
    for index, name in enumerate(names):
        right = index + 1 if 0 < index < siblings else FREE
        child = 1 if index == 0 else index + 1 if name == "ObjectPool" else FREE
        encoded = name.encode("utf-16-le")
        directory += struct.pack("<64sH2x3I36xI", encoded, len(encoded) + 2, FREE, right, child, number_of_sectors + 1)
        directory += bytes(8)
    table = [TABLE, *range(2, number_of_sectors + 1), END]
    header = OLE_MAGIC + bytes(16) + struct.pack("<5H6x5I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096)
    header += struct.pack("<113I", END, 0, END, 0, 0, *[FREE] * 108)
    document = struct.pack("<10sH", b"\xec\xa5", flags)
    sectors = [struct.pack("<128I", *table, *[FREE] * (128 - len(table)))]
    return header + sectors[0] + directory.ljust(512 * number_of_sectors, b"\0") + document.ljust(512, b"\0")


DOC, XLS = ole("WordDocument"), ole("Workbook")
DOC_WITH_PASSWORD = ole("WordDocument", flags=WORD_ENCRYPTED)


def install(monkeypatch, folder: Path, docx: bytes, last_lines: str = CONVERT) -> Path:
    """Put a program in place of LibreOffice, which makes a file of `docx` or does what its last lines say.

    Return its folder, which it can read.
    """
    program = folder / "libreoffice" / "program" / "soffice"
    program.parent.mkdir(parents=True)
    program.write_text(READ_ARGUMENTS + last_lines)
    program.chmod(0o755)
    (program.parent.parent / "bai.docx").write_bytes(docx)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    find_program.cache_clear()
    return program.parent.parent


def uninstall(monkeypatch, folder: Path) -> None:
    """Leave no LibreOffice on the path."""
    monkeypatch.setenv("PATH", str(folder))
    find_program.cache_clear()
