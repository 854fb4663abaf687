"""What a worker gives up before it reads an untrusted file, so that an attacker in it can reach nothing.

It keeps its open pipes, the libraries' folders for reading, one file to decode, and one folder to write to.
It loses the network, all other files, other processes and further privileges. If the system lacks these
means, the worker runs without them. `python -m app doctor` says which are in force.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from app.media.worker import landlock, seccomp

ROOM_VARIABLE = "WORK_ROOM"
"""The environment variable with the worker's folder."""
GIVEN, MADE = "given", "made"
"""The subfolders: the input file, read only, and the output."""
MAX_OPEN_FILES = 64
MAX_FILE_BYTES = 256 * 1024 * 1024
"""The largest file that a worker may write. A clip has about 30 MB, the HDR table a few."""

_PR_SET_NO_NEW_PRIVS = 38

NO_OTHERS: Mapping[Path, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lockdown:
    """`files` and `calls` say whether Landlock and seccomp are in force."""

    files: bool
    calls: bool


def lock_down(
    room: Path | None, also: Mapping[Path, int] = NO_OTHERS, max_file_bytes: int = MAX_FILE_BYTES
) -> Lockdown:
    """Give up everything but `room`. Without a room, files stay as they are. It cannot be undone.

    `also` are further folders with their rights (see landlock.py), if they exist.
    """
    _limit(resource.RLIMIT_NOFILE, MAX_OPEN_FILES)
    _limit(resource.RLIMIT_FSIZE, max_file_bytes)
    # Then a file that grows too large raises an error, as on a full disk.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if sys.platform != "linux":
        return Lockdown(files=False, calls=False)
    ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Landlock first: the filter refuses none of its set-up calls today, but one day it might.
    files = room is not None and _restrict_files(room, also)
    return Lockdown(files=files, calls=seccomp.restrict())


def _restrict_files(room: Path, also: Mapping[Path, int]) -> bool:
    allowed = dict(also) | {
        Path(sysconfig.get_path(name)): landlock.READ for name in ("stdlib", "purelib", "platlib")
    }
    # For late imports. Our own code is loaded by then, and a party's data may be beside it.
    allowed[room / GIVEN] = landlock.READ_FILE
    allowed[room / MADE] = landlock.WORK
    there = {folder: rights for folder, rights in allowed.items() if folder.is_dir()}
    try:
        return landlock.restrict(there) > 0
    except OSError:
        return False


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most))


def own_room() -> Path | None:
    """Return the folder that this worker was given, if any."""
    named = os.environ.get(ROOM_VARIABLE)
    return Path(named) if named else None


def main() -> None:
    """Lock this process down and print what is in force, as one line of JSON."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (GIVEN, MADE):
            Path(folder, name).mkdir()
        # In a child process: a locked down one cannot even remove the folder.
        child = os.fork()
        if child == 0:
            sys.stdout.write(json.dumps(asdict(lock_down(Path(folder)))) + "\n")
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
