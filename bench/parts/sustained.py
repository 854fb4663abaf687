"""Photos a minute, sustained: a crowd sends 12 MP JPEGs with 100 streams open, beside bare pipelines."""

import hashlib
import statistics
import tempfile
import time
from pathlib import Path

from bench.load import Load, load
from bench.machine import cores, usage
from bench.party import EVENTS, Party, mark, party
from bench.pictures import picture
from bench.processes import bare_per_minute, crowd, crowd_result
from bench.result import Result, progress
from bench.table import Cell, Table, ratio

STREAMS = 100
GUESTS = 50
SECONDS = 45
SECONDS_QUICK = 12
BARE_SECONDS = 12
BARE_SECONDS_QUICK = 5
SETTLES_S = 4.0
EDIT_EVERY_S = 0.1
# Counting a process's memory takes the kernel 10 ms, and blocks that process's own allocations.
LOOK_AT_MEMORY_EVERY_S = 2.0
COUNTED = 20


def run(is_quick: bool) -> Result:
    result = Result([])
    seconds = SECONDS_QUICK if is_quick else SECONDS
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder:
        photo = Path(folder, "photo.jpg")
        photo.write_bytes(picture("12 MP JPEG"))
        progress("sustained: bare pipelines")
        bare_seconds = BARE_SECONDS_QUICK if is_quick else BARE_SECONDS
        plain = bare_per_minute("pillow", photo, bare_seconds, len(cores()))
        bare = bare_per_minute("ours", photo, bare_seconds, len(cores()))
        with party() as guest, load(guest.port, EVENTS, STREAMS) as clients:
            clients.open()
            result.numbers |= _uses_of_a_photo(guest)
            progress("sustained: a crowd that sends")
            result.tables += _with_crowd(guest, clients, photo, seconds, plain, bare, result)
    return result


def _uses_of_a_photo(guest: Party) -> dict[str, float]:
    """Count one photo's uses of the database, from its arrival until it is shown."""
    before = guest.ask("uses")
    for _ in range(COUNTED):
        guest.send_photo()
    after = guest.ask("uses")
    return {
        "transactions_a_photo": (after["transaction"] - before["transaction"]) / COUNTED,
        "reads_a_photo": (after["reading"] - before["reading"]) / COUNTED,
    }


def _with_crowd(
    guest: Party, clients: Load, photo: Path, seconds: float, plain: float, bare: float, result: Result
) -> list[Table]:
    edited = str(guest.send_photo()["id"])
    quiet = usage(guest.pids).memory_bytes
    with crowd(guest.port, GUESTS, SETTLES_S + seconds, photo) as sending:
        time.sleep(SETTLES_S)
        before = usage(guest.pids)
        guest.ask("watch")
        waits, highest = _follow(guest, clients, edited, seconds)
        delays = guest.ask("delays")
        used = usage(guest.pids).cpu_ms_since(before) / 1000 / seconds
        sent = crowd_result(sending)
    per_minute = sent.sent / sent.seconds * 60
    slow = sorted(waits)[int(len(waits) * 0.99)]
    result.numbers |= {
        "photos_per_minute": per_minute,
        "bare_photos_per_minute": bare,
        "cores": float(len(cores())),
        "sustained_loop_p99_ms": float(delays["p99_ms"]),
        "sustained_stream_p99_ms": slow,
        "sustained_memory_bytes": float(highest),
        "idle_memory_bytes": float(quiet),
        "photo_bytes": float(photo.stat().st_size),
    }
    costs: list[tuple[Cell, ...]] = [
        ("bare pipeline", 60_000 * len(cores()) / bare),
        ("its SHA-256 alone", _sha256_ms(photo.read_bytes())),
        ("server and workers, all in all", used * 60_000 / per_minute),
        ("the crowd that sends it", sent.cpu_ms / sent.sent),
    ]
    rates: list[tuple[Cell, ...]] = [
        ("plain Pillow, a process a core", plain, ratio(plain, bare)),
        ("bare pipeline, a process a core", bare, 1.0),
        ("Partywall, sent over HTTP and shown", per_minute, ratio(per_minute, bare)),
    ]
    meanwhile: list[tuple[Cell, ...]] = [
        ("loop delay, median / p99 / worst (ms)", _three(delays)),
        ("an edit’s way to 100 streams, p99 (ms)", slow),
        ("a photo’s answer to its guest, median / p99 (ms)", f"{sent.median_ms:,.0f} / {sent.p99_ms:,.0f}"),
        ("refused", sent.refused),
        ("server and workers, cores in use", used),
        ("memory: idle / highest (MB)", f"{quiet / 1e6:.0f} / {highest / 1e6:.0f}"),
    ]
    return [
        Table(
            f"Photos a minute, 12 MP JPEG, {GUESTS} guests for {seconds:.0f} s",
            ("", "a minute", "÷ bare"),
            rates,
            "The crowd runs on the same cores and takes its part of them.",
        ),
        Table("What one of them costs (ms of a core)", ("", "ms"), costs),
        Table("Meanwhile", ("", "value"), meanwhile),
    ]


def _follow(guest: Party, clients: Load, edited: str, seconds: float) -> tuple[list[float], int]:
    """Edit a caption again and again; return the ms of each to the last stream, and the peak memory."""
    waits, highest, number, ends_at = [], 0, 1, time.monotonic() + seconds
    looks_at = time.monotonic()
    while time.monotonic() < ends_at:
        committed_ns = int(guest.ask("edit", photo=edited, caption=mark(number))["committed"])
        waits.append((clients.events(number).events[0].last - committed_ns) / 1e6)
        if time.monotonic() >= looks_at:
            highest = max(highest, usage(guest.pids).memory_bytes)
            looks_at += LOOK_AT_MEMORY_EVERY_S
        number += 1
        time.sleep(EDIT_EVERY_S)
    return waits, highest


def _sha256_ms(photo: bytes) -> float:
    times = []
    for _ in range(COUNTED):
        before = time.thread_time()
        hashlib.sha256(photo).digest()
        times.append((time.thread_time() - before) * 1000)
    return statistics.median(times)


def _three(delays: dict[str, float]) -> str:
    return " / ".join(f"{delays[name]:.1f}" for name in ("median_ms", "p99_ms", "max_ms"))
