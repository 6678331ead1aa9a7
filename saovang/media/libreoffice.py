"""Old Word files (DOC), RTF and ODT, converted to DOCX by LibreOffice if it is installed.

LibreOffice runs in a session of its own with an empty profile and limits of memory, CPU time, file size and time. It
may read itself, the fonts and the file, and no other file of the portal (saovang/core/landlock.py).
"""

import functools
import io
import logging
import os
import resource
import shutil
import signal
import socket
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.core.exceptions import ValidationError

from saovang.core.landlock import ALL, MAKE_SOCKET, READ, REMOVE_FILE, restrict_to
from saovang.core.limits import BusyError, TooComplexError, fork_server, run_limited
from saovang.media.file_types import FILE_TYPES, OLD_TYPES, SAVE_AS_DOCX, detect_type, is_old_document

logger = logging.getLogger(__name__)
fork_server.modules.add(__name__)

TIMEOUT = 45.0  # seconds; a first start takes 2 to 5. nginx waits 90
CPU_SECONDS = 40
MEMORY = 3 * 2**29  # bytes of address space; a short document takes 0.6 GB
MAX_FILE_BYTES = 2**27  # of each file that LibreOffice writes
SYSTEM_PATHS = (
    "/usr /bin /lib /lib64 /etc/fonts /etc/ld.so.cache /etc/libreoffice /etc/passwd /etc/nsswitch.conf"
    " /var/cache/fontconfig /var/lib/libreoffice /var/spool/libreoffice /dev/urandom"
).split()
SOCKETS = Path("/tmp")  # noqa: S108 – where LibreOffice makes its socket, whatever TMPDIR is
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>"""
NOWHERE = "http://127.0.0.1:9"  # a proxy that does not exist
FAILED = f"Máy chủ không chuyển được tệp này sang .docx. {SAVE_AS_DOCX}"

_running = threading.Lock()


@functools.cache
def find_program() -> str | None:
    """Return the path of LibreOffice, looked up once; None if it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert_old_word(upload: IO[bytes], *, with_odt: bool = False) -> IO[bytes]:
    """Return the DOCX of an uploaded DOC or RTF file, and `with_odt` of an ODT file; other uploads as they are.

    Return every upload as it is if LibreOffice is not installed: `detect_type` then says how to save the file as DOCX.
    Raises ValidationError with a message for the user if the file cannot be converted.
    """
    if not find_program() or not is_old_document(upload, with_odt=with_odt):
        return upload
    file_type = detect_type(upload, (*FILE_TYPES, *OLD_TYPES)).file_type
    if file_type not in ("odt", *OLD_TYPES):
        return upload
    upload.seek(0)
    return io.BytesIO(convert_to_docx(upload.read(), file_type))


def convert_to_docx(content: bytes, file_type: str) -> bytes:
    """Return a DOC, RTF or ODT file as DOCX. Only one is converted at a time in each process.

    Raises ValidationError with a message for the user: BusyError if another one is being converted.
    """
    program = find_program()
    if program is None:
        raise ValidationError(f"Máy chủ chưa đọc được tệp .{file_type}. {SAVE_AS_DOCX}", code="old")
    if not _running.acquire(blocking=False):
        raise BusyError("Máy chủ đang chuyển một tệp khác sang .docx. Hãy thử lại sau ít giây.")
    try:
        status, converted = run_limited(
            _convert, program, content, file_type, TIMEOUT, memory=MEMORY, cpu=CPU_SECONDS, timeout=TIMEOUT + 5
        )
    except (TooComplexError, BusyError) as error:
        raise ValidationError(FAILED, code="not_converted") from error
    finally:
        _running.release()
    if status != 0 or not converted:
        logger.warning("LibreOffice made no DOCX of a .%s file; its exit status is %s", file_type, status)
        raise ValidationError(FAILED, code="not_converted")
    return converted


def _convert(program: str, content: bytes, file_type: str, timeout: float) -> tuple[int | None, bytes]:
    """Return the exit status of LibreOffice, None if its time was up, and the DOCX, in a child of `run_limited`."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # which the fork server ignores; without, there is no exit status
    with TemporaryDirectory(prefix="saovang-word-") as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(PROFILE)
        source = folder / f"tep.{file_type}"
        source.write_bytes(content)
        output = folder / "docx"
        output.mkdir()
        command = [
            *(program, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
            *(f"-env:UserInstallation={profile.parent.as_uri()}", "--convert-to", "docx:MS Word 2007 XML"),
            *("--outdir", str(output), str(source)),
        ]
        environment = {"PATH": os.defpath, "HOME": name, "TMPDIR": name, "LC_ALL": "C.UTF-8"}
        environment |= dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), NOWHERE)
        rights = dict.fromkeys([*SYSTEM_PATHS, str(Path(program).resolve().parents[1])], READ)
        rights |= {str(SOCKETS): MAKE_SOCKET | REMOVE_FILE, "/dev/null": ALL, name: ALL}

        def restrict() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
            restrict_to(rights)

        process = subprocess.Popen(  # noqa: S603
            command,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=restrict,  # safe, as this process has no threads
        )
        status = None
        try:
            with suppress(subprocess.TimeoutExpired):
                status = process.wait(timeout)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            _remove_stale_sockets()
        converted = output / "tep.docx"
        return status, converted.read_bytes() if status == 0 and converted.is_file() else b""


def _remove_stale_sockets() -> None:
    """Remove the sockets of LibreOffice programs of this user that were killed."""
    for path in SOCKETS.glob(f"OSL_PIPE_{os.getuid()}_*"):
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(str(path))
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)
            except OSError:
                continue
