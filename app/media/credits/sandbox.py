"""Lock this process down, then become exiftool, which reads untrusted files.

`python -m app.media.credits.sandbox <perl> <exiftool>` keeps the programs' own folders, one file to read, one
folder to write to, and no network. Then it runs exiftool, which stays open for one photo after another.
"""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

from app.media.worker import landlock, seccomp
from app.media.worker.lockdown import GIVEN, MADE, own_room

MEMORY_BYTES = 1024**3
MOST_OPEN = 64
MOST_WRITTEN = 300 * 1024**2
SYSTEM = ("/usr", "/lib", "/lib64", "/etc/perl")
NO_NEW_PRIVS = 38
PROGRAM = landlock.READ | landlock.EXECUTE


def main() -> None:
    perl, exiftool = sys.argv[1:]
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_NOFILE, MOST_OPEN),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
    ):
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    os.nice(10)
    if sys.platform == "linux":
        _lock_down(own_room())
    os.execv(perl, [perl, exiftool, "-config", "", "-stay_open", "True", "-@", "-"])  # noqa: S606


def _lock_down(room: Path | None) -> None:
    ctypes.CDLL(None).prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    if room is not None:
        allowed = {Path(path): PROGRAM for path in SYSTEM if Path(path).is_dir()}
        allowed[room / GIVEN] = landlock.READ_FILE
        allowed[room / MADE] = landlock.WORK
        landlock.restrict(allowed)
    seccomp.restrict(but=("execve",))


if __name__ == "__main__":
    main()
