"""HEIC files that are sequences, and newer structure brands: what they show is what is in them."""

from pathlib import Path

import pytest
from PIL import Image

from app.media.errors import PictureRefused
from app.media.pictures.pipeline import render
from app.media.rendered import Rendered
from app.media.sniff import MediaType, sniff
from tests.media.films import FilmSpec, box, film, quarters
from tests.media.pictures import MAX_PIXELS, difference, encoded, landscape, opened


def sequence(size: tuple[int, int] = (640, 480)) -> bytes:
    """Make a sequence: the boxes of a short film, whose brand says that they are stills."""
    content = film(FilmSpec(codec="libx265", size=size, frames=10))
    kind_bytes = int.from_bytes(content[:4])
    kind = box(b"ftyp", (b"msf1" + bytes(4) + b"msf1hevc").ljust(kind_bytes - 8, b"\0"))
    return kind + content[kind_bytes:]


def shown(content: bytes, folder: Path) -> tuple[Rendered, Image.Image]:
    (folder / "original").write_bytes(content)
    rendered = render(folder / "original", folder / "out", max_pixels=MAX_PIXELS)
    return rendered, opened(folder / "out", "wall.jpg")


def test_a_sequence_without_a_still_shows_its_first_picture(tmp_path: Path) -> None:
    content = sequence()
    assert sniff(content[:4096]) is MediaType.HEIC
    rendered, wall = shown(content, tmp_path)
    assert (rendered.width, rendered.height) == (640, 480)
    assert difference(wall, quarters(640, 480)) < 12


def test_a_sequence_whose_pictures_are_wiped_out_is_refused(tmp_path: Path) -> None:
    content = sequence()
    mdat = content.index(b"mdat")
    pictures = int.from_bytes(content[mdat - 4 : mdat]) - 8
    with pytest.raises(PictureRefused):
        shown(content[: mdat + 4] + bytes(pictures) + content[mdat + 4 + pictures :], tmp_path)


def test_a_sequence_with_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    (tmp_path / "original").write_bytes(sequence())
    with pytest.raises(PictureRefused, match="TOO_MANY_PIXELS"):
        render(tmp_path / "original", tmp_path / "out", max_pixels=640 * 480 - 1)


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_a_file_whose_first_brand_is_mif2_is_decoded(kind: str, tmp_path: Path) -> None:
    picture = landscape()
    content = encoded(picture, kind)
    renamed = content[:8] + b"mif2" + content[12:]
    rendered, wall = shown(renamed, tmp_path)
    assert (rendered.width, rendered.height) == picture.size
    assert difference(wall, picture) < 12
