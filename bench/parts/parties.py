"""Many parties in one server: the cost of idle open ones, and how two share the cores."""

import shutil
import socket
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.filling import fill_parties
from bench.load import Load, load
from bench.machine import server_core, usage
from bench.party import EVENTS, Party, mark, party_in
from bench.pictures import picture
from bench.processes import crowd, crowd_result
from bench.result import Result, progress
from bench.table import Cell, Table

COUNTS = (1, 100, 1000)
COUNTS_QUICK = (1, 100)
PHOTOS_EACH = 100
# Memory that a server allocates once belongs to no party: let it be allocated before the measurement.
WARM_UP_PARTIES = 100
# As many as can be used within the minute after which an unused party rests.
VISITED_AT_ONCE = 50
REPLAYED = 60
IDLE_S = 10.0
IDLE_S_QUICK = 4.0
LOOKS = 25
STREAMS = 100
EVENTS_EACH = 40
WARM_UP = 3
# One party has a rush, the other a few guests who send without a pause: both always have photos waiting.
CROWDS = (30, 10)
SHARED_S = 40.0
SHARED_S_QUICK = 12.0
TIMEOUT_S = 30.0


def run(is_quick: bool) -> Result:
    result = Result([])
    counts = COUNTS_QUICK if is_quick else COUNTS
    slugs = [f"party-{number:04d}" for number in range(WARM_UP_PARTIES + counts[-1])]
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as name:
        folder = Path(name)
        progress(f"parties: {len(slugs):,} of {PHOTOS_EACH} photos")
        fill_parties(folder / "0", slugs, PHOTOS_EACH)
        for number in range(1, len(counts)):
            shutil.copytree(folder / "0", folder / str(number))
        _open_ones(folder, counts, slugs, is_quick, result)
        shutil.rmtree(folder / "0")
        result.tables.append(_two_at_full_load(folder / "1", slugs[:2], is_quick, result))
    return result


def _open_ones(
    folder: Path, counts: tuple[int, ...], slugs: list[str], is_quick: bool, result: Result
) -> None:
    """Compare servers with few and many open parties. The server with one party stays up for comparison."""
    rows: list[tuple[Cell, ...]] = []
    with party_in(folder / "0", server_core()) as alone:
        row, queries_of_one = _measure(alone, slugs, 1, is_quick, result)
        rows.append((*row, None))
        for number, count in enumerate(counts[1:], start=1):
            with party_in(folder / str(number), server_core()) as guest:
                row, queries = _measure(guest, slugs, count, is_quick, result)
                ratio = _event_ratio(alone, guest, f"{count:,} parties")
            result.numbers[f"parties_{count}_event_ratio"] = ratio
            result.numbers[f"parties_{count}_queries_ratio"] = queries / queries_of_one
            rows.append((*row, ratio))
    result.tables.append(
        Table(
            "Open parties while nothing happens",
            (
                "open",
                "kB each, opened",
                "kB each, visited and left",
                "CPU, ms a second",
                "queries a second",
                "a look, ms",
                "a look after a change, ms",
                "an event to 100 streams ÷ one party’s",
            ),
            rows,
            f"Beside the server’s own party; each has {PHOTOS_EACH} photos. Visited: the gallery was asked "
            f"for and {REPLAYED} changes replayed in each. CPU is the server’s with its workers.",
        )
    )


