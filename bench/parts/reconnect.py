"""Reconnect: all streams are cut at once and come back with their cursor. Time until all are live again."""

from bench.load import Missing, load
from bench.machine import server_core, usage
from bench.party import EVENTS, mark, party
from bench.result import Result, progress
from bench.table import Cell, Table
from bench.targets import floor

MISSED = 10


def run(is_quick: bool) -> Result:
    result = Result([])
    rows: list[tuple[Cell, ...]] = []
    for streams in (1000, 10_000):
        progress(f"reconnect: {streams:,}")
        with floor() as target, load(target.port, target.path, streams) as clients:
            clients.open()
            clients.cut()
            floor_ms = clients.open().all_ms
        try:
            rows.append(_ours(streams, floor_ms, result))
        except Missing as missing:
            result.skipped.append(f"reconnect {streams:,}: {missing}")
    result.tables.append(
        Table(
            "Cut and back (ms)",
            (
                "streams",
                "first opening",
                "all live again",
                "a stream, median",
                "p99",
                f"the {MISSED} missed events",
                "CPU",
                "floor",
                "÷ floor",
            ),
            rows,
            f"All are reset, {MISSED} changes happen, all come back at once with Last-Event-ID and hear of "
            "each change once; at most 1,000 are connecting at any moment. The floor in C replays nothing.",
        )
    )
    return result


def _ours(streams: int, floor_ms: float, result: Result) -> tuple[Cell, ...]:
    with party(server_core()) as guest, load(guest.port, EVENTS, streams) as clients:
        photos = [str(guest.send_photo(caption=mark(0))["id"]) for _ in range(MISSED)]
        opened = clients.open()
        # One event for all, so that every stream has a cursor.
        guest.ask("edit", photo=photos[0], caption=mark(1))
        if not clients.events(1).is_complete:
            raise Missing("an event was lost before the cut")
        cut_ns = clients.cut()
        for number, photo_id in enumerate(photos):
            guest.ask("edit", photo=photo_id, caption=mark(2 + number))
        before = usage([guest.server.pid])
        back = clients.open()
        missed = clients.events(2, MISSED)
        cpu = usage([guest.server.pid]).cpu_ms_since(before)
        if not missed.is_complete:
            raise Missing(f"events were lost or came twice: {missed}")
        heard_ms = (max(event.last for event in missed.events) - cut_ns) / 1e6
    result.numbers[f"reconnect_{streams}_ms"] = back.all_ms
    return (
        streams,
        opened.all_ms,
        back.all_ms,
        back.median_ms,
        back.p99_ms,
        heard_ms,
        cpu,
        floor_ms,
        back.all_ms / floor_ms,
    )
