"""Every sample picture through the real server: shown or refused, as its line says."""

import re

import pytest

from tests.processes import computed_s
from tests.running import Person, Server
from tests.samples import Sample, load_samples, require_samples

pytestmark = pytest.mark.no_records

SAMPLES = load_samples()
COMPUTES_AT_MOST_S = 10.0
"""The heaviest takes two; one that keeps the machine busy for longer could stop a party."""


def test_the_samples_are_there() -> None:
    require_samples()
    assert len(SAMPLES) > 40


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.file for sample in SAMPLES])
async def test_a_sample_behaves_as_its_line_says(sample: Sample, guest: Person, server: Server) -> None:
    staging = server.data_dir / "private" / "staging"
    before_s = computed_s(server.pid)
    answer = await guest.send(sample.path.read_bytes(), name=sample.file)
    assert computed_s(server.pid) - before_s < COMPUTES_AT_MOST_S
    if sample.is_accepted or sample.is_film:
        assert answer.status_code == 201, answer.text
    elif sample.expected == "reject-clear-error":
        assert 400 <= answer.status_code < 500, answer.text
    else:
        assert answer.status_code < 500, answer.text
    if answer.status_code == 201:
        shown = answer.json()["photo"]
        if sample.is_film:
            shown = await guest.with_clip(shown["id"])
        await _assert_shown(sample, guest, shown)
    else:
        error = answer.json()["error"]
        assert re.fullmatch(r"[A-Z_]+", error["code"])
        assert len(error["message"].split()) >= 5
        assert (await guest.photos(mine=1))["photos"] == []
    assert list(staging.iterdir()) == []


async def _assert_shown(sample: Sample, guest: Person, photo: dict[str, object]) -> None:
    if sample.upright_size is not None:
        assert (photo["width"], photo["height"]) == sample.upright_size
    renditions = photo["renditions"]
    assert isinstance(renditions, list)
    for rendition in renditions:
        served = (await guest.http.get(rendition["url"])).content
        for marker in (
            b"Exif",
            b"http://ns.adobe.com",
            b"<script",
            b"GPS",
            b"ICC_PROFILE",
            b"Photoshop",
            b"\xa9xyz",
        ):
            assert marker not in served, f"{marker!r} in {rendition['name']}"


@pytest.mark.parametrize("file", ["patt__SVG_XSS1.svg", "patt__xss.html"])
@pytest.mark.parametrize("name", ["x.jpg", "x.svg"])
async def test_a_disguise_by_name_and_type_is_seen_through(file: str, name: str, guest: Person) -> None:
    require_samples()
    sample = next(sample for sample in SAMPLES if sample.file == file)
    answer = await guest.send(sample.path.read_bytes(), name=name)
    assert answer.status_code == 415
