"""Shutter to wall: from the last byte of a photo to its event at a stream, beside the bare pipeline."""

import itertools
import statistics
import tempfile
import time
from pathlib import Path

from bench.load import Load, load
from bench.machine import cores
from bench.party import EVENTS, Party, mark, party
from bench.pictures import SIZES, another, picture
from bench.processes import bare_ms, crowd
from bench.result import Result, progress
from bench.sending import guest_cookie, send
from bench.table import Cell, Table

STREAMS = 100
# The machine's speed changes within seconds: the bare pipeline and the server take turns.
TURNS = 3
PHOTOS_A_TURN = 3
PHOTOS_A_TURN_QUICK = 1
GUESTS = 50
CROWDED_PHOTOS = 5
CROWDED_PHOTOS_QUICK = 2
# By then the guests' first photos have arrived, and the queue has its full length.
CROWD_SETTLES_S = 4.0
EVENT_MS = 60_000


def run(is_quick: bool) -> Result:
    result = Result([])
    rows: list[tuple[Cell, ...]] = []
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder:
        for kind in SIZES:
            progress(f"shutter: {kind}")
            original = Path(folder, "original")
            original.write_bytes(picture(kind))
            rows.append(_row(kind, original, is_quick, result))
    result.tables.append(
        Table(
            "Shutter to wall: last byte to the event (ms, medians)",
            (
                "photo",
                "MB",
                "plain Pillow",
                "bare pipeline",
                "of it faces",
                "first stream",
                "last of 100",
                "answer",
                "first ÷ bare",
                "bare ÷ plain",
                f"among {GUESTS} senders",
            ),
            rows,
            f"One photo at a time; in the last column {GUESTS} other guests send 12 MP JPEGs without a pause "
            f"from the same {len(cores())} cores, and a photo waits for its turn among theirs.",
        )
    )
    return result


def _row(kind: str, original: Path, is_quick: bool, result: Result) -> tuple[Cell, ...]:
    count = PHOTOS_A_TURN_QUICK if is_quick else PHOTOS_A_TURN
    numbers = itertools.count()
    bare_turns: list[float] = []
    faceless_turns: list[float] = []
    alone: list[tuple[float, float, float]] = []
    plain = bare_ms("pillow", original, TURNS * count)
    with party() as guest, load(guest.port, EVENTS, STREAMS) as clients:
        clients.open()
        shutter(guest, clients, kind, next(numbers))
        for _ in range(TURNS):
            bare_turns.append(bare_ms("ours", original, count))
            faceless_turns.append(bare_ms("faceless", original, count))
            alone += [shutter(guest, clients, kind, next(numbers)) for _ in range(count)]
        crowded = _crowded(guest, clients, kind, CROWDED_PHOTOS_QUICK if is_quick else CROWDED_PHOTOS)
    bare = statistics.median(bare_turns)
    faces = bare - statistics.median(faceless_turns)
    first, last, answer = (statistics.median(column) for column in zip(*alone, strict=True))
    name = kind.lower().replace(" ", "_")
    result.numbers[f"shutter_{name}_ms"] = first
    result.numbers[f"bare_{name}_ms"] = bare
    result.numbers[f"faces_{name}_ms"] = faces
    result.numbers[f"crowded_{name}_ms"] = crowded
    size_mb = original.stat().st_size / 1e6
    return (kind, size_mb, plain, bare, faces, first, last, answer, first / bare, bare / plain, crowded)


def shutter(guest: Party, clients: Load, kind: str, number: int) -> tuple[float, float, float]:
    """Send one photo; return the ms until its first stream, its last stream, and its answer."""
    sent = send(guest.port, another(kind), mark(number), guest_cookie(guest.port))
    arrival = clients.events(number, 1, EVENT_MS).events[0]
    return (
        (arrival.first - sent.last_byte_ns) / 1e6,
        (arrival.last - sent.last_byte_ns) / 1e6,
        (sent.answered_ns - sent.last_byte_ns) / 1e6,
    )


def _crowded(guest: Party, clients: Load, kind: str, photos: int) -> float:
    """Return the median time of a guest's photo while a crowd is sending."""
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder:
        theirs = Path(folder, "theirs.jpg")
        theirs.write_bytes(picture("12 MP JPEG"))
        # End the crowd after the last photo: it would go on by itself.
        with crowd(guest.port, GUESTS, EVENT_MS / 1000 * photos, theirs):
            progress(f"shutter: {kind} among {GUESTS} senders")
            time.sleep(CROWD_SETTLES_S)
            return statistics.median(
                shutter(guest, clients, kind, 1000 + number)[0] for number in range(photos)
            )
