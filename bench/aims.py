"""The aims and the measured numbers: the first table of docs/capacity.md."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.table import Cell, Table

Numbers = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Aim:
    """`measured` raises KeyError where its part of the bench has not run."""

    what: str
    at_most: float | None
    at_least: float | None
    measured: Callable[[Numbers], float]

    def is_reached(self, value: float) -> bool:
        return (self.at_most is None or value <= self.at_most) and (
            self.at_least is None or value >= self.at_least
        )


def _at_most(what: str, bound: float, measured: Callable[[Numbers], float]) -> Aim:
    return Aim(what, bound, None, measured)


AIMS = (
    _at_most("fan-out to 100 streams ÷ nchan", 1.0, lambda n: n["fanout_100_per_nchan"]),
    _at_most("fan-out to 10,000 streams ÷ nchan", 0.6, lambda n: n["fanout_10000_per_nchan"]),
    _at_most("fan-out to 10,000 streams ÷ floor in C", 1.4, lambda n: n["fanout_10000_per_floor"]),
    _at_most("memory of one of 10,000 streams, kB", 20, lambda n: n["stream_10000_bytes"] / 1000),
    _at_most("1,000 streams behind nginx ÷ direct", 1.5, lambda n: n["nginx_1000_last_ratio"]),
    _at_most("burst to 2,000 streams, p99, ms", 80, lambda n: n["burst_p99_ms"]),
    _at_most(
        "12 MP JPEG to the first stream ÷ bare pipeline",
        1.3,
        lambda n: n["shutter_12_mp_jpeg_ms"] / n["bare_12_mp_jpeg_ms"],
    ),
    Aim(
        "photos a minute, sustained ÷ bare pipelines on all cores",
        None,
        0.9,
        lambda n: n["photos_per_minute"] / n["bare_photos_per_minute"],
    ),
    _at_most("loop delay meanwhile, p99, ms", 50, lambda n: n["sustained_loop_p99_ms"]),
    _at_most("an event to 100 streams meanwhile, p99, ms", 100, lambda n: n["sustained_stream_p99_ms"]),
    _at_most("10,000 streams cut and all live again, s", 15, lambda n: n["reconnect_10000_ms"] / 1000),
    _at_most(
        "gallery page, 100,000 photos ÷ 100",
        2.0,
        lambda n: n["growth_100000_gallery_ms"] / n["growth_100_gallery_ms"],
    ),
    _at_most("the stop button to a screen under full load, median, ms", 300, lambda n: n["panic_median_ms"]),
    _at_most("the same at worst, ms", 1000, lambda n: n["panic_worst_ms"]),
    _at_most(
        "12 MP JPEG to the wall, with the check for nakedness ÷ without",
        1.3,
        lambda n: n["nudity_wall_ms"] / n["nudity_wall_without_ms"],
    ),
    _at_most("harmless pictures that this check lets wait", 0, lambda n: n["nudity_false_alarms"]),
    _at_most("memory of one of 1,000 idle open parties, kB", 40, lambda n: n["parties_1000_bytes"] / 1000),
    _at_most("queries a second, 1,000 idle parties ÷ one", 1.0, lambda n: n["parties_1000_queries_ratio"]),
    _at_most("the look at 1,000 parties, ms of a core a second", 5, lambda n: n["parties_1000_look_ms"]),
    _at_most(
        "an event to 100 streams, 1,000 open parties ÷ one", 1.1, lambda n: n["parties_1000_event_ratio"]
    ),
    Aim(
        "originals taken home, MB/s ÷ `cat` to the same socket",
        None,
        0.7,
        lambda n: n["export_mb_per_s"] / n["cat_mb_per_s"],
    ),
    _at_most("memory that this adds to the server, MB", 20, lambda n: n["export_grown_bytes"] / 1e6),
    _at_most("search among 100,000 photos, p99 at worst, ms", 30, lambda n: n["search_100000_worst_p99_ms"]),
    _at_most(
        "the same on PostgreSQL ÷ SQLite",
        2.0,
        lambda n: n["search_postgres_100000_worst_p99_ms"] / n["search_100000_worst_p99_ms"],
    ),
    _at_most("a full page of a search, 100,000 photos ÷ 1,000", 1.3, lambda n: n["search_growth_ratio"]),
    _at_most("the same on PostgreSQL", 1.3, lambda n: n["search_postgres_growth_ratio"]),
    _at_most("reports of 200 screens, % of a core", 1, lambda n: n["show_reports_share"] * 100),
    _at_most(
        "12 MP JPEG, event on the wall to its first painted frame, ms",
        1000,
        lambda n: n["show_12_mp_pixels_after_event_ms"],
    ),
    _at_most("photos of two parties at full load, more ÷ less", 1.1, lambda n: n["parties_share_ratio"]),
)


def table(numbers: Numbers) -> Table:
    """Compare each aim with its number; leave out numbers that were not measured."""
    rows: list[tuple[Cell, ...]] = []
    for aim in AIMS:
        try:
            value = aim.measured(numbers)
        except KeyError:
            continue
        bound = f"≤ {aim.at_most:g}" if aim.at_most is not None else f"≥ {aim.at_least:g}"
        rows.append((aim.what, bound, value, "yes" if aim.is_reached(value) else "no"))
    return Table("What was aimed at", ("", "aim", "measured", "reached"), rows)
