"""Beyond one machine: `python -m bench.simulate --parties 1000 --guests 80`, from what the bench measured.

A discrete simulation: photos arrive as people send them (arrivals.py), wait for a core, and take it for as
long as one photo took in the bench (part `sustained`, everything included). What it does not know is in
docs/capacity.md.
"""

import argparse
import heapq
import math
import random
import sys
from dataclasses import dataclass

from bench import results
from bench.arrivals import Evening, arrival_times, moments_of
from bench.table import Cell, Table

SEED = 11
# A process has one loop: what it does for streams and pages must leave room for bursts.
MAX_LOOP_SHARE = 0.6
MAX_MEMORY_SHARE = 0.7
# Events that come together are written together (measured: part `burst`, at 50 events a second).
WRITES_PER_STREAM_S = 50.0
# Without a bell each process looks at the table by itself.
LOOKS_A_PROCESS_S = 1.0
PEAK_S = 60.0
MAX_MACHINES = 4096


@dataclass(frozen=True, slots=True)
class Machine:
    """What one machine does, each from a number of the bench; scaled by cores, which is an assumption."""

    cores: int
    memory_gb: float
    photo_core_s: float
    event_stream_s: float
    stream_bytes: float
    page_core_s: float
    list_core_s: float
    idle_bytes: float

    @classmethod
    def measured(cls, numbers: dict[str, float], cores: int | None, memory_gb: float) -> "Machine":
        """Raise KeyError for a number that the bench has not measured yet."""
        tested = int(numbers["cores"])
        return cls(
            cores=cores or tested,
            memory_gb=memory_gb,
            photo_core_s=tested * 60 / numbers["photos_per_minute"],
            event_stream_s=numbers["fanout_10000_cpu_ms"] / 1000 / 10_000,
            stream_bytes=numbers["stream_10000_bytes"],
            page_core_s=1 / numbers["read_app_gallery_page_per_s"],
            list_core_s=1 / numbers["read_app_list_nothing_new_304_per_s"],
            idle_bytes=numbers["sustained_memory_bytes"],
        )


@dataclass(frozen=True, slots=True)
class Crowd:
    """`live` is the share of guests with an open stream, `pages_an_hour` what each of them opens.

    `is_midnight`: all parties have their moments at the same time.
    """

    parties: int
    evening: Evening
    live: float = 0.5
    pages_an_hour: float = 6.0
    is_midnight: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """One machine's evening. Waits are from a photo's last byte until it is ready to be shown, in s."""

    wait_median_s: float
    wait_p99_s: float
    wait_worst_s: float
    peak_photos_s: float
    media_share: float
    loop_share: float
    streams: float
    memory_gb: float


def waits(arrivals: list[float], cores: int, service_s: float) -> list[float]:
    """Serve in order of arrival with `cores` at once; return how long each took, in the same order."""
    free_at = [0.0] * cores
    heapq.heapify(free_at)
    taken = []
    for arrival in sorted(arrivals):
        ready = max(arrival, heapq.heappop(free_at)) + service_s
        heapq.heappush(free_at, ready)
        taken.append(ready - arrival)
    return taken


