"""Seccomp (Linux): system calls that this process does not need fail from now on, with EPERM.

This is a deny list, not an allow list: the decoders' libraries and their C library may need other calls
tomorrow. Landlock covers files. This covers the network, other processes, and what Landlock leaves open, such
as changing the rights of a file by its path.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Collection

PR_SET_SECCOMP, MODE_FILTER = 22, 2
CLONE_THREAD = 0x10000
X32_BIT = 0x40000000
# (arm64's tables are newer and shorter: they have only the successors of fork, chmod and link.)
REFUSED = {
    # network
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "bind": (49, 200),
    "listen": (50, 201),
    "socketpair": (53, 199),
    # other programs and processes
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "setpriority": (141, 140),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "ioprio_set": (251, 30),
    # files by their path, past Landlock
    "truncate": (76, 45),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "open_by_handle_at": (304, 265),
    # the rest of the kernel
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
}
CLONE, CLONE3, KILL, TGKILL, PRLIMIT = (56, 220), (435, 435), (62, 129), (234, 131), (302, 261)
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

# Classic BPF (linux/filter.h), and the layout of a filter's input (linux/seccomp.h).
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
ALLOW, FAIL = 0x7FFF0000, 0x00050000

Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def restrict(but: Collection[str] = ()) -> bool:
    """Refuse those calls, except those in `but`. False if this system has no such filters.

    Needs `no_new_privs`.
    """
    instructions = _instructions(but)
    if not instructions:
        return False
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)
    buffer = ctypes.create_string_buffer(code)
    program = _Program(len(instructions), ctypes.cast(buffer, ctypes.c_void_p))
    return int(ctypes.CDLL(None).prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0)) == 0


def _instructions(but: Collection[str]) -> list[Instruction]:
    if platform.machine() not in ARCHITECTURES:
        return []
    column, architecture = ARCHITECTURES[platform.machine()]
    fail = _return(FAIL | errno.EPERM)
    own = os.getpid()
    program = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (JUMP_EQUAL, 1, 0, architecture),
        fail,
        (LOAD, 0, 0, NUMBER_AT),
    ]
    if column == 0:
        # The same calls under other numbers.
        program += [(JUMP_AT_LEAST, 0, 1, X32_BIT), fail]
    for name, numbers in REFUSED.items():
        if (number := numbers[column]) is not None and name not in but:
            program += [(JUMP_EQUAL, 0, 1, number), fail]
    # Then the C library makes threads by clone(), whose flags a filter can check.
    program += [(JUMP_EQUAL, 0, 1, CLONE3[column]), _return(FAIL | errno.ENOSYS)]
    # Allow threads, but no processes.
    program += _only_with(CLONE[column], (JUMP_ANY_BIT, 0, 1, CLONE_THREAD))
    # Allow signals to itself: abort() sends one.
    for number in (KILL[column], TGKILL[column]):
        program += _only_with(number, (JUMP_EQUAL, 0, 1, own))
    # Allow its own limits, by either call.
    program += [
        (JUMP_EQUAL, 0, 5, PRLIMIT[column]),
        (LOAD, 0, 0, FIRST_ARGUMENT_AT),
        (JUMP_EQUAL, 1, 0, 0),
        (JUMP_EQUAL, 0, 1, own),
        _return(ALLOW),
        fail,
    ]
    return [*program, _return(ALLOW)]


def _only_with(number: int, condition: Instruction) -> list[Instruction]:
    """Allow one call if its first argument meets the condition, else refuse it."""
    return [
        (JUMP_EQUAL, 0, 4, number),
        (LOAD, 0, 0, FIRST_ARGUMENT_AT),
        condition,
        _return(ALLOW),
        _return(FAIL | errno.EPERM),
    ]


def _return(value: int) -> Instruction:
    return (RETURN, 0, 0, value)
