"""One original becomes two upright, bare JPEGs of the right size, or nothing at all."""

import errno
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from app.media.pictures.pipeline import render
from tests.media.pictures import (
    ALIKE,
    MAX_PIXELS,
    difference,
    encoded,
    exif_with,
    jpeg_segments,
    landscape,
    opened,
    stored_for,
)

SECRET = b"hidden message"


def original(folder: Path, content: bytes) -> Path:
    path = folder / "original"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_eight_orientations_come_out_upright(kind: str, orientation: int, tmp_path: Path) -> None:
    upright = landscape()
    exif = exif_with(orientation=orientation).tobytes()  # as bytes, of which AVIF and HEIC make irot and imir
    content = encoded(stored_for(upright, orientation), kind, exif=exif, quality=90)

    rendered = render(original(tmp_path, content), tmp_path / "out", max_pixels=MAX_PIXELS)

    assert (rendered.width, rendered.height) == upright.size
    assert difference(opened(tmp_path / "out", "wall.jpg"), upright) < ALIKE


@pytest.mark.parametrize("value", [0, 9, 6000])
def test_an_absurd_orientation_means_upright(value: int, tmp_path: Path) -> None:
    content = encoded(landscape(), "JPEG", exif=exif_with(orientation=value))

    rendered = render(original(tmp_path, content), tmp_path / "out", max_pixels=MAX_PIXELS)

    assert (rendered.width, rendered.height) == landscape().size


def test_the_xmp_orientation_is_ignored_as_browsers_do(tmp_path: Path) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf tiff:Orientation="6"/></x:xmpmeta>'
    content = encoded(landscape(), "JPEG", xmp=xmp)

    rendered = render(original(tmp_path, content), tmp_path / "out", max_pixels=MAX_PIXELS)

    assert (rendered.width, rendered.height) == landscape().size


@pytest.mark.parametrize(
    ("size", "wall", "thumb"),
    [
        ((4032, 3024), (2016, 1512), (512, 384)),  # the decoder's half is large enough: no second resize
        ((3600, 2400), (2048, 1365), (512, 341)),  # its half would be too small
        ((2048, 1000), (2048, 1000), (512, 250)),
        ((2049, 1000), (2048, 1000), (512, 250)),
        ((300, 200), (300, 200), (300, 200)),  # never enlarged
        ((1, 1), (1, 1), (1, 1)),
        ((1, 9000), (1, 2048), (1, 512)),  # a short side never vanishes
        ((9000, 3), (2048, 1), (512, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_renditions_have_the_right_size(
    kind: str, size: tuple[int, int], wall: tuple[int, int], thumb: tuple[int, int], tmp_path: Path
) -> None:
    if kind == "PNG" and size == (4032, 3024):
        wall = (2048, 1536)  # only JPEG can be shrunk while it is decoded
    content = encoded(landscape(*size), kind)

    rendered = render(original(tmp_path, content), tmp_path / "out", max_pixels=MAX_PIXELS)

    assert (rendered.width, rendered.height) == size
    assert [(each.name, each.width, each.height, each.type) for each in rendered.renditions] == [
        ("thumb", *thumb, "image/jpeg"),
        ("wall", *wall, "image/jpeg"),
    ]
    assert [opened(tmp_path / "out", each.file).size for each in rendered.renditions] == [thumb, wall]


def test_a_large_sideways_jpeg_is_shrunk_and_upright(tmp_path: Path) -> None:
    upright = landscape(3000, 4200)
    content = encoded(stored_for(upright, 6), "JPEG", exif=exif_with(orientation=6))

    rendered = render(original(tmp_path, content), tmp_path / "out", max_pixels=MAX_PIXELS)

    assert (rendered.width, rendered.height) == (3000, 4200)
    assert difference(opened(tmp_path / "out", "wall.jpg"), upright) < ALIKE
    assert difference(opened(tmp_path / "out", "thumb.jpg"), upright) < ALIKE


def with_text(picture: Image.Image) -> bytes:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("Comment", SECRET.decode())
    return encoded(picture, "PNG", pnginfo=chunks)


@pytest.mark.parametrize(
    "content",
    [
        encoded(landscape(), "JPEG", comment=SECRET, xmp=SECRET, exif=exif_with(taken=SECRET.decode())),
        encoded(landscape(), "JPEG") + SECRET,
        encoded(landscape(), "GIF", comment=SECRET),
        encoded(landscape(), "WEBP", xmp=SECRET),
        encoded(landscape(), "AVIF", xmp=SECRET),
        with_text(landscape()),
        encoded(landscape(), "PNG") + SECRET,
    ],
    ids=["jpeg", "jpeg-trailer", "gif", "webp", "avif", "png-text", "png-trailer"],
)
def test_a_rendition_carries_nothing_but_pixels(content: bytes, tmp_path: Path) -> None:
    assert SECRET in content

    rendered = render(original(tmp_path, content), tmp_path / "out", max_pixels=MAX_PIXELS)

    for rendition in rendered.renditions:
        bare = (tmp_path / "out" / rendition.file).read_bytes()
        assert SECRET not in bare
        assert {marker for marker, _ in jpeg_segments(bare)} == {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_shows_its_first_frame(kind: str, tmp_path: Path) -> None:
    first, second = landscape(), Image.new("RGB", landscape().size, (255, 0, 255))
    content = encoded(first, kind, save_all=True, append_images=[second, second])

    render(original(tmp_path, content), tmp_path / "out", max_pixels=MAX_PIXELS)

    assert difference(opened(tmp_path / "out", "wall.jpg"), first) < ALIKE


def test_a_heic_shows_its_primary_picture(tmp_path: Path) -> None:
    other = Image.new("RGB", (100, 100), (255, 0, 255))
    content = encoded(other, "HEIF", save_all=True, append_images=[landscape(), other], primary_index=1)

    rendered = render(original(tmp_path, content), tmp_path / "out", max_pixels=MAX_PIXELS)

    assert (rendered.width, rendered.height) == landscape().size
    assert difference(opened(tmp_path / "out", "wall.jpg"), landscape()) < ALIKE


def test_the_taken_time_comes_along(tmp_path: Path) -> None:
    exif = exif_with(taken="2024:06:01 20:02:03", offset="+02:00")
    content = encoded(landscape(), "JPEG", exif=exif)

    rendered = render(original(tmp_path, content), tmp_path / "out", max_pixels=MAX_PIXELS)

    assert rendered.taken_at == "2024-06-01T18:02:03Z"


def test_the_original_is_left_as_it_was(tmp_path: Path) -> None:
    content = encoded(landscape(), "JPEG")
    path = original(tmp_path, content)

    render(path, tmp_path / "out", max_pixels=MAX_PIXELS)

    assert path.read_bytes() == content
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["thumb.jpg", "wall.jpg"]


def test_a_full_disk_is_not_the_pictures_fault_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.media.files.os.fsync", full)

    with pytest.raises(OSError, match="No space left") as caught:
        render(original(tmp_path, encoded(landscape(), "JPEG")), tmp_path / "out", max_pixels=MAX_PIXELS)

    assert caught.value.errno == errno.ENOSPC
    assert list((tmp_path / "out").iterdir()) == []


def test_a_missing_original_is_not_the_pictures_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        render(tmp_path / "nowhere", tmp_path / "out", max_pixels=MAX_PIXELS)
