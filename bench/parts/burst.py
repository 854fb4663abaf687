"""Burst: 50 events a second to 2,000 streams, beside nchan, Quart's recipe and the floor."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from bench.load import Missing, load
from bench.machine import server_core, usage
from bench.party import EVENTS, party
from bench.result import Result, progress
from bench.table import Cell, Table
from bench.targets import Target, floor, nchan, quart_recipe

STREAMS = 2000
PER_S = 50
SECONDS = 6
SECONDS_QUICK = 2
WARM_UP = 10
DROWNED_MS = 20_000

Publish = Callable[[int, int], list[int]]


@dataclass(frozen=True, slots=True)
class Source:
    """`publish(first, count)` sends `count` events at PER_S and returns the time of each request, in ns."""

    name: str
    port: int
    path: str
    pids: list[int]
    publish: Publish


def run(is_quick: bool) -> Result:
    result = Result([])
    count = PER_S * (SECONDS_QUICK if is_quick else SECONDS)
    rows: list[tuple[Cell, ...]] = []
    sources: list[Callable[[], AbstractContextManager[Source]]] = [
        lambda: _peer(floor),
        lambda: _peer(nchan),
        lambda: _peer(quart_recipe),
        _ours,
    ]
    for start in sources:
        try:
            with start() as source:
                progress(f"burst: {source.name}")
                rows.append(_measure(source, count, result))
        except Missing as missing:
            result.skipped.append(f"burst: {missing}")
    result.tables.append(
        Table(
            f"{PER_S} events a second to {STREAMS:,} streams for {count // PER_S} s (ms, event to stream)",
            ("server", "median", "p99", "worst", "CPU % of a core", "whole"),
            rows,
            "p99: of each event over the streams, and of these the 99th of a hundred events. Whole: every "
            f"stream had every event, once, and no more than {DROWNED_MS // 1000} s after the last.",
        )
    )
    return result


def _measure(source: Source, count: int, result: Result) -> tuple[Cell, ...]:
    with load(source.port, source.path, STREAMS) as clients:
        clients.open()
        source.publish(0, WARM_UP)
        clients.events(0, WARM_UP, DROWNED_MS)
        before, began = usage(source.pids), time.monotonic()
        asked = source.publish(WARM_UP, count)
        arrivals = clients.events(WARM_UP, count, DROWNED_MS)
        seconds = time.monotonic() - began
        used = usage(source.pids).cpu_ms_since(before) / 1000 / seconds
    waits = list(zip(arrivals.events, asked, strict=True))
    medians = sorted(_ms(event.median, asked_ns) for event, asked_ns in waits)
    slow = sorted(_ms(event.p99, asked_ns) for event, asked_ns in waits)
    worst = max(_ms(event.last, asked_ns) for event, asked_ns in waits)
    p99 = slow[min(count - 1, int(count * 0.99))]
    if source.name == "Partywall":
        result.numbers |= {"burst_p99_ms": p99, "burst_cpu_share": used}
    whole = "yes" if arrivals.is_complete else "no"
    return (source.name, medians[count // 2], p99, worst, used * 100, whole)


def _ms(arrived_ns: int, asked_ns: int) -> float:
    """How long an event took; an event that reached no stream counts as too long."""
    return (arrived_ns - asked_ns) / 1e6 if arrived_ns else float(DROWNED_MS)


@contextmanager
def _peer(start: Callable[[], AbstractContextManager[Target]]) -> Iterator[Source]:
    with start() as target:

        def publish(first: int, count: int) -> list[int]:
            asked, began = [], time.monotonic()
            for number in range(count):
                time.sleep(max(0.0, began + number / PER_S - time.monotonic()))
                asked.append(target.publish(first + number))
            return asked

        yield Source(target.name, target.port, target.path, target.pids, publish)


@contextmanager
def _ours() -> Iterator[Source]:
    with party(server_core()) as guest:
        # Different photos: edits of one photo may become one event, and some marks would not arrive.
        photos = [guest.send_photo()["id"] for _ in range(PER_S)]

        def publish(first: int, count: int) -> list[int]:
            answer = guest.ask("burst", photos=photos, first=first, count=count, per_s=PER_S)
            committed: list[int] = answer["committed"]
            return committed

        yield Source("Partywall", guest.port, EVENTS, [guest.server.pid], publish)
