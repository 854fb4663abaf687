"""The time a picture was taken is believed only when it can be."""

from collections.abc import Iterator
from datetime import UTC, datetime
from time import tzset

import pytest
from PIL import Image

from app.media.metadata import orientation, read_exif, taken_at
from tests.media.pictures import exif_with, landscape

NOW = datetime(2024, 6, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    tzset()
    yield
    monkeypatch.undo()
    tzset()


@pytest.mark.parametrize(
    ("taken", "offset", "expected"),
    [
        ("2024:06:01 20:02:03", "+02:00", "2024-06-01T18:02:03Z"),
        ("2024:06:01 20:02:03", "-05:30", "2024-06-02T01:32:03Z"),
        ("2024:06:01 20:02:03\0", "+02:00\0", "2024-06-01T18:02:03Z"),
        ("2024:06:02 13:00:00", "+00:00", "2024-06-02T13:00:00Z"),  # an hour ahead of our clock
    ],
)
def test_a_time_with_its_offset_becomes_utc(taken: str, offset: str, expected: str) -> None:
    assert taken_at(exif_with(taken=taken, offset=offset), NOW) == expected


@pytest.mark.usefixtures("_berlin")
@pytest.mark.parametrize("offset", [None, "", "   :  ", "nonsense", "+99:00"])
def test_without_a_usable_offset_the_time_is_local(offset: str | None) -> None:
    exif = exif_with(taken="2024:06:01 20:02:03", offset=offset)

    assert taken_at(exif, NOW) == "2024-06-01T18:02:03Z"


@pytest.mark.parametrize(
    "taken",
    [
        None,
        "",
        "    :  :     :  :  ",
        "0000:00:00 00:00:00",
        "1970:01:01 00:00:00",
        "1980:01:01 00:00:00",
        "2024:06:04 12:00:00",
        "9999:12:31 23:59:59",
        "2024:13:01 00:00:00",
        "2024-06-01T18:02:03",
        "yesterday",
        "<script>alert(1)</script>",
    ],
)
def test_an_absurd_time_is_none(taken: str | None) -> None:
    assert taken_at(exif_with(taken=taken, offset="+00:00"), NOW) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"\xff" * 99],
)
def test_damaged_exif_counts_as_none(content: bytes) -> None:
    picture = landscape()
    picture.info["exif"] = content

    exif = read_exif(picture)

    assert (orientation(exif), taken_at(exif, NOW)) == (1, None)


@pytest.mark.parametrize("value", [None, 0, 9, -1, "6", (6, 6), 6.5])
def test_an_absurd_orientation_is_upright(value: object) -> None:
    exif = Image.Exif()
    exif[0x0112] = value

    assert orientation(exif) == 1
