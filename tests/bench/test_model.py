"""The model beyond one machine, and what is kept of the bench's results."""

import random
from pathlib import Path

import pytest

from bench import results
from bench.__main__ import PARTS
from bench.arrivals import Evening, arrival_times, moments_of
from bench.model import Crowd, Machine, load_on, machines_needed, waits
from bench.result import Result
from bench.simulate import carries_table, markdown
from bench.table import Table

MACHINE = Machine(
    cores=2,
    memory_gb=8,
    photo_core_s=0.3,
    event_stream_s=10e-6,
    stream_bytes=20_000,
    page_core_s=0.003,
    list_core_s=0.001,
    idle_bytes=250e6,
)


def section(name: str) -> str:
    document = results.DOCUMENT.read_text()
    return document.partition(f"<!-- {name}: begin -->\n")[2].partition(f"\n<!-- {name}: end -->")[0]


def test_photos_wait_for_a_core_in_the_order_in_which_they_came() -> None:
    assert waits([0, 0, 0, 10], cores=2, service_s=1) == [1, 1, 2, 1]


def test_every_photo_of_the_evening_is_within_it() -> None:
    evening = Evening(guests=50, hours=1)
    randomness = random.Random(1)
    times = arrival_times(evening, moments_of(evening, randomness), randomness)
    assert len(times) > 50 * evening.photos_an_hour
    assert min(times) >= 0
    assert max(times) < 3600 + 60


def test_more_machines_never_make_a_photo_wait_longer() -> None:
    crowd = Crowd(64, Evening(80))
    by_machines = [load_on(MACHINE, crowd, machines).wait_p99_s for machines in (1, 2, 4, 8, 64, 128)]
    assert by_machines == sorted(by_machines, reverse=True)
    assert by_machines[0] > by_machines[-1]


def test_it_finds_the_fewest_machines() -> None:
    crowd = Crowd(64, Evening(80))
    count, load = machines_needed(MACHINE, crowd, max_wait_s=0.6)
    assert count > 1
    assert load.wait_p99_s <= 0.6
    assert load_on(MACHINE, crowd, count - 1).wait_p99_s > 0.6


def test_live_pages_alone_can_ask_for_more_machines() -> None:
    quiet = Evening(20_000, photos_an_hour=0.5, moments=0)
    few, _ = machines_needed(MACHINE, Crowd(1, quiet, live=0.01, pages_an_hour=0), max_wait_s=10)
    many, _ = machines_needed(MACHINE, Crowd(1, quiet, live=1, pages_an_hour=0), max_wait_s=10)
    assert many > few


def test_a_part_that_never_ran_is_named() -> None:
    assert "photos_per_minute" in markdown({"cores": 2})


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FILE", tmp_path / "results.json")
    table = Table("Speed", ("server", "ms"), [("ours", 1.5), ("theirs", None)], "A note.")
    results.keep("fanout", Result([table], {"speed_ms": 1.5}), {"kernel": "6"}, "2026-01-02", is_quick=True)
    assert results.numbers() == {"speed_ms": 1.5}
    assert table.markdown() in results.results_markdown(["fanout"])


def test_a_section_is_replaced_between_its_markers_only(tmp_path: Path) -> None:
    document = tmp_path / "document.md"
    document.write_text("before\n<!-- x: begin -->\nold\n<!-- x: end -->\nafter\n")
    results.write_section(document, "x", "new")
    assert document.read_text() == "before\n<!-- x: begin -->\nnew\n<!-- x: end -->\nafter\n"
    with pytest.raises(ValueError, match="no section y"):
        results.write_section(document, "y", "new")


def test_the_document_shows_the_results_that_are_kept() -> None:
    assert section("results") == results.results_markdown(list(PARTS)).strip()


def test_the_document_shows_the_model_of_these_results() -> None:
    # The larger crowds come from the same numbers and take a while longer.
    assert section("model").startswith(carries_table(results.numbers()).markdown())


def test_moments_that_come_together_make_photos_wait_longer() -> None:
    apart, together = (
        load_on(MACHINE, Crowd(64, Evening(80), is_midnight=is_midnight), 1) for is_midnight in (False, True)
    )
    assert together.wait_p99_s > 2 * apart.wait_p99_s


def test_a_table_reads_well_as_text() -> None:
    table = Table("Speed", ("server", "ms"), [("ours", 1234.0), ("theirs", 0.123)])
    assert table.text().splitlines()[1:] == [
        "server     ms",
        "-------------",
        "ours    1,234",
        "theirs   0.12",
    ]
