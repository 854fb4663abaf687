"""Every real picture does what its line of the index says."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from app.media.errors import PictureRefused
from app.media.pictures.pipeline import render
from tests.media.pictures import ALIKE, MAX_PIXELS, difference, jpeg_segments, opened
from tests.samples import FOLDER, Sample, load_samples, require_samples

MAX_REFUSAL_CPU_S = 10
# JFIF header, tables, frame, scan: what a JPEG needs, and no segment that could say more.
BARE_MARKERS = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
SIGNATURES = {
    "exif": [b"Exif\0", b"DateTime"],
    "gps": [b"GPSL", b"gps:"],
    "xmp": [b"ns.adobe.com/xap", b"<x:xmpmeta", b"rdf:RDF"],
    "iptc/photoshop": [b"Photoshop 3.0", b"8BIM"],
    "comment": [b"\xff\xfe", b"CREATOR:"],
    "thumbnail": [b"JFXX\0", b"Exif\0"],
}

SAMPLES = load_samples()


def of_kind(*expected: str) -> Sequence[object]:
    chosen = [pytest.param(sample, id=sample.file) for sample in SAMPLES if sample.expected in expected]
    # Without the folder one test remains, which skips or fails out loud.
    return chosen or [pytest.param(None, id="no-samples")]


@pytest.fixture(autouse=True)
def _samples_are_there() -> None:
    require_samples()


@pytest.mark.parametrize("sample", of_kind("accept", "accept-degraded"))
def test_an_acceptable_sample_is_upright_and_bare(sample: Sample, tmp_path: Path) -> None:
    rendered = render(sample.path, tmp_path, max_pixels=MAX_PIXELS)

    assert (rendered.width, rendered.height) == sample.upright_size
    assert [rendition.name for rendition in rendered.renditions] == ["thumb", "wall"]
    for rendition in rendered.renditions:
        picture = opened(tmp_path, rendition.file)
        assert (picture.width, picture.height, picture.mode) == (rendition.width, rendition.height, "RGB")
        assert rendition.width <= rendered.width
        assert abs(rendition.width / rendered.width * rendered.height - rendition.height) <= 1
        if sample.compare_to:
            with Image.open(FOLDER / sample.compare_to) as expected:
                assert difference(picture, expected) < ALIKE


@pytest.mark.parametrize("sample", of_kind("accept", "accept-degraded"))
def test_nothing_that_must_be_stripped_is_in_any_byte(sample: Sample, tmp_path: Path) -> None:
    rendered = render(sample.path, tmp_path, max_pixels=MAX_PIXELS)

    for rendition in rendered.renditions:
        content = (tmp_path / rendition.file).read_bytes()
        assert {marker for marker, _ in jpeg_segments(content)} == BARE_MARKERS
        header = content[: content.index(b"\xff\xda")]
        for part in sample.must_be_stripped:
            if part.startswith("payload:"):
                assert part.removeprefix("payload:").encode() not in content
                continue
            # Two bytes of compressed pixels may look like a marker by chance: seek short ones only before.
            for signature in SIGNATURES[part]:
                assert signature not in (header if len(signature) < 4 else content)


@pytest.mark.parametrize("sample", of_kind("reject-clear-error"))
def test_a_bad_sample_is_refused_quickly_and_leaves_nothing(sample: Sample, tmp_path: Path) -> None:
    started = time.process_time()

    with pytest.raises(PictureRefused):
        render(sample.path, tmp_path, max_pixels=MAX_PIXELS)

    assert time.process_time() - started < MAX_REFUSAL_CPU_S
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sample", of_kind("either"))
def test_a_doubtful_sample_is_whole_or_refused(sample: Sample, tmp_path: Path) -> None:
    try:
        render(sample.path, tmp_path, max_pixels=MAX_PIXELS)
    except PictureRefused:
        assert list(tmp_path.iterdir()) == []
    else:
        assert sorted(path.name for path in tmp_path.iterdir()) == ["thumb.jpg", "wall.jpg"]
