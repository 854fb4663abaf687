"""Landlock (from Linux 5.13): take from this process TCP and every file that is not named.

https://docs.kernel.org/userspace-api/landlock.html. It holds for this thread and all threads started later,
and it cannot be undone.
"""

import ctypes
import os
from collections.abc import Mapping
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG = 1
PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, _, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_REG, TRUNCATE = 1 << 8, 1 << 14
READ = READ_FILE | READ_DIR
WORK = READ | WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE
# The number of rights, from the lowest bit on, that each version of the interface knows.
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
RIGHTS_NOW = 16
TCP = 0b11
"""Binding and connecting, from version 4 on."""
SIGNALS_AND_SOCKETS = 0b11
"""Signals to others, and abstract Unix sockets of others, from version 6 on."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Return the version of the kernel's interface, 0 without Landlock."""
    return max(0, int(ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, VERSION_FLAG)))


def restrict(allowed: Mapping[Path, int]) -> int:
    """Leave this process only the files in the given folders, each with its rights. Return the version.

    0 means that nothing was taken away, because the kernel has no Landlock. Needs `no_new_privs`. Raises
    OSError.
    """
    known = version()
    if known == 0:
        return 0
    rights = (1 << RIGHTS.get(known, RIGHTS_NOW)) - 1
    ruleset = _Ruleset(rights, TCP if known >= 4 else 0, SIGNALS_AND_SOCKETS if known >= 6 else 0)
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    descriptor = _call(CREATE_RULESET, ctypes.byref(ruleset), size, 0)
    try:
        for folder, wanted in allowed.items():
            _allow(descriptor, folder, wanted & rights)
        _call(RESTRICT_SELF, descriptor, 0)
    finally:
        os.close(descriptor)
    return known


def _allow(ruleset: int, folder: Path, rights: int) -> None:
    parent = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        _call(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(_Beneath(rights, parent)), 0)
    finally:
        os.close(parent)


def _call(number: int, *args: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    result = int(libc.syscall(number, *args))
    if result < 0:
        raise OSError(ctypes.get_errno(), f"Landlock: {os.strerror(ctypes.get_errno())}")
    return result