def _measure(
    guest: Party, slugs: list[str], count: int, is_quick: bool, result: Result
) -> tuple[tuple[Cell, ...], float]:
    progress(f"parties: {count:,} open")
    photo_id = str(guest.send_photo()["id"])
    warm, counted = slugs[:WARM_UP_PARTIES] if count > 1 else [], slugs[-count:]
    _open_and_visit(guest, warm)
    before = usage(guest.pids)
    guest.ask("open", slugs=counted)
    opened = usage(guest.pids).bytes_since(before) / count
    _open_and_visit(guest, counted)
    rested = usage(guest.pids).bytes_since(before) / count
    seconds = IDLE_S_QUICK if is_quick else IDLE_S
    idle, asked = usage(guest.pids), guest.ask("uses")
    time.sleep(seconds)
    asked_after = guest.ask("uses")
    cpu_ms = usage(guest.pids).cpu_ms_since(idle) / seconds
    queries = sum(asked_after.values()) - sum(asked.values())
    look = guest.ask("look", photo=photo_id, count=LOOKS)
    result.numbers |= {
        **({f"parties_{count}_bytes": max(opened, rested)} if warm else {}),
        f"parties_{count}_idle_ms": cpu_ms,
        f"parties_{count}_look_ms": max(look["quiet_ms"], look["busy_ms"]),
    }
    memory = (opened / 1000, rested / 1000) if warm else (None, None)
    return (count, *memory, cpu_ms, queries / seconds, look["quiet_ms"], look["busy_ms"]), queries


def _open_and_visit(guest: Party, slugs: list[str]) -> None:
    """Open these parties, use them one after the other, and let them rest."""
    guest.ask("open", slugs=slugs)
    for start in range(0, len(slugs), VISITED_AT_ONCE):
        for slug in slugs[start : start + VISITED_AT_ONCE]:
            _visit(guest, f"/p/{slug}")
        guest.ask("rest")


def _visit(guest: Party, base: str) -> None:
    """Open the gallery as a guest does, then a stream with an old cursor."""
    guest.http.get(f"{base}/").raise_for_status()
    with socket.create_connection(("127.0.0.1", guest.port), TIMEOUT_S) as connection:
        asked = f"{base}{EVENTS}?since={PHOTOS_EACH - REPLAYED}"
        connection.sendall(f"GET {asked} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        seen = b""
        while f"id: {PHOTOS_EACH}\n".encode() not in seen:
            seen += connection.recv(1 << 20)


def _event_ratio(alone: Party, guest: Party, name: str) -> float:
    """Return the median time of an event to the last stream ÷ that of the server with one party."""
    progress(f"parties: events beside {name}")
    sides = (alone, guest)
    photos = [str(side.send_photo()["id"]) for side in sides]
    times: tuple[list[float], list[float]] = ([], [])
    with ExitStack() as stack:
        loads = [stack.enter_context(load(side.port, EVENTS, STREAMS)) for side in sides]
        for clients in loads:
            clients.open()
        # They take turns, so that both meet the same load on the machine.
        for number in range(WARM_UP + EVENTS_EACH):
            for side, photo_id, clients, taken in zip(sides, photos, loads, times, strict=True):
                taken.append(_event_ms(side, photo_id, clients, number))
    one, many = (statistics.median(taken[WARM_UP:]) for taken in times)
    return many / one


def _event_ms(side: Party, photo_id: str, clients: Load, number: int) -> float:
    committed_ns = int(side.ask("edit", photo=photo_id, caption=mark(number))["committed"])
    return (clients.events(number).events[0].last - committed_ns) / 1e6


def _two_at_full_load(data_dir: Path, slugs: list[str], is_quick: bool, result: Result) -> Table:
    seconds = SHARED_S_QUICK if is_quick else SHARED_S
    progress("parties: two at full load")
    photo = data_dir / "photo.jpg"
    photo.write_bytes(picture("12 MP JPEG"))
    with ExitStack() as stack:
        guest = stack.enter_context(party_in(data_dir))
        sending = [
            stack.enter_context(crowd(guest.port, guests, seconds, photo, f"/p/{slug}"))
            for guests, slug in zip(CROWDS, slugs, strict=True)
        ]
        found = [crowd_result(one) for one in sending]
    rates = [one.per_minute_in_time for one in found]
    result.numbers["parties_share_ratio"] = max(rates) / min(rates)
    return Table(
        f"Two parties at full load, 12 MP JPEG for {seconds:.0f} s",
        ("party", "guests who send", "photos a minute", "share", "refused"),
        [
            (name, guests, rate, rate / sum(rates), one.refused)
            for name, guests, rate, one in zip(("a rush", "a few"), CROWDS, rates, found, strict=True)
        ],
        "They share the cores with the crowds. Each guest sends the next photo when the one before is taken.",
    )
