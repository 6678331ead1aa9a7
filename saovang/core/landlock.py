"""Take access to files and the network away from the calling process, without privileges (Linux: landlock(7))."""

import ctypes
import os
from collections.abc import Mapping
from contextlib import suppress

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # numbers of system calls, the same on all architectures
VERSION_FLAG, PATH_BENEATH = 1, 1
PR_SET_NO_NEW_PRIVS = 38
# Rights
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_FILE, MAKE_SOCKET = (1 << bit for bit in (0, 1, 2, 3, 5, 9))
READ = EXECUTE | READ_FILE | READ_DIR
ALL = (1 << 16) - 1
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | 1 << 14 | 1 << 15  # those that a rule for a single file may name
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # number of rights that the kernel knows, by version of the interface


class RulesetAttributes(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("tcp", ctypes.c_uint64), ("scopes", ctypes.c_uint64)]


class PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("rights", ctypes.c_uint64), ("descriptor", ctypes.c_int32)]


def _call(number: int, *args: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    result: int = libc.syscall(number, *args)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def restrict_to(paths: Mapping[str, int]) -> bool:
    """Restrict the process, and all that it starts, to these rights for files below these paths.

    Missing paths are left out. TCP connections and abstract sockets are refused where the kernel can (since Linux 6.7
    and 6.12); other programs cannot be traced. Return False if the kernel has no Landlock: nothing is restricted then.
    """
    try:
        version = _call(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION_FLAG))
    except OSError:
        return False
    known = (1 << max(bits for since, bits in FILE_RIGHTS.items() if since <= version)) - 1
    attributes = RulesetAttributes(known, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _call(CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))
    for path, rights in paths.items():
        with suppress(FileNotFoundError):
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
            rule = PathBeneath(rights & known & (ALL if os.path.isdir(path) else OF_FILES), descriptor)
            _call(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))
            os.close(descriptor)
    ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _call(RESTRICT_SELF, ruleset, ctypes.c_uint32(0))
    os.close(ruleset)
    return True
