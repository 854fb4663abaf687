"""The machine under the bench: its description, its cores, and what a process uses of it."""

import os
import platform
import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.needs import EXTRA_PATH

LIBRARIES = ("quart", "hypercorn", "redis", "pillow", "pillow-heif")
MANY_FILES = 65_536


def cores() -> list[int]:
    return sorted(os.sched_getaffinity(0))


def server_core() -> int:
    return cores()[0]


def load_core() -> int:
    """The core for the load: not the server's, where there is another."""
    return cores()[-1]


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Start child processes on one core; the bench itself goes back to all of them."""
    all_cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_cores)


def allow_many_files() -> int:
    """Raise the limit of open files, which children inherit; return what it is now."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(hard, MANY_FILES)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
    except (ValueError, OSError):
        # Only root may go above the hard limit.
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        return hard
    return wanted


@dataclass(frozen=True, slots=True)
class Usage:
    """What a group of processes has used: CPU seconds in all, and memory now."""

    cpu_s: float
    memory_bytes: int

    def cpu_ms_since(self, before: "Usage") -> float:
        return (self.cpu_s - before.cpu_s) * 1000

    def bytes_since(self, before: "Usage") -> int:
        return self.memory_bytes - before.memory_bytes


def usage(pids: list[int]) -> Usage:
    """Add up the use of these processes and of all their present descendants."""
    everyone = [member for pid in pids for member in _family(pid)]
    return Usage(sum(map(_cpu_s, everyone)), sum(map(_memory_bytes, everyone)))


def _family(pid: int) -> list[int]:
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return [pid, *(descendant for child in children for descendant in _family(child))]


def _cpu_s(pid: int) -> float:
    """Sum the threads' time on a core by the scheduler's own count: clock ticks are too coarse here."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def _memory_bytes(pid: int) -> int:
    """Return the proportional set size: pages that processes share count once."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def describe() -> dict[str, str]:
    """Describe the machine without naming it."""
    memory_gb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return {
        "processor": f"{len(cores())} cores, {_processor()}",
        "memory": f"{memory_gb:.0f} GB",
        "kernel": f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        "nginx": _first_line("nginx", "-v").removeprefix("nginx version: "),
        "redis": _first_line("redis-server", "--version").partition(" sha")[0],
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(": ")[2]
    return "unknown"


def _first_line(*command: str) -> str:
    path = os.environ.get("PATH", os.defpath) + os.pathsep + EXTRA_PATH
    try:
        done = subprocess.run(command, capture_output=True, text=True, env={"PATH": path}, check=False)
    except OSError:
        return "not installed"
    return (done.stdout or done.stderr).strip().partition("\n")[0]