def load_on(machine: Machine, crowd: Crowd, machines: int) -> Load:
    """Simulate one of the machines; a party too large for one is spread over several replicas."""
    parties = max(1, math.ceil(crowd.parties / machines))
    replicas = max(1, machines // crowd.parties)
    randomness = random.Random(SEED)  # the same evening for every number of machines
    midnight = moments_of(crowd.evening, randomness)
    times: list[float] = []
    for _ in range(parties):
        moments = midnight if crowd.is_midnight else moments_of(crowd.evening, randomness)
        times += arrival_times(crowd.evening, moments, randomness)
    cores = machine.cores * replicas
    taken = sorted(waits(times, cores, machine.photo_core_s))
    seconds = crowd.evening.hours * 3600
    peak_s = _peak(times) / PEAK_S
    streams = parties * crowd.evening.guests * crowd.live / replicas
    # In the busiest minute; an event goes to its own party's streams only.
    written_s = min(peak_s / parties, WRITES_PER_STREAM_S) * streams
    pages_s = parties * crowd.evening.guests * crowd.pages_an_hour / 3600 / replicas
    return Load(
        wait_median_s=taken[len(taken) // 2],
        wait_p99_s=taken[int(len(taken) * 0.99)],
        wait_worst_s=taken[-1],
        peak_photos_s=peak_s,
        media_share=len(times) * machine.photo_core_s / seconds / cores,
        loop_share=written_s * machine.event_stream_s + pages_s * (machine.page_core_s + machine.list_core_s),
        streams=streams,
        memory_gb=(machine.idle_bytes + streams * machine.stream_bytes) / 1e9,
    )


def _peak(times: list[float]) -> int:
    """Return the most arrivals that any minute has."""
    minutes: dict[int, int] = {}
    for time in times:
        minutes[int(time // PEAK_S)] = minutes.get(int(time // PEAK_S), 0) + 1
    return max(minutes.values(), default=0)


def machines_needed(machine: Machine, crowd: Crowd, max_wait_s: float) -> tuple[int, Load]:
    """Return the fewest machines (doubled, then narrowed down) on which the p99 waits and the shares fit."""
    evening = crowd.evening
    a_guest = evening.photos_an_hour * evening.hours
    a_guest += evening.moments * evening.moment_share * evening.moment_photos
    busy_cores = crowd.parties * evening.guests * a_guest * machine.photo_core_s / (evening.hours * 3600)
    # With fewer, the cores would not do it in all the evening.
    low = int(busy_cores / machine.cores)
    high = low + 1
    fitting = load_on(machine, crowd, high)
    while not _fits(fitting, machine, max_wait_s):
        low, high = high, high * 2
        if high > MAX_MACHINES:
            raise ValueError(f"more than {MAX_MACHINES} machines: too many live streams for one party")
        fitting = load_on(machine, crowd, high)
    while high - low > 1:
        middle = (low + high) // 2
        load = load_on(machine, crowd, middle)
        if _fits(load, machine, max_wait_s):
            high, fitting = middle, load
        else:
            low = middle
    return high, fitting


def _fits(load: Load, machine: Machine, max_wait_s: float) -> bool:
    return (
        load.wait_p99_s <= max_wait_s
        and load.loop_share <= MAX_LOOP_SHARE
        and load.memory_gb <= machine.memory_gb * MAX_MEMORY_SHARE
    )


def model_table(
    title: str, numbers: dict[str, float], machine: Machine, crowd: Crowd, max_wait_s: float
) -> Table:
    count, load = machines_needed(machine, crowd, max_wait_s)
    evening = crowd.evening
    photos_s = load.peak_photos_s * min(count, crowd.parties)
    guests = crowd.parties * evening.guests
    thumbs_s = photos_s / crowd.parties * guests * crowd.live * numbers["thumb_bytes"] * 8 / 1e9
    rows: list[tuple[Cell, ...]] = [
        (f"machines of {machine.cores} cores and {machine.memory_gb:.0f} GB", count),
        ("last byte to ready, median / p99 / worst (s)", _three(load)),
        ("photos a second in the busiest minute, all machines", photos_s),
        ("media cores in use over the evening (%)", load.media_share * 100),
        ("streams a machine", int(load.streams)),
        ("loop in use in the busiest minute (%)", load.loop_share * 100),
        ("memory a machine (GB)", load.memory_gb),
        ("Redis: messages a second, to each process as many", photos_s),
        ("database: transactions a second", photos_s * numbers["transactions_a_photo"]),
        (
            "database: reads a second",
            photos_s * numbers["reads_a_photo"] + max(count, crowd.parties) * LOOKS_A_PROCESS_S,
        ),
        ("thumbs to live pages, for nginx or a CDN (Gbit/s)", thumbs_s),
    ]
    note = (
        f"{crowd.parties:,} × {evening.guests:,} guests, {crowd.live:.0%} with an open page; "
        f"{evening.photos_an_hour:g} photos an hour each, and {evening.moments} moments after which "
        f"{evening.moment_share:.0%} send {evening.moment_photos} within {evening.rush_s:.0f} s."
    )
    return Table(title, ("", "value"), rows, note)


def _three(load: Load) -> str:
    return f"{load.wait_median_s:.2f} / {load.wait_p99_s:.2f} / {load.wait_worst_s:.2f}"


def party_table(numbers: dict[str, float]) -> Table:
    """The model for one party on the machine that was measured."""
    return model_table("One party", numbers, Machine.measured(numbers, None, 8), Crowd(1, Evening(80)), 10)


def markdown(numbers: dict[str, float]) -> str:
    """Write the model's crowds for docs/capacity.md; says what is missing where a part never ran."""
    try:
        large = Machine.measured(numbers, 16, 64)
    except KeyError as missing:
        return f"Not computed: the bench has not measured {missing} yet."
    stadium = Evening(40_000, hours=2.5, photos_an_hour=0.2, moments=4, moment_share=0.03, moment_photos=1)
    tables = [
        party_table(numbers),
        model_table("A thousand parties", numbers, large, Crowd(1000, Evening(80)), 10),
        model_table(
            "A thousand parties, and it is midnight for all of them",
            numbers,
            large,
            Crowd(1000, Evening(80, moments=1, moment_share=0.8), is_midnight=True),
            10,
        ),
        model_table("A stadium", numbers, large, Crowd(1, stadium, live=0.01, pages_an_hour=2), 10),
    ]
    return "\n\n".join(table.markdown() for table in tables)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.simulate", description=__doc__)
    parser.add_argument("--parties", type=int, default=1)
    parser.add_argument("--guests", type=int, default=80, help="of each party")
    parser.add_argument("--hours", type=float, default=5.0)
    parser.add_argument(
        "--photos-an-hour", type=float, default=1.5, help="of each guest, besides the moments"
    )
    parser.add_argument("--moments", type=int, default=6, help="speeches, songs, goals")
    parser.add_argument("--moment-share", type=float, default=0.4, help="of the guests, who send after one")
    parser.add_argument("--moment-photos", type=int, default=2, help="that each of them sends")
    parser.add_argument("--rush-s", type=float, default=180.0, help="within which they begin to")
    parser.add_argument("--midnight", action="store_true", help="all parties have their moments together")
    parser.add_argument("--live", type=float, default=0.5, help="share of guests with an open page")
    parser.add_argument("--pages-an-hour", type=float, default=6.0, help="that each guest opens")
    parser.add_argument("--cores", type=int, help="of a machine (default: as measured)")
    parser.add_argument("--memory-gb", type=float, default=8.0, help="of a machine")
    parser.add_argument(
        "--max-wait-s", type=float, default=10.0, help="last byte to ready, 99th of a hundred"
    )
    options = parser.parse_args()
    numbers = results.numbers()
    try:
        machine = Machine.measured(numbers, options.cores, options.memory_gb)
    except KeyError as missing:
        parser.error(f"the bench has not measured {missing} yet: make bench")
    evening = Evening(
        guests=options.guests,
        hours=options.hours,
        photos_an_hour=options.photos_an_hour,
        moments=options.moments,
        moment_share=options.moment_share,
        moment_photos=options.moment_photos,
        rush_s=options.rush_s,
    )
    crowd = Crowd(options.parties, evening, options.live, options.pages_an_hour, options.midnight)
    try:
        print(model_table("The model", numbers, machine, crowd, options.max_wait_s).text())
    except ValueError as error:
        parser.error(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
