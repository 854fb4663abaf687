"""A simulation of one machine's evening; its service times are those that the bench measured.

Photos arrive as people send them (arrivals.py). Each waits for a core and takes it for as long as one photo
took in the bench (part `sustained`, everything included). There is one server process on each machine.
"""

import heapq
import math
import random
from dataclasses import dataclass
from functools import lru_cache

from bench.arrivals import Evening, arrival_times, moments_of

SEED = 11
# A process has one loop: its work for streams and pages must leave room for bursts.
MAX_LOOP_SHARE = 0.6
MAX_MEMORY_SHARE = 0.7
# Events that come together are written together (measured: part `burst`, at 50 events a second).
WRITES_PER_STREAM_S = 50.0
PEAK_S = 60.0
MAX_MACHINES = 4096
MAX_GUESTS = 20_000


@dataclass(frozen=True, slots=True)
class Machine:
    """The speed of one machine, from the numbers of the bench. Scaling by cores is an assumption."""

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
    """`live` is the share of guests with an open stream, `pages_an_hour` the pages that each of them opens.

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
    """Serve in order of arrival, `cores` at once; return how long each took, in the same order."""
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
    times = _arrivals(crowd, parties)
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


@lru_cache(maxsize=1)
def _arrivals(crowd: Crowd, parties: int) -> list[float]:
    """Draw the photos of these parties: the same evening for every number of machines."""
    randomness = random.Random(SEED)
    midnight = moments_of(crowd.evening, randomness)
    times: list[float] = []
    for _ in range(parties):
        moments = midnight if crowd.is_midnight else moments_of(crowd.evening, randomness)
        times += arrival_times(crowd.evening, moments, randomness)
    return sorted(times)


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
    # With fewer, the cores would not finish in the whole evening.
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


def most_guests(machine: Machine, max_wait_s: float) -> int:
    """Return how many guests one party may have on one machine, to about five in a hundred."""
    guests = 10
    while guests < MAX_GUESTS:
        more = math.ceil(guests * 1.05)
        if not _fits(load_on(machine, Crowd(1, Evening(more)), 1), machine, max_wait_s):
            break
        guests = more
    return guests
