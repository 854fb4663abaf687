"""A JPEG that has all of its rows is shown, whatever its end looks like; one that lacks some is not."""

import io
import time
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from app.media.errors import PictureRefused, Refusal
from app.media.pictures.jpeg import has_one_scan
from app.media.pictures.pipeline import render
from tests.media.pictures import ALIKE, MAX_PIXELS, difference, encoded, landscape, opened

END = b"\xff\xd9"
# A picture with something to say in its last rows, so that missing ones are seen.
NOISE = Image.effect_noise((180, 120), 90).convert("RGB")
PICTURE = Image.blend(landscape(180, 120), NOISE, 0.4)
KINDS: dict[str, dict[str, object]] = {
    "baseline": {},
    "progressive": {"progressive": True},
    "restarts": {"restart_marker_rows": 1},
    "optimised": {"optimize": True},
    "grey": {},
}
TRAILERS = {
    "nothing": b"",
    "text": b"SEFH Samsung_Trailer SEFT" * 20,
    "zeros": bytes(5000),
    "another-picture": encoded(landscape(80, 60), "JPEG"),
    "a-film": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(range(256)) * 8,
}


def unended(kind: str) -> bytes:
    picture = PICTURE.convert("L") if kind == "grey" else PICTURE
    content = encoded(picture, "JPEG", quality=90, **KINDS[kind])
    assert content.endswith(END)
    return content[:-2]


def rendered_as(content: bytes, folder: Path) -> Image.Image:
    path = folder / "original"
    path.write_bytes(content)
    render(path, folder / "out", max_pixels=MAX_PIXELS)
    return opened(folder / "out", "wall.jpg")


def is_refused(content: bytes, folder: Path) -> bool:
    path = folder / "original"
    path.write_bytes(content)
    try:
        render(path, folder / "out", max_pixels=MAX_PIXELS)
    except PictureRefused as refused:
        return refused.code is Refusal.BROKEN_PICTURE
    return False


@pytest.mark.parametrize("trailer", TRAILERS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_jpeg_without_its_end_mark_is_shown(kind: str, trailer: str, tmp_path: Path) -> None:
    shown = rendered_as(unended(kind) + TRAILERS[trailer], tmp_path)

    expected = PICTURE.convert("L") if kind == "grey" else PICTURE
    assert shown.size == expected.size
    assert difference(shown, expected) < ALIKE / 4


@pytest.mark.parametrize("missing", [40, 200, 1000, 5000])
@pytest.mark.parametrize("kind", KINDS)
def test_a_jpeg_that_lacks_rows_is_refused(kind: str, missing: int, tmp_path: Path) -> None:
    assert is_refused(unended(kind)[:-missing], tmp_path)


def test_a_jpeg_cut_right_before_a_restart_mark_is_refused(tmp_path: Path) -> None:
    content = unended("restarts")
    last_mark = max(content.rfind(bytes((0xFF, 0xD0 + number))) for number in range(8))

    assert is_refused(content[:last_mark], tmp_path)


def test_a_progressive_jpeg_cut_between_its_scans_is_refused(tmp_path: Path) -> None:
    content = unended("progressive")
    last_scan = content.rfind(b"\xff\xda")
    tables = content.rfind(b"\xff\xc4", 0, last_scan)

    assert is_refused(content[:tables], tmp_path)
    assert is_refused(content[:last_scan], tmp_path)


def with_scans(count: int, size: tuple[int, int] = (3000, 2000)) -> bytes:
    """Return a progressive JPEG that goes through its picture `count` times."""
    content = encoded(Image.new("RGB", size, (90, 120, 30)), "JPEG", progressive=True)
    last_scan = content.rfind(b"\xff\xda")
    again = content[last_scan:-2]
    return content[:-2] + again * (count - content.count(b"\xff\xda")) + END


def test_three_hundred_scans_are_refused_before_any_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "original"
    path.write_bytes(with_scans(300))
    started = time.process_time()

    with pytest.raises(PictureRefused) as caught:
        render(path, tmp_path / "out", max_pixels=MAX_PIXELS)

    assert caught.value.code is Refusal.TOO_SLOW_TO_DECODE
    assert time.process_time() - started < 1


def test_what_cameras_write_is_known_by_its_headers_to_have_one_scan() -> None:
    assert has_one_scan(io.BytesIO(encoded(PICTURE, "JPEG")))
    assert not has_one_scan(io.BytesIO(encoded(PICTURE, "JPEG", progressive=True)))
    assert not has_one_scan(io.BytesIO(encoded(PICTURE, "JPEG")[:300]))


@pytest.mark.parametrize("count", [10, 20, 60])
def test_an_honest_number_of_scans_is_shown(count: int, tmp_path: Path) -> None:
    assert rendered_as(with_scans(count, (600, 400)), tmp_path).size == (600, 400)


def test_few_scans_of_very_many_pixels_are_refused_when_they_come_to_as_much(tmp_path: Path) -> None:
    path = tmp_path / "original"
    path.write_bytes(with_scans(60))

    with pytest.raises(PictureRefused) as caught:
        render(path, tmp_path / "out", max_pixels=3000 * 2000)

    assert caught.value.code is Refusal.TOO_SLOW_TO_DECODE


def test_pictures_inside_of_a_jpeg_are_not_its_scans(tmp_path: Path) -> None:
    trailer = with_scans(18, (60, 40)) * 10

    assert rendered_as(encoded(PICTURE, "JPEG") + trailer, tmp_path).size == PICTURE.size


def test_a_blurred_end_hides_nothing(tmp_path: Path) -> None:
    # Plain rows at the end are what a decoder makes up: they must be there all the same.
    plain = PICTURE.filter(ImageFilter.GaussianBlur(30))
    content = encoded(plain, "JPEG", quality=90)

    assert is_refused(content[: int(len(content) * 0.8)], tmp_path)
