"""Fan-out: one event to 100, 1,000 and 10,000 open streams, beside nchan, Quart's recipe and the floor."""

import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass

from bench.load import Missing, load
from bench.machine import usage
from bench.result import Result, progress
from bench.table import Cell, Table, ratio
from bench.targets import (
    Target,
    floor,
    floor_behind_nginx,
    nchan,
    partywall,
    partywall_behind_nginx,
    quart_recipe,
)

EVENTS = 11
EVENTS_QUICK = 7
WARM_UP = 2
# nginx takes two connections a stream, the load client a third: beyond this the limit of files is measured.
MAX_BEHIND_NGINX = 1000
# The machine's speed changes every quarter of a minute: the servers take turns, and medians are kept.
ROUNDS = 3
ROUNDS_QUICK = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians over the events, in ms; CPU is the server's for one event, memory its growth for one stream."""

    first: float
    median: float
    p99: float
    last: float
    cpu: float
    bytes_each: float
    client_cpu: float


def run(is_quick: bool) -> Result:
    result = Result([])
    rows: list[tuple[Cell, ...]] = []
    proxied: list[tuple[Cell, ...]] = []
    for streams in (100, 1000, 10_000):
        found = _compare(streams, is_quick, result)
        rows += [_row(streams, name, measured, found) for name, measured in found.items()]
        ours, behind = found.get("Partywall"), found.get("Partywall behind nginx")
        if ours is not None:
            result.numbers |= {
                f"fanout_{streams}_last_ms": ours.last,
                f"fanout_{streams}_cpu_ms": ours.cpu,
                f"stream_{streams}_bytes": ours.bytes_each,
            }
            for peer, short in (("nchan", "nchan"), ("floor (C)", "floor")):
                if peer in found:
                    result.numbers[f"fanout_{streams}_per_{short}"] = ours.last / found[peer].last
        if ours is not None and behind is not None:
            floors = (found[name].last for name in ("floor (C)", "floor (C) behind nginx"))
            proxied.append((streams, "floor (C)", *_beside(*floors)))
            proxied.append((streams, "Partywall", *_beside(ours.last, behind.last)))
            result.numbers[f"nginx_{streams}_last_ratio"] = behind.last / ours.last
    result.tables.append(
        Table(
            "Fan-out of one event (ms; medians over the events)",
            (
                "streams",
                "server",
                "first",
                "median",
                "p99",
                "last",
                "last ÷ floor",
                "last ÷ nchan",
                "CPU",
                "kB a stream",
                "client’s CPU",
            ),
            rows,
            "Ours is counted from the end of the commit, the others from the request that publishes. Server "
            "and nginx on one core, the load on the other; the client’s CPU is the load client’s own.",
        )
    )
    if proxied:
        result.tables.append(
            Table(
                "Fan-out through the shipped nginx (ms to the last stream)",
                ("streams", "server", "direct", "behind nginx", "ratio"),
                proxied,
                "nginx shares the server’s core here, and asks both over a Unix socket.",
            )
        )
    return result


def _beside(direct: float, behind: float) -> tuple[Cell, ...]:
    return (direct, behind, behind / direct)


def _compare(streams: int, is_quick: bool, result: Result) -> dict[str, Measured]:
    servers: list[Callable[[], AbstractContextManager[Target]]] = [floor, nchan, quart_recipe, partywall]
    if streams <= MAX_BEHIND_NGINX:
        servers += [floor_behind_nginx, partywall_behind_nginx]
    rounds: dict[str, list[Measured]] = {}
    for number in range(ROUNDS_QUICK if is_quick else ROUNDS):
        for start in servers:
            if number and start is quart_recipe:
                continue  # many times slower than the rest, whatever the machine's pace
            try:
                with start() as target:
                    progress(f"fan-out to {streams:,}: {target.name}")
                    measured = _measure(target, streams, EVENTS_QUICK if is_quick else EVENTS)
                    rounds.setdefault(target.name, []).append(measured)
            except Missing as missing:
                result.skipped.append(f"fan-out to {streams:,}: {missing}")
    return {name: _median(of_it) for name, of_it in rounds.items()}


def _median(rounds: list[Measured]) -> Measured:
    return Measured(*map(statistics.median, zip(*map(astuple, rounds), strict=True)))


def _measure(target: Target, streams: int, events: int) -> Measured:
    with load(target.port, target.path, streams) as clients:
        before = usage(target.pids)
        clients.open()
        opened = usage(target.pids)
        for number in range(WARM_UP):
            target.publish(number)
            clients.events(number)
        times: list[tuple[float, ...]] = []
        warm, client_cpu = usage(target.pids), 0.0
        for number in range(WARM_UP, WARM_UP + events):
            asked_ns = target.publish(number)
            arrivals = clients.events(number)
            if not arrivals.is_complete:
                raise Missing(f"{target.name} lost or repeated an event: {arrivals}")
            event = arrivals.events[0]
            times.append(
                tuple((at - asked_ns) / 1e6 for at in (event.first, event.median, event.p99, event.last))
            )
            client_cpu += arrivals.cpu_ms
        after = usage(target.pids)
    first, median, p99, last = (statistics.median(column) for column in zip(*times, strict=True))
    return Measured(
        first=first,
        median=median,
        p99=p99,
        last=last,
        cpu=after.cpu_ms_since(warm) / events,
        bytes_each=opened.bytes_since(before) / streams,
        client_cpu=client_cpu / events,
    )


def _row(streams: int, name: str, measured: Measured, found: dict[str, Measured]) -> tuple[Cell, ...]:
    def beside(peer: str) -> float | None:
        return ratio(measured.last, found[peer].last) if peer in found else None

    return (
        streams,
        name,
        measured.first,
        measured.median,
        measured.p99,
        measured.last,
        beside("floor (C)"),
        beside("nchan"),
        measured.cpu,
        measured.bytes_each / 1000,
        measured.client_cpu,
    )
