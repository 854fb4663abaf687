"""Heads are found where they are, in bounded time, and nothing depends on it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from app.media.looks import faces
from app.media.pictures.pipeline import render
from app.media.rendered import Face
from app.media.worker.protocol import READY_LINE, Request, write_request
from app.processing.media_pool import MediaPool
from tests.jobs.odd_pool import MEMORY_MB, TIMEOUT_S
from tests.media.faces import FACE_IN_PORTRAIT, Place, portrait, with_faces
from tests.media.pictures import MAX_PIXELS, encoded, exif_with, landscape, stored_for
from tests.samples import load_samples, require_samples

ROOT = Path(__file__).resolve().parents[2]
CORNERS = (Place(0, 0, 700), Place(1300, 0, 700), Place(100, 800, 700), Place(1348, 836, 700))
NO_SUCH_PACKAGE = """
import sys
sys.modules["dlib"] = None
from app.media.worker.program import main
main(1024, ["faces"])
"""


@pytest.fixture
def detector(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for faces in this process, and no longer than this test."""
    for name in ("_dlib", "_numpy", "_detector"):
        monkeypatch.setattr(faces, name, None)
    assert faces.load_packages(), "the extra `faces` is in the lock"
    faces.make_detector()


def keeps(found: Face, place: Place, size: tuple[int, int]) -> bool:
    """Tell whether a box holds the face of the portrait that lies there, and not much more than its head."""
    left, top, right, bottom = (
        start + place.side * part
        for start, part in zip((place.x, place.y, place.x, place.y), FACE_IN_PORTRAIT, strict=True)
    )
    width, height = size
    return (
        found.x * width <= left
        and found.y * height <= top
        and (found.x + found.width) * width >= right
        and (found.y + found.height) * height >= bottom
        and found.width * width < place.side * 0.75
    )


@pytest.mark.usefixtures("detector")
@pytest.mark.parametrize("place", CORNERS)
def test_a_head_is_found_wherever_it_is(place: Place) -> None:
    picture = with_faces((2048, 1536), place)
    found = faces.faces_in(picture)
    assert len(found) == 1
    assert keeps(found[0], place, picture.size)


@pytest.mark.usefixtures("detector")
def test_of_several_heads_all_are_found_the_largest_first() -> None:
    small, large = Place(1300, 100, 600), Place(100, 300, 1000)
    picture = with_faces((2048, 1536), small, large)
    first, second = faces.faces_in(picture)
    assert keeps(first, large, picture.size)
    assert keeps(second, small, picture.size)


@pytest.mark.usefixtures("detector")
def test_a_small_picture_is_enlarged_for_the_look() -> None:
    picture = portrait()
    assert max(picture.size) < 200
    (found,) = faces.faces_in(picture)
    assert keeps(found, Place(0, 0, picture.width), picture.size)


@pytest.mark.usefixtures("detector")
@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_are_those_of_the_upright_picture(orientation: int, tmp_path: Path) -> None:
    place = Place(900, 700, 700)
    picture = with_faces((1800, 1500), place)
    exif = exif_with(orientation=orientation)
    (tmp_path / "original").write_bytes(
        encoded(stored_for(picture, orientation), "JPEG", exif=exif, quality=90)
    )

    rendered = render(tmp_path / "original", tmp_path / "out", max_pixels=MAX_PIXELS)

    assert len(rendered.faces) == 1
    assert keeps(rendered.faces[0], place, picture.size)


@pytest.mark.usefixtures("detector")
def test_no_face_is_seen_where_there_is_none() -> None:
    require_samples()
    ordinary = [
        sample for sample in load_samples() if sample.kind in ("ordinary", "orient-jpeg", "phone-hdr")
    ]
    assert len(ordinary) > 5
    for sample in ordinary:
        if not sample.is_accepted or "hopper" in sample.file:
            continue
        with Image.open(sample.path) as opened:
            assert faces.faces_in(opened.convert("RGB")) == (), sample.file


@pytest.mark.parametrize(
    "size", [(2048, 2048), (2048, 1365), (2048, 3), (1, 2048), (1, 1), (40, 30), (800, 600)]
)
def test_however_large_a_picture_the_look_is_bounded(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[tuple[int, int]] = []

    class Recorder:
        def asarray(self, grey: Image.Image) -> Image.Image:
            return grey

        def __call__(self, grey: Image.Image, upsample: int) -> list[object]:
            assert (grey.mode, upsample) == ("L", 0)
            looked_at.append(grey.size)
            return []

    monkeypatch.setattr(faces, "_numpy", Recorder())
    monkeypatch.setattr(faces, "_detector", Recorder())
    assert faces.faces_in(Image.new("RGB", size)) == ()
    ((width, height),) = looked_at
    assert width * height <= faces.LOOK_PIXELS


def test_whoever_has_not_loaded_a_detector_finds_nothing() -> None:
    program = (
        "from PIL import Image; from app.media.looks.faces import faces_in;"
        "import sys; print(faces_in(Image.new('RGB', (400, 300))), 'numpy' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert said.stdout.split() == ["()", "False"]


def test_a_worker_without_the_extra_works_and_says_of_no_faces(tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.write_bytes(encoded(landscape(), "JPEG"))
    command = [sys.executable, "-c", NO_SUCH_PACKAGE]
    request = write_request(Request(original, tmp_path / "out", MAX_PIXELS))
    said = subprocess.run(
        command,
        input=request,
        cwd=ROOT,
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    lines = said.stdout.splitlines(keepends=True)
    assert lines[0] == READY_LINE
    assert json.loads(lines[-1])["ok"]["faces"] == []


async def test_a_worker_that_is_locked_into_its_folder_finds_them(tmp_path: Path) -> None:
    place = Place(600, 300, 900)
    picture = with_faces((2000, 1500), place)
    original = tmp_path / "original"
    original.write_bytes(encoded(picture, "JPEG"))
    pool = MediaPool(1, MEMORY_MB, TIMEOUT_S, MAX_PIXELS, 10, rooms=tmp_path / "rooms", looks_for_faces=True)
    await pool.start()
    try:
        rendered = await pool.render(original, tmp_path / "out", party_id="ours", guest_id="ben")
    finally:
        await pool.close()
    assert len(rendered.faces) == 1
    assert keeps(rendered.faces[0], place, picture.size)
