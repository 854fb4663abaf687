"""What goes wrong with one picture costs nobody else anything: with real worker processes."""

import asyncio
import logging
from pathlib import Path

import pytest

from app.media.errors import Refusal
from app.processing.media_pool import MediaPool, PoolBusy, PoolClosed
from tests.jobs.odd_pool import (
    MEMORY_MB,
    TIMEOUT_S,
    Original,
    assert_works,
    has_begun,
    make_pool,
    names_in,
    refusal,
    until,
)
from tests.media.pictures import MAX_PIXELS, png_header
from tests.patience import PATIENCE_S


async def test_the_real_worker_renders_with_nothing_but_our_settings(
    original: Original, tmp_path: Path
) -> None:
    pool = MediaPool(2, MEMORY_MB, TIMEOUT_S, MAX_PIXELS, 10)
    await pool.start()
    try:
        await assert_works(pool, original("picture"), tmp_path / "out")
    finally:
        await pool.close()


async def test_relative_paths_are_those_of_the_server(
    pool: MediaPool, original: Original, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original("picture")
    monkeypatch.chdir(tmp_path)

    await assert_works(pool, Path("picture"), Path("out"))


async def test_a_refusal_arrives_with_its_code(pool: MediaPool, tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("hello")

    assert await refusal(pool, path, tmp_path / "out") is Refusal.NOT_A_PICTURE


async def test_a_fault_of_the_disk_is_not_the_pictures(
    pool: MediaPool, original: Original, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(NotADirectoryError):
        await pool.render(original("picture"), tmp_path / "file" / "out", party_id="ours", guest_id="ben")

    await assert_works(pool, original("picture"), tmp_path / "out")


@pytest.mark.parametrize("behaviour", ["killed", "segfault", "bug", "garbage"])
async def test_a_crash_costs_one_picture_only(
    behaviour: str, pool: MediaPool, original: Original, tmp_path: Path
) -> None:
    bad = asyncio.create_task(refusal(pool, original(behaviour), tmp_path / "bad"))
    good = asyncio.create_task(assert_works(pool, original("picture"), tmp_path / "good"))

    assert await bad is Refusal.BROKEN_PICTURE
    await good
    assert names_in(tmp_path / "bad") == []


async def test_a_worker_that_dies_says_in_which_step(
    pool: MediaPool, original: Original, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await refusal(pool, original("decoding"), tmp_path / "bad")

    assert any("stopped while decoding" in line for line in caplog.messages)


async def test_a_hang_is_ended_and_leaves_nothing(original: Original, tmp_path: Path) -> None:
    pool = make_pool(timeout_s=1.0)
    await pool.start()
    try:
        assert await refusal(pool, original("hang"), tmp_path / "bad") is Refusal.TOO_SLOW_TO_DECODE
        assert names_in(tmp_path / "bad") == []
        pool._timeout_s = TIMEOUT_S  # a good one may take its time on a busy machine
        await assert_works(pool, original("picture"), tmp_path / "good")
    finally:
        await pool.close()


async def test_while_one_worker_hangs_the_other_goes_on(original: Original, tmp_path: Path) -> None:
    pool = make_pool(workers=2)
    await pool.start()
    hanging = asyncio.create_task(
        pool.render(original("hang"), tmp_path / "bad", party_id="ours", guest_id="ben")
    )
    try:
        await until(lambda: has_begun(pool))
        for turn in range(3):
            await assert_works(pool, original("picture"), tmp_path / f"good{turn}")
        assert not hanging.done()
    finally:
        await pool.close()
    with pytest.raises(PoolClosed):
        await hanging


async def test_a_picture_beyond_the_memory_is_refused_and_the_next_one_works(
    original: Original, tmp_path: Path
) -> None:
    pool = make_pool(memory_mb=256)
    bomb = tmp_path / "bomb"
    bomb.write_bytes(png_header(9_900, 9_900))
    await pool.start()
    try:
        refused = asyncio.create_task(refusal(pool, bomb, tmp_path / "bad"))
        await assert_works(pool, original("picture"), tmp_path / "good")
        assert await refused is Refusal.TOO_LARGE_TO_DECODE
    finally:
        await pool.close()


async def test_what_a_worker_prints_is_logged_within_bounds(
    pool: MediaPool, original: Original, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await assert_works(pool, original("babble"), tmp_path / "out")

    assert "on standard error" in caplog.text
    assert len(caplog.messages) < 2_000


async def test_one_guests_many_pictures_do_not_hold_up_anothers(
    pool: MediaPool, original: Original, tmp_path: Path
) -> None:
    path = original("picture")
    finished: list[str] = []

    async def send(guest_id: str, number: int) -> None:
        await pool.render(path, tmp_path / f"{guest_id}{number}", party_id="ours", guest_id=guest_id)
        finished.append(guest_id)

    async with asyncio.TaskGroup() as guests:
        for number in range(4):
            guests.create_task(send("ann", number))
        guests.create_task(send("ben", 0))

    assert finished == ["ann", "ben", "ann", "ann", "ann"]


async def test_a_full_pool_says_so_at_once(original: Original, tmp_path: Path) -> None:
    pool = make_pool(max_waiting=1)
    await pool.start()
    hanging = asyncio.create_task(
        pool.render(original("hang"), tmp_path / "hang-out", party_id="ours", guest_id="ben")
    )
    try:
        await until(lambda: has_begun(pool))
        waiting = asyncio.create_task(
            pool.render(original("picture"), tmp_path / "a", party_id="ours", guest_id="ann")
        )
        await asyncio.sleep(0)  # lets it begin to wait

        with pytest.raises(PoolBusy):
            await pool.render(original("picture"), tmp_path / "b", party_id="ours", guest_id="cleo")

        hanging.cancel()
        await waiting
    finally:
        await pool.close()


async def test_a_cancelled_waiting_picture_is_never_rendered(
    pool: MediaPool, original: Original, tmp_path: Path
) -> None:
    path = original("picture")
    first = asyncio.create_task(pool.render(path, tmp_path / "first", party_id="ours", guest_id="ben"))
    second = asyncio.create_task(pool.render(path, tmp_path / "second", party_id="ours", guest_id="ben"))
    await asyncio.sleep(0)
    second.cancel()

    await first
    await assert_works(pool, path, tmp_path / "third")

    assert second.cancelled()
    assert not (tmp_path / "second").exists()


async def test_a_cancelled_running_picture_writes_no_more_and_answers_nobody(
    pool: MediaPool, original: Original, tmp_path: Path
) -> None:
    running = asyncio.create_task(
        pool.render(original("hang"), tmp_path / "bad", party_id="ours", guest_id="ben")
    )
    await until(lambda: has_begun(pool))

    running.cancel()

    async with asyncio.timeout(PATIENCE_S):  # long before the hanging one would have been given up
        await assert_works(pool, original("picture"), tmp_path / "good")
    assert running.cancelled()


async def test_nothing_of_a_refused_picture_stays_with_its_worker(
    pool: MediaPool, original: Original, tmp_path: Path
) -> None:
    """A link that stayed would keep the bytes of a photo that is deleted."""
    path = tmp_path / "text"
    path.write_text("no picture")
    assert await refusal(pool, path, tmp_path / "bad") is Refusal.NOT_A_PICTURE
    await until(lambda: path.stat().st_nlink == 1)
    good = original("picture")
    await assert_works(pool, good, tmp_path / "good")
    assert good.stat().st_nlink == 1
