"""A server whose media workers begin no picture while the test holds them: it decides what waits."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from app.processing.worker_process import WorkerProcess
from tests.patience import PATIENCE_S
from tests.running import Server, program_after

HOLD = "hold-workers"
WAITING = re.compile(r"^partywall_media_waiting (\d+)", re.MULTILINE)
BUSY = re.compile(r"^partywall_media_busy (\d+)", re.MULTILINE)


def hold_while(hold: Path) -> None:
    """Let no worker of this process begin while the file `hold` is there."""
    ask = WorkerProcess.ask

    async def ask_later(process: WorkerProcess, line: bytes) -> bytes:
        while hold.exists():  # noqa: ASYNC240 (the test is another process)
            await asyncio.sleep(0.01)
        return await ask(process, line)

    WorkerProcess.ask = ask_later  # type: ignore[method-assign, assignment]


class HeldServer(Server):
    PROGRAM = program_after(
        "import os",
        "from pathlib import Path",
        "from tests.held_workers import HOLD, hold_while",
        "hold_while(Path(os.environ['PARTYWALL_DATA_DIR'], HOLD))",
    )

    @classmethod
    @contextmanager
    def running(cls, data_dir: Path, **options: object) -> "Iterator[HeldServer]":
        server = cls(data_dir, **options)
        server.start()
        try:
            yield server
        finally:
            server.stop()

    def hold(self) -> None:
        (self.data_dir / HOLD).touch()

    def release(self) -> None:
        (self.data_dir / HOLD).unlink()

    async def until_waiting(self, waiting: int, busy: int) -> None:
        """Wait until so many pictures wait, and workers have so many."""
        async with asyncio.timeout(PATIENCE_S), httpx.AsyncClient() as http:
            while True:
                numbers = (await http.get(f"{self.root_url}/metrics")).text
                found = [pattern.search(numbers) for pattern in (WAITING, BUSY)]
                if [int(match[1]) for match in found if match] == [waiting, busy]:
                    return
                await asyncio.sleep(0.01)
