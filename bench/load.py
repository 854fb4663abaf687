"""The load client and the floor, both in C: built at first use, driven over their pipes."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import load_core, pinned

HERE = Path(__file__).parent
BUILD = HERE / "build"
OPEN_MS = 120_000
EVENTS_MS = 20_000


class Missing(Exception):
    """A part cannot run here; the text says what it lacks."""


def build(name: str) -> Path:
    """Compile bench/c/<name>.c if that is newer than the program; return the program."""
    source, program = HERE / "c" / f"{name}.c", BUILD / name
    if program.exists() and program.stat().st_mtime >= source.stat().st_mtime:
        return program
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise Missing("a C compiler is not installed")
    BUILD.mkdir(exist_ok=True)
    subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source], check=True)
    return program


@dataclass(frozen=True, slots=True)
class Arrival:
    """When one event reached the streams, in ns of `time.monotonic_ns`."""

    mark: int
    streams: int
    first: int
    median: int
    p99: int
    last: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`cpu_ms` is the load client's own use, which shows that it is not the limit."""

    events: list[Arrival]
    live: int
    closed: int
    repeated: int
    cpu_ms: float

    @property
    def is_complete(self) -> bool:
        """Whether every stream had every event, once."""
        return all(event.streams == self.live for event in self.events) and not self.repeated


@dataclass(frozen=True, slots=True)
class Opened:
    live: int
    failed: int
    all_ms: float
    median_ms: float
    p99_ms: float
    cpu_ms: float


class Load:
    """Streams that are open to one server, on the load's core."""

    def __init__(self, process: subprocess.Popen[str], streams: int) -> None:
        self._process = process
        self.streams = streams

    def open(self, timeout_ms: int = OPEN_MS) -> Opened:
        """Open all closed streams; raise Missing when not all became live."""
        opened = Opened(**self._ask(f"open {timeout_ms}"))
        if opened.live != self.streams:
            raise Missing(f"only {opened.live} of {self.streams} streams came to life")
        return opened

    def events(self, first: int, count: int = 1, timeout_ms: int = EVENTS_MS) -> Arrivals:
        """Wait until every stream has had the events from mark `first` on, or the time is over."""
        answer = self._ask(f"events {first} {count} {timeout_ms}")
        events = [
            Arrival(
                mark=event["mark"],
                streams=event["got"],
                first=event.get("first", 0),
                median=event.get("median", 0),
                p99=event.get("p99", 0),
                last=event.get("last", 0),
            )
            for event in answer.pop("events")
        ]
        return Arrivals(events=events, **answer)

    def cut(self) -> int:
        """Reset every connection; return when it was done."""
        return int(self._ask("cut")["at"])

    def _ask(self, command: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise Missing(f"the load client ended at {command!r}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def load(port: int, path: str, streams: int, *headers: str) -> Iterator[Load]:
    """Hold a load client for `streams` streams, none of them open yet."""
    program = build("load")
    extra = [part for header in headers for part in ("-H", header)]
    with pinned(load_core()):
        process = subprocess.Popen(
            [program, *extra, str(port), path, str(streams)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    with process:
        try:
            yield Load(process, streams)
        finally:
            process.kill()
