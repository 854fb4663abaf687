"""What a worker takes of the machine: what the server leaves it, and memory that it keeps."""

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.media.worker.protocol import Request, read_answer, write_request
from app.processing.worker_process import WorkerProcess
from tests.jobs.odd_pool import MEMORY_MB
from tests.media.pictures import MAX_PIXELS
from tests.running import jpeg

PICTURES = 3
FEW_PAGES = 100
"""A photo of 12 megapixels has 2,900 of them when it is halved while it is decoded."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")


@pytest.fixture
async def worker() -> AsyncIterator[WorkerProcess]:
    started = await WorkerProcess.start((sys.executable, "-m", "app.media.worker.program", str(MEMORY_MB)))
    yield started
    await started.stop()


def new_pages(pid: int) -> int:
    """Count the pages of memory that a process has been given for the first time (proc(5), minflt)."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[7])


async def test_it_gives_way_to_the_server(worker: WorkerProcess) -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, worker.pid) >= min(19, own + 10)


async def test_pixels_go_where_those_of_the_last_picture_were(worker: WorkerProcess, tmp_path: Path) -> None:
    original = tmp_path / "photo.jpg"
    original.write_bytes(jpeg(4000, 3000))

    async def render(number: int) -> None:
        request = Request(original, tmp_path / str(number), MAX_PIXELS)
        read_answer(await worker.ask(write_request(request)))

    await render(0)
    counts = []
    for number in range(1, 1 + PICTURES):
        before = new_pages(worker.pid)
        await render(number)
        counts.append(new_pages(worker.pid) - before)
    # Of a machine that is short of memory it may be given others once.
    assert min(counts) < FEW_PAGES, counts
