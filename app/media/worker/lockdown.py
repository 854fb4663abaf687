"""What a worker gives up before it looks at a stranger's file: whatever takes it over finds nothing.

It keeps its open pipes, the libraries' folders to read from, one file to decode, and one folder to write to.
It has no network, no other file, no other process and no more privileges. Where the system has no such means
it goes on without them; `python -m app doctor` says which of it is in force.
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
"""Names the worker's folder to it."""
GIVEN, MADE = "given", "made"
"""What is in there: the file that it gets, to be read only, and what it makes of it."""
MAX_OPEN_FILES = 64
MAX_FILE_BYTES = 256 * 1024 * 1024
"""Largest file that a worker may write; a clip has about 30 MB, the HDR table a few."""

_PR_SET_NO_NEW_PRIVS = 38

NO_OTHERS: Mapping[Path, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lockdown:
    """What is in force: `files` and `calls` say whether Landlock and seccomp hold."""

    files: bool
    calls: bool


def lock_down(
    room: Path | None, also: Mapping[Path, int] = NO_OTHERS, max_file_bytes: int = MAX_FILE_BYTES
) -> Lockdown:
    """Give up everything but `room`; without one, files stay as they are. It cannot be undone.

    `also` are other folders with their rights (see landlock.py), where they are there.
    """
    _limit(resource.RLIMIT_NOFILE, MAX_OPEN_FILES)
    _limit(resource.RLIMIT_FSIZE, max_file_bytes)
    # Then a file that grows too large is an error like that of a full disk.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if sys.platform != "linux":
        return Lockdown(files=False, calls=False)
    ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # In this order: the filter refuses nothing that Landlock's set-up needs, but it could one day.
    files = room is not None and _restrict_files(room, also)
    return Lockdown(files=files, calls=seccomp.restrict())


def _restrict_files(room: Path, also: Mapping[Path, int]) -> bool:
    allowed = dict(also) | {
        Path(sysconfig.get_path(name)): landlock.READ for name in ("stdlib", "purelib", "platlib")
    }
    # For what is imported late. Ours is loaded whole by then, and beside it may lie a party's data.
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
    """Return the folder that this worker was given, if it was."""
    named = os.environ.get(ROOM_VARIABLE)
    return Path(named) if named else None


def main() -> None:
    """Lock this process down and say what is in force, as one line of JSON."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (GIVEN, MADE):
            Path(folder, name).mkdir()
        # In a child: what is locked down cannot even remove the folder.
        child = os.fork()
        if child == 0:
            sys.stdout.write(json.dumps(asdict(lock_down(Path(folder)))) + "\n")
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
