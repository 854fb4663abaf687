"""The bench's own workers as processes: bare pipelines on all cores, and a crowd that sends."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.processing.worker_process import MALLOC
from bench.load import Missing
from tests.running import CHECKOUT


class Worker:
    """A module of the bench that says `ready` and ends with one line of JSON."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._expect_ready()

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def result(self) -> Any:
        """Wait until it is over."""
        return json.loads(self._line())

    def _expect_ready(self) -> None:
        if self._line() != "ready\n":
            raise Missing("a worker of the bench did not start")

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@contextmanager
def worker(module: str, *arguments: object, **environment: str) -> Iterator[Worker]:
    with subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=CHECKOUT,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Worker(process)
        finally:
            process.kill()


@dataclass(frozen=True, slots=True)
class Bare:
    """The median time of one picture in one process, and a core's share of it."""

    ms: float
    cpu_ms: float


def bare_times(way: str, original: Path, least: int) -> Bare:
    """Render in a process of its own; `way` as in bench/bare.py."""
    with worker("bench.bare", way, 0, least, original, **_memory(way)) as bare:
        bare.go()
        times = bare.result()
    return Bare(statistics.median(times["ms"]), statistics.median(times["cpu_ms"]))


def bare_ms(way: str, original: Path, least: int) -> float:
    """Return the median time of one picture in one process."""
    return bare_times(way, original, least).ms


def bare_per_minute(way: str, original: Path, seconds: float, processes: int) -> float:
    """Return how many pictures a minute `processes` of them render together."""
    with ExitStack() as stack:
        workers = [
            stack.enter_context(worker("bench.bare", way, seconds, 1, original, **_memory(way)))
            for _ in range(processes)
        ]
        for bare in workers:
            bare.go()
        # Each by its own time: a process finishes the picture that it has begun.
        return float(sum(60_000 / statistics.mean(bare.result()["ms"]) for bare in workers))


def _memory(way: str) -> dict[str, str]:
    """Return a process's environment: our bare pipeline keeps its memory as a server's worker does."""
    return {} if way == "pillow" else MALLOC


@dataclass(frozen=True, slots=True)
class CrowdResult:
    sent: int
    refused: int
    per_minute_in_time: float
    seconds: float
    cpu_ms: float
    median_ms: float
    p99_ms: float


@contextmanager
def crowd(port: int, guests: int, seconds: float, photo: Path, base: str = "") -> Iterator[Worker]:
    """Start guests who send the photo again and again for that time; crowd_result() waits for the result."""
    with worker("bench.guests", port, guests, seconds, photo, *([base] if base else [])) as sending:
        yield sending


def crowd_result(sending: Worker) -> CrowdResult:
    """Wait for the crowd's end and return its result."""
    return CrowdResult(**sending.result())
