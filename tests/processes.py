"""What the processes of a server are doing, as Linux tells it: which, for how long, and how to halt one."""

import contextlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    return [number for number, fields in _all() if int(fields[1]) == pid]


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def command_of(pid: int) -> str:
    """Return the words that a process was started with; none once it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def computed_s(pid: int) -> float:
    """Return what a process, its children and those that it has seen end have computed, in seconds."""
    own = {number: fields for number, fields in _all() if number == pid or int(fields[1]) == pid}
    return sum(sum(map(int, fields[11:15])) for fields in own.values()) / TICKS


@contextmanager
def halted(pid: int) -> Iterator[None]:
    """Let a process do nothing meanwhile; it may be killed all the same."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def _all() -> Iterator[tuple[int, list[str]]]:
    """Yield each process with the fields of its `stat` from the state on (proc(5))."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            yield int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
