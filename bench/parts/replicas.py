"""Several processes on one folder and one Redis: their gain on this machine, and their cost."""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.asking import ask
from bench.filling import fill
from bench.load import load
from bench.machine import usage
from bench.party import EVENTS, Party, mark, party_in
from bench.result import Result, progress
from bench.table import Cell, Table
from bench.targets import program
from tests.ports import held_port

PROCESSES = (1, 2, 4)
PHOTOS = 200
EDITS = 15
SECONDS = 3.0
SECONDS_QUICK = 1.0
STREAMS = 50
START_S = 10.0


def replicas_table(is_quick: bool, result: Result) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for count in PROCESSES:
        progress(f"growth: {count} processes")
        with (
            tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder,
            _redis(Path(folder)) as redis_url,
            ExitStack() as stack,
        ):
            data_dir = Path(folder, "party")
            fill(data_dir, PHOTOS)
            guests = [
                stack.enter_context(party_in(data_dir, redis_url=redis_url, media_workers=1))
                for _ in range(count)
            ]
            rows.append(_measure(guests, SECONDS_QUICK if is_quick else SECONDS, result))
    return Table(
        "Processes that share a folder and Redis",
        ("processes", "lists a second", "an edit to the last process’s streams, ms", "memory MB"),
        rows,
        f"The edit is made at the first process and heard by {STREAMS} streams of the last. Processes and "
        "load share all cores.",
    )


def _measure(guests: list[Party], seconds: float, result: Result) -> tuple[Cell, ...]:
    with ThreadPoolExecutor(len(guests)) as pool:
        lists = sum(
            pool.map(
                lambda guest: ask(guest.port, "/api/photos?before=", seconds=seconds).per_s,
                guests,
            )
        )
    first, last = guests[0], guests[-1]
    photo_id = str(first.send_photo()["id"])
    with load(last.port, EVENTS, STREAMS) as clients:
        clients.open()
        waits = []
        for number in range(1, 1 + EDITS):
            committed_ns = int(first.ask("edit", photo=photo_id, caption=mark(number))["committed"])
            waits.append((clients.events(number).events[0].last - committed_ns) / 1e6)
    memory = usage([guest.server.pid for guest in guests]).memory_bytes
    count = len(guests)
    result.numbers |= {
        f"processes_{count}_lists_per_s": lists,
        f"processes_{count}_edit_ms": statistics.median(waits),
        f"processes_{count}_memory_bytes": float(memory),
    }
    return (count, lists, statistics.median(waits), memory / 1e6)


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    command = [program("redis-server"), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with (
        held_port() as port,
        subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.PIPE, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            deadline = time.monotonic() + START_S
            while "Ready to accept" not in process.stdout.readline() and time.monotonic() < deadline:
                pass
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.kill()
