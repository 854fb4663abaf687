"""A pool of misbehaving workers, and ways to see what became of it."""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.media.errors import PictureRefused, Refusal
from app.processing.media_pool import MediaPool
from tests.media.pictures import MAX_PIXELS, landscape
from tests.patience import PATIENCE_S

# Processes and descriptors are counted where Linux shows them.
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")

ODD_WORKER = Path(__file__).resolve().parents[1] / "media" / "odd_worker.py"
MEMORY_MB = 1024
# Longer than any test waits.
TIMEOUT_S = 2 * PATIENCE_S

# Makes a picture under a name that says how its worker shall behave.
Original = Callable[[str], Path]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.005)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def has_begun(pool: MediaPool) -> bool:
    """Tell whether an odd worker is in the middle of a picture."""
    return any((room.made / ".wall.jpg.part").exists() for room in pool.rooms)


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> set[int]:
    """Return the processes that this one has started and that still run or wait to be reaped."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        # A thread may end while we look; its children are another thread's then.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def make_pool(
    *, workers: int = 1, timeout_s: float = TIMEOUT_S, max_waiting: int = 10, memory_mb: int = MEMORY_MB
) -> MediaPool:
    command = (sys.executable, str(ODD_WORKER), str(memory_mb))
    return MediaPool(workers, memory_mb, timeout_s, MAX_PIXELS, max_waiting, command=command)


async def refusal(pool: MediaPool, path: Path, out_dir: Path) -> Refusal:
    with pytest.raises(PictureRefused) as caught:
        await pool.render(path, out_dir, party_id="ours", guest_id="ben")
    return caught.value.code


async def assert_works(pool: MediaPool, path: Path, out_dir: Path) -> None:
    rendered = await pool.render(path, out_dir, party_id="ours", guest_id="ann")
    assert (rendered.width, rendered.height) == landscape().size
    assert names_in(out_dir) == ["thumb.jpg", "wall.jpg"]
