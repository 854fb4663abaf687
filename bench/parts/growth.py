"""Growth: 100, 10,000 and 100,000 photos; and 1, 2 and 4 processes that share a folder and Redis."""

import socket
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from bench.filling import fill
from bench.load import load
from bench.machine import server_core, usage
from bench.parts.replicas import replicas_table
from bench.party import EVENTS, Party, party_in
from bench.result import Result, progress
from bench.table import Cell, Table

SIZES = (100, 10_000, 100_000)
SIZES_QUICK = (100, 10_000)
LOOKS = 15
REPLAYED = 90
TIMEOUT_S = 30.0


def run(is_quick: bool) -> Result:
    result = Result([])
    rows: list[tuple[Cell, ...]] = []
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder:
        for count in SIZES_QUICK if is_quick else SIZES:
            progress(f"growth: {count:,} photos")
            data_dir = Path(folder, str(count))
            fill(data_dir, count)
            rows.append(_measure(data_dir, count, result))
    result.tables.append(
        Table(
            "Growth (ms, medians)",
            (
                "photos",
                "start",
                "gallery page",
                "wall page",
                "first list",
                "list from the middle",
                f"replay of {REPLAYED}",
                "SIGTERM to the end",
                "memory MB",
            ),
            rows,
            "Photos are rows made through the models. The end is with a stream open; memory is with workers.",
        )
    )
    result.tables.append(replicas_table(is_quick, result))
    return result


def _measure(data_dir: Path, count: int, result: Result) -> tuple[Cell, ...]:
    began = time.monotonic()
    with party_in(data_dir, server_core()) as guest:
        start_ms = (time.monotonic() - began) * 1000
        with httpx.Client(base_url=guest.server.url, timeout=TIMEOUT_S) as http:
            pages = [
                _median_ms(lambda path=path: http.get(path).raise_for_status())  # type: ignore[misc]
                for path in ("/", "/wall", "/api/photos?before=", f"/api/photos?before={count // 2}")
            ]
        replay = _median_ms(lambda: _replay(guest, count))
        memory = usage([guest.server.pid]).memory_bytes
        with load(guest.port, EVENTS, 1) as clients:
            clients.open()
            began = time.monotonic()
            guest.server.terminate()
            end_ms = (time.monotonic() - began) * 1000
    result.numbers |= {f"growth_{count}_start_ms": start_ms, f"growth_{count}_gallery_ms": pages[0]}
    return (count, start_ms, *pages, replay, end_ms, memory / 1e6)


def _median_ms(act: Callable[[], object]) -> float:
    times = []
    for _ in range(LOOKS):
        began = time.monotonic()
        act()
        times.append((time.monotonic() - began) * 1000)
    return statistics.median(times)


def _replay(guest: Party, head: int) -> None:
    """Open a stream with a cursor that is REPLAYED changes old; read up to the newest change."""
    with socket.create_connection(("127.0.0.1", guest.port), TIMEOUT_S) as connection:
        connection.sendall(
            f"GET {EVENTS}?since={head - REPLAYED} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        )
        seen = b""
        while f"id: {head}\n".encode() not in seen:
            seen += connection.recv(1 << 20)
