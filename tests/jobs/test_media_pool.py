"""Real worker processes: what goes wrong with one picture costs nobody else anything."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from app.jobs.media_pool import MediaPool, PoolBusy, PoolClosed
from app.jobs.worker_process import WorkerDied
from app.media.errors import PictureRefused, Refusal
from tests.media.pictures import MAX_PIXELS, encoded, landscape, png_header

# Processes and descriptors are counted where Linux shows them.
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")

ODD_WORKER = Path(__file__).resolve().parents[1] / "media" / "odd_worker.py"
MEMORY_MB = 1024
TIMEOUT_S = 60.0
# A bound for conditions that come true in milliseconds on a machine that is not asleep.
PATIENCE_S = 20.0


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - processes and files have no event to wait for
            await asyncio.sleep(0.005)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> set[int]:
    """Return the processes that this one has started and that still run or wait to be reaped."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


def make_pool(
    *, workers: int = 1, timeout_s: float = TIMEOUT_S, max_waiting: int = 10, memory_mb: int = MEMORY_MB
) -> MediaPool:
    command = (sys.executable, str(ODD_WORKER), str(memory_mb))
    return MediaPool(workers, memory_mb, timeout_s, MAX_PIXELS, max_waiting, command=command)


@pytest.fixture
async def pool() -> AsyncIterator[MediaPool]:
    """One worker, which misbehaves when the original's name says so."""
    made = make_pool()
    await made.start()
    yield made
    await made.close()


@pytest.fixture
def original(tmp_path: Path) -> Callable[[str], Path]:
    """Make a picture under a name that says how its worker shall behave."""
    content = encoded(landscape(), "JPEG")

    def _original(name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return _original


Original = Callable[[str], Path]


async def refusal(pool: MediaPool, path: Path, out_dir: Path) -> Refusal:
    with pytest.raises(PictureRefused) as caught:
        await pool.render(path, out_dir, guest_id="ben")
    return caught.value.code


async def assert_works(pool: MediaPool, path: Path, out_dir: Path) -> None:
    rendered = await pool.render(path, out_dir, guest_id="ann")
    assert (rendered.width, rendered.height) == landscape().size
    assert names_in(out_dir) == ["thumb.jpg", "wall.jpg"]


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
        await pool.render(original("picture"), tmp_path / "file" / "out", guest_id="ben")

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


async def test_a_hang_is_ended_and_leaves_nothing(original: Original, tmp_path: Path) -> None:
    pool = make_pool(timeout_s=1.0)
    await pool.start()
    try:
        assert await refusal(pool, original("hang"), tmp_path / "bad") is Refusal.TOO_SLOW
        assert names_in(tmp_path / "bad") == []
        await assert_works(pool, original("picture"), tmp_path / "good")
    finally:
        await pool.close()


async def test_while_one_worker_hangs_the_other_goes_on(original: Original, tmp_path: Path) -> None:
    pool = make_pool(workers=2)
    await pool.start()
    hanging = asyncio.create_task(pool.render(original("hang"), tmp_path / "bad", guest_id="ben"))
    try:
        await until((tmp_path / "bad" / ".wall.jpg.part").exists)
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
        await pool.render(path, tmp_path / f"{guest_id}{number}", guest_id=guest_id)
        finished.append(guest_id)

    async with asyncio.TaskGroup() as guests:
        for number in range(4):
            guests.create_task(send("ann", number))
        guests.create_task(send("ben", 0))

    assert finished == ["ann", "ben", "ann", "ann", "ann"]


async def test_a_full_pool_says_so_at_once(original: Original, tmp_path: Path) -> None:
    pool = make_pool(max_waiting=1)
    await pool.start()
    hanging = asyncio.create_task(pool.render(original("hang"), tmp_path / "hang-out", guest_id="ben"))
    try:
        await until((tmp_path / "hang-out" / ".wall.jpg.part").exists)
        waiting = asyncio.create_task(pool.render(original("picture"), tmp_path / "a", guest_id="ann"))
        await asyncio.sleep(0)  # lets it begin to wait

        with pytest.raises(PoolBusy):
            await pool.render(original("picture"), tmp_path / "b", guest_id="cleo")

        hanging.cancel()
        await waiting
    finally:
        await pool.close()


async def test_a_cancelled_waiting_picture_is_never_rendered(
    pool: MediaPool, original: Original, tmp_path: Path
) -> None:
    path = original("picture")
    first = asyncio.create_task(pool.render(path, tmp_path / "first", guest_id="ben"))
    second = asyncio.create_task(pool.render(path, tmp_path / "second", guest_id="ben"))
    await asyncio.sleep(0)
    second.cancel()

    await first
    await assert_works(pool, path, tmp_path / "third")

    assert second.cancelled()
    assert not (tmp_path / "second").exists()


async def test_a_cancelled_running_picture_writes_no_more_and_answers_nobody(
    pool: MediaPool, original: Original, tmp_path: Path
) -> None:
    running = asyncio.create_task(pool.render(original("hang"), tmp_path / "bad", guest_id="ben"))
    await until((tmp_path / "bad" / ".wall.jpg.part").exists)

    running.cancel()

    async with asyncio.timeout(PATIENCE_S):  # long before the hanging one would have been given up
        await assert_works(pool, original("picture"), tmp_path / "good")
    assert running.cancelled()


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
            asyncio.create_task(pool.render(original("hang"), tmp_path / f"out{number}", guest_id="ben"))
            for number in range(4)
        ]
        await until((tmp_path / "out0" / ".wall.jpg.part").exists)
        await pool.close()
        await pool.close()
        outcomes = await asyncio.gather(*renders, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [PoolClosed] * 4

    assert children() == processes
    await until(lambda: open_files() == descriptors)


async def test_a_closed_pool_and_one_not_started_refuse(original: Original, tmp_path: Path) -> None:
    pool = make_pool()
    await pool.close()

    with pytest.raises(PoolClosed):
        await pool.render(original("picture"), tmp_path / "out", guest_id="ben")


@on_linux
@pytest.mark.parametrize("program", ["raise SystemExit(3)", "print('hello', flush=True); input()"])
async def test_a_pool_whose_workers_cannot_start_fails_at_the_start(program: str) -> None:
    descriptors, processes = open_files(), children()
    command = (sys.executable, "-c", program)
    pool = MediaPool(2, MEMORY_MB, TIMEOUT_S, MAX_PIXELS, 10, command=command)

    with pytest.raises(WorkerDied):
        await pool.start()

    assert children() == processes
    await until(lambda: open_files() == descriptors)


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

    monkeypatch.setattr("app.jobs.media_pool.remove_files", fail)

    with pytest.raises(PermissionError):
        await pool.render(original("killed"), tmp_path / "bad", guest_id="ben")

    await assert_works(pool, original("picture"), tmp_path / "good")
