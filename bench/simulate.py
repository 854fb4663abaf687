"""One machine and beyond: `python -m bench.simulate --parties 1000 --guests 80`, from the bench's numbers.

The simulation is in model.py. docs/capacity.md names its assumptions.
"""

import argparse
import sys

from bench import results
from bench.arrivals import Evening
from bench.model import Crowd, Load, Machine, machines_needed, most_guests
from bench.table import Cell, Table

# Without a bell each process polls the table by itself.
LOOKS_A_PROCESS_S = 1.0
MAX_WAIT_S = 10.0


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
        f"{evening.photos_an_hour:g} photos an hour each, and {evening.moments} moments, after each of which "
        f"{evening.moment_share:.0%} send {evening.moment_photos} within {evening.rush_s:.0f} s."
    )
    return Table(title, ("", "value"), rows, note)


def _three(load: Load) -> str:
    return f"{load.wait_median_s:.2f} / {load.wait_p99_s:.2f} / {load.wait_worst_s:.2f}"


def party_table(numbers: dict[str, float]) -> Table:
    """The model for one party on the measured machine."""
    return model_table(
        "One party", numbers, Machine.measured(numbers, None, 8), Crowd(1, Evening(80)), MAX_WAIT_S
    )


def carries_table(numbers: dict[str, float]) -> Table:
    """Tabulate what the measured machine carries."""
    guests = most_guests(Machine.measured(numbers, None, 8), MAX_WAIT_S)
    rows: list[tuple[Cell, ...]] = [
        ("guests of one party, by the model", guests),
        ("photos a minute, 12 MP JPEG, measured", numbers["photos_per_minute"]),
        ("memory while it does that (MB), measured", numbers["sustained_memory_bytes"] / 1e6),
        ("an event to 10,000 streams, the last one after (ms), measured", numbers["fanout_10000_last_ms"]),
        ("memory for 10,000 streams (MB), measured", numbers["stream_10000_bytes"] * 10_000 / 1e6),
    ]
    return Table(
        f"What this machine of {numbers['cores']:.0f} cores carries",
        ("", "value"),
        rows,
        f"Guests as in “One party” below, 99 of 100 photos ready within {MAX_WAIT_S:.0f} s.",
    )


def markdown(numbers: dict[str, float]) -> str:
    """Write the model's crowds for docs/capacity.md; name the missing numbers where a part never ran."""
    try:
        large = Machine.measured(numbers, 16, 64)
    except KeyError as missing:
        return f"Not computed: the bench has not measured {missing} yet."
    stadium = Evening(40_000, hours=2.5, photos_an_hour=0.2, moments=4, moment_share=0.03, moment_photos=1)
    tables = [
        carries_table(numbers),
        party_table(numbers),
        model_table("A thousand parties", numbers, large, Crowd(1000, Evening(80)), MAX_WAIT_S),
        model_table(
            "A thousand parties, and it is midnight for all of them",
            numbers,
            large,
            Crowd(1000, Evening(80, moments=1, moment_share=0.8), is_midnight=True),
            MAX_WAIT_S,
        ),
        model_table("A stadium", numbers, large, Crowd(1, stadium, live=0.01, pages_an_hour=2), MAX_WAIT_S),
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
        "--max-wait-s", type=float, default=MAX_WAIT_S, help="last byte to ready, 99th of a hundred"
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
