"""The check for nakedness: its cost for a photo and a worker, and its false alarms."""

import itertools
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.media.errors import PictureRefused
from app.media.looks import looking
from app.media.looks.nudity import is_installed
from app.media.looks.seen import Look
from app.media.pictures.pipeline import render
from app.records.party_settings import BY_NAME
from bench.bare import MAX_PIXELS
from bench.load import Missing, load
from bench.machine import usage
from bench.parts.shutter import shutter
from bench.party import EVENTS, Party, party
from bench.pictures import picture
from bench.processes import Bare, bare_times
from bench.result import Result, progress
from bench.table import Cell, Table
from demo.pictures import draw
from tests.kept_party import PASSWORD
from tests.samples import load_samples

KIND = "12 MP JPEG"
WORKERS = 2
STREAMS = 1
TURNS = 20
TURNS_QUICK = 4
BARE_TURNS = 5
BARE_PHOTOS = 4
DEMO_PICTURES = 48
DEMO_PICTURES_QUICK = 6


def run(is_quick: bool) -> Result:
    if not is_installed():
        raise Missing("the check for nakedness is not installed (make nudity)")
    result = Result([])
    _measure_bare(result)
    _measure_wall(result, TURNS_QUICK if is_quick else TURNS)
    _measure_alarms(result, DEMO_PICTURES_QUICK if is_quick else DEMO_PICTURES)
    return result


def _measure_bare(result: Result) -> None:
    """Let the bare pipeline render with and without the check, in turns."""
    progress("nudity: bare pipelines")
    ways: dict[str, list[Bare]] = {"ours": [], "looked": []}
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder:
        original = Path(folder, "original")
        original.write_bytes(picture(KIND))
        for way in [*ways] * BARE_TURNS:
            ways[way].append(bare_times(way, original, BARE_PHOTOS))
    for way, name in (("ours", "_without"), ("looked", "")):
        result.numbers[f"nudity_bare{name}_ms"] = statistics.median(one.ms for one in ways[way])
        result.numbers[f"nudity_bare{name}_cpu_ms"] = statistics.median(one.cpu_ms for one in ways[way])


def _measure_wall(result: Result, turns: int) -> None:
    """Send photos to one server, with and without the check in turns, with all models loaded."""
    progress("nudity: shutter to wall")
    numbers = itertools.count()
    ms: dict[bool, list[float]] = {False: [], True: []}
    with party(media_workers=WORKERS) as guest, load(guest.port, EVENTS, STREAMS) as clients:
        clients.open()
        guest.http.post("/admin/login", json={"password": PASSWORD}).raise_for_status()
        # First every worker makes a picture, then every worker checks one.
        memory = []
        for is_on in (False, True):
            _switch(guest, is_on=is_on)
            for _ in range(2 * WORKERS):
                shutter(guest, clients, KIND, next(numbers))
            memory.append(usage(guest.pids).memory_bytes)
        for is_on in (False, True) * turns:
            _switch(guest, is_on=is_on)
            ms[is_on].append(shutter(guest, clients, KIND, next(numbers))[0])
    result.numbers |= {
        "nudity_wall_ms": statistics.median(ms[True]),
        "nudity_wall_without_ms": statistics.median(ms[False]),
        "nudity_worker_bytes": (memory[1] - memory[0]) / WORKERS,
    }
    rows: list[tuple[Cell, ...]] = [
        ("bare pipeline (ms)", *_both(result, "nudity_bare", "_ms")),
        ("of it, a core’s work (ms)", *_both(result, "nudity_bare", "_cpu_ms")),
        ("shutter to wall (ms)", *_both(result, "nudity_wall", "_ms")),
        ("memory of server and workers (MB)", *(at / 1e6 for at in memory), memory[1] / memory[0]),
    ]
    result.tables.append(
        Table(
            f"The check for nakedness: a {KIND} that passes (medians), {WORKERS} workers",
            ("", "without", "with", "÷"),
            rows,
            "In turns on one server, one photo at a time. The look is taken beside the encoding.",
        )
    )


def _both(result: Result, name: str, unit: str) -> tuple[float, float, float]:
    """Return a number without the check, the same with it, and the ratio of the second to the first."""
    without, checked = result.numbers[f"{name}_without{unit}"], result.numbers[f"{name}{unit}"]
    return without, checked, checked / without


def _switch(guest: Party, *, is_on: bool) -> None:
    version = guest.http.get("/api/admin/settings").json()["version"]
    answer = guest.http.put(
        "/api/admin/settings", json={"version": version, "settings": {"nudity_check": is_on}}
    )
    answer.raise_for_status()


def _measure_alarms(result: Result, demo_pictures: int) -> None:
    """Check pictures of nobody naked, and count those that would wait."""
    progress("nudity: pictures that are harmless")
    looking.load([Look.NUDITY])
    looking.want([Look.NUDITY])
    try:
        samples, demo = sorted(_samples()), sorted(_demo(demo_pictures))
    finally:
        looking.want([])
    threshold = int(BY_NAME["nudity_percent"].default)
    alarms = sum(seen * 100 >= threshold for seen in (*samples, *demo))
    result.numbers |= {"nudity_false_alarms": alarms, "nudity_harmless": len(samples) + len(demo)}
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            len(seen),
            sum(one * 100 >= threshold for one in seen),
            seen[-1] * 100 if seen else None,
            statistics.median(seen) * 100 if seen else None,
        )
        for name, seen in (("samples of many cameras", samples), ("the demo party", demo))
    ]
    result.tables.append(
        Table(
            f"False alarms, from {threshold} %",
            ("harmless pictures", "count", "would wait", "highest (%)", "median (%)"),
            rows,
            "How many naked pictures it finds was not measured: there are none here.",
        )
    )


def _samples() -> Iterator[float]:
    for sample in load_samples():
        if sample.is_accepted and not sample.is_film:
            yield from _seen_in(sample.path)


def _demo(count: int) -> Iterator[float]:
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder:
        for number in range(count):
            original = Path(folder, f"{number}.jpg")
            original.write_bytes(draw(number))
            yield from _seen_in(original)


def _seen_in(original: Path) -> Iterator[float]:
    """Yield how naked each picture seems; skip one that cannot be opened."""
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder:
        try:
            seen = render(original, Path(folder), max_pixels=MAX_PIXELS).seen
        except PictureRefused:
            return
    if seen.nudity is None:
        raise Missing(f"the check for nakedness does not work here: {seen.nudity_unable}")
    yield seen.nudity
