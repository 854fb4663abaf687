"""Workers start, die, are replaced and go, and leave nothing behind: with real processes."""

import asyncio
import os
import signal
import sys
from functools import partial
from pathlib import Path

import pytest

from app.media.errors import Refusal
from app.processing.media_pool import MediaPool, PoolClosed
from app.processing.worker_process import WorkerDied
from tests.jobs.odd_pool import (
    MEMORY_MB,
    ODD_WORKER,
    TIMEOUT_S,
    Original,
    assert_works,
    children,
    environment_of,
    has_begun,
    make_pool,
    on_linux,
    open_files,
    refusal,
    until,
)
from tests.media.pictures import MAX_PIXELS


@on_linux
async def test_a_worker_that_was_killed_while_idle_costs_no_picture(
    original: Original, tmp_path: Path
) -> None:
    before = children()
    pool = make_pool()
    await pool.start()
    try:
        (worker,) = children() - before
        os.kill(worker, signal.SIGKILL)
        await until(lambda: worker not in children())

        await assert_works(pool, original("picture"), tmp_path / "out")
    finally:
        await pool.close()


@on_linux
async def test_closing_leaves_no_process_no_descriptor_and_nobody_waiting(
    original: Original, tmp_path: Path
) -> None:
    descriptors, processes = open_files(), children()
    for _ in range(3):
        pool = make_pool(workers=2)
        await pool.start()
        await refusal(pool, original("killed"), tmp_path / "killed-out")
        renders = [
            asyncio.create_task(
                pool.render(original("hang"), tmp_path / f"out{number}", party_id="ours", guest_id="ben")
            )
            for number in range(4)
        ]
        await until(partial(has_begun, pool))
        await pool.close()
        await pool.close()
        outcomes = await asyncio.gather(*renders, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [PoolClosed] * 4

    assert children() <= processes
    await until(lambda: open_files() <= descriptors)


@on_linux
async def test_one_that_is_closed_as_soon_as_it_has_started_leaves_no_process() -> None:
    before = children()
    pool = make_pool(workers=2)
    await pool.start()
    await pool.close()
    assert children() <= before


async def test_a_closed_pool_and_one_not_started_refuse(original: Original, tmp_path: Path) -> None:
    pool = make_pool()
    await pool.close()

    with pytest.raises(PoolClosed):
        await pool.render(original("picture"), tmp_path / "out", party_id="ours", guest_id="ben")


@on_linux
@pytest.mark.parametrize("program", ["raise SystemExit(3)", "print('hello', flush=True); input()"])
async def test_a_pool_whose_workers_cannot_start_fails_at_the_start(program: str) -> None:
    descriptors, processes = open_files(), children()
    command = (sys.executable, "-c", program)
    pool = MediaPool(2, MEMORY_MB, TIMEOUT_S, MAX_PIXELS, 10, command=command)

    with pytest.raises(WorkerDied):
        await pool.start()

    assert children() <= processes
    await until(lambda: open_files() <= descriptors)


async def test_workers_that_stop_starting_are_tried_again_with_patience(
    original: Original, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fuse = tmp_path / "fuse"
    starts = tmp_path / "starts"
    program = (
        "import pathlib, runpy, sys\n"
        f"with open({str(starts)!r}, 'a') as log: log.write('x')\n"
        f"if pathlib.Path({str(fuse)!r}).exists(): sys.exit(3)\n"
        f"sys.argv = ['worker', '{MEMORY_MB}']\n"
        f"runpy.run_path({str(ODD_WORKER)!r}, run_name='__main__')\n"
    )
    pool = MediaPool(1, MEMORY_MB, TIMEOUT_S, MAX_PIXELS, 10, command=(sys.executable, "-c", program))
    await pool.start()
    try:
        fuse.touch()
        assert await refusal(pool, original("killed"), tmp_path / "bad") is Refusal.BROKEN_PICTURE
        await until(lambda: caplog.text.count("does not start") >= 2)
        assert len(starts.read_text()) <= 4
        fuse.unlink()

        await assert_works(pool, original("picture"), tmp_path / "out")
    finally:
        await pool.close()


@on_linux
async def test_the_workers_see_no_secret_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTYWALL_ADMIN_PASSWORD", "hunter2")
    before = children()
    pool = make_pool()
    await pool.start()
    try:
        (worker,) = children() - before
        assert b"PARTYWALL" not in environment_of(worker)
    finally:
        await pool.close()


async def test_a_fault_of_the_pool_itself_is_answered_and_costs_no_worker(
    pool: MediaPool, original: Original, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError("the folder became read-only")

    with monkeypatch.context() as patched:
        patched.setattr("app.processing.work_room.WorkRoom.give", fail)
        with pytest.raises(PermissionError):
            await pool.render(original("killed"), tmp_path / "bad", party_id="ours", guest_id="ben")

    await assert_works(pool, original("picture"), tmp_path / "good")
