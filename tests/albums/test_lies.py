"""Pictures and queries that lie or are too much: bounds and words, never a fault, never a wrong chapter."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from app.albums.tagging import MAX_TAGS
from tests.albums.test_facts import facts_of
from tests.albums.test_search import search, tag
from tests.media.pictures import landscape
from tests.running import Person

Ifd = dict[int, Any]


def lying(
    serial: int, *, details: Ifd | None = None, gps: Ifd | None = None, base: Ifd | None = None
) -> bytes:
    exif = Image.Exif()
    exif.update(base or {})
    exif.get_ifd(0x8769).update(details or {})
    if gps:
        exif.get_ifd(0x8825).update(gps)
    content = io.BytesIO()
    landscape().save(content, "JPEG", exif=exif.tobytes())
    return content.getvalue() + serial.to_bytes(4, "big")


def with_segments(count: int, size: int, serial: int) -> bytes:
    """Return a picture with many further EXIF segments of that size: a block of megabytes."""
    plain = lying(serial)
    segment = b"\xff\xe1" + (size + 2).to_bytes(2, "big") + b"Exif\0\0" + b"A" * (size - 6)
    return plain[:2] + segment * count + plain[2:]


TIMES = [
    "2099:01:01 00:00:00",
    "1970:01:01 00:00:00",
    "0000:00:00 00:00:00",
    "9999:99:99 99:99:99",
    "2024:02:30 12:00:00",
    "２０２４:06:01 20:02:03",
    "2024:06:01 20:02:03" * 1000,
    "",
]


@pytest.mark.parametrize("told", TIMES, ids=[told[:24] or "nothing" for told in TIMES])
async def test_a_time_that_cannot_be_is_not_believed(guest: Person, told: str) -> None:
    photo = await guest.send_photo(lying(TIMES.index(told), details={0x9003: told}))

    assert photo["taken_at"] is None
    assert photo["happened_at"] == photo["created_at"]


async def test_a_time_long_before_the_party_moves_no_photo_into_another_year(guest: Person) -> None:
    told = (datetime.now(UTC) - timedelta(days=400)).strftime("%Y:%m:%d %H:%M:%S")
    photo = await guest.send_photo(lying(20, details={0x9003: told, 0x9011: "+00:00"}))

    assert photo["taken_at"] is not None
    assert photo["happened_at"] == photo["created_at"]


PLACES: list[tuple[str, Ifd]] = [
    ("0, 0", {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}),
    ("beyond the pole", {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (13.0, 0.0, 0.0)}),
    ("once more around", {1: "N", 2: (52.0, 0.0, 0.0), 3: "E", 4: (359.0, 59.0, 59.0)}),
    ("half of it", {1: "N", 2: (52.0, 31.0, 12.0)}),
]


@pytest.mark.parametrize(("_", "gps"), PLACES, ids=[name for name, _ in PLACES])
async def test_a_place_that_cannot_be_is_none(guest: Person, host: Person, _: str, gps: Ifd) -> None:
    number = 30 + [one for _, one in PLACES].index(gps)
    photo = await guest.send_photo(lying(number, gps=gps))

    facts = await facts_of(host, photo["id"])

    assert (facts["place"], facts["place_name"]) == (None, "")


async def test_megabytes_of_exif_cost_no_photo_and_are_told_to_nobody(guest: Person, host: Person) -> None:
    # 3 MB.
    photo = await guest.send_photo(with_segments(50, 60_000, 40))

    files = [(await guest.http.get(one["url"])).content for one in photo["renditions"]]

    assert all(len(file) < 200_000 and b"AAAAAAAA" not in file for file in files)
    assert len(json.dumps(await facts_of(host, photo["id"]))) < 1000


async def test_long_and_odd_words_of_a_camera_are_one_short_line(guest: Person, host: Person) -> None:
    name = "Cam\n\x00\u202e<script>" + "x" * 20_000
    photo = await guest.send_photo(lying(41, base={0x010F: name, 0x0110: name}))

    camera = (await facts_of(host, photo["id"]))["camera"]

    assert len(camera) <= 60
    assert camera.isprintable()
    assert "\u202e" not in camera


async def test_ten_thousand_tags_are_twenty(guest: Person) -> None:
    photo = await guest.send_photo(lying(42))
    for number in range(MAX_TAGS):
        assert (await tag(guest, photo["id"], f"tag {number}")).status_code == 200

    refused = await tag(guest, photo["id"], "one more")
    long = await tag(guest, photo["id"], "x" * 10_000)
    many = await guest.http.post(f"/api/photos/{photo['id']}/tags", json={"tag": ["a"] * 10_000})

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "TOO_MANY_TAGS")
    assert long.status_code == many.status_code == 400
    told = (await guest.http.get(f"/api/photo/{photo['id']}")).json()["photo"]
    assert len(told["tags"]) == MAX_TAGS


async def test_a_query_of_ten_kilobytes_is_refused_in_words(guest: Person) -> None:
    for path in ("/api/search", "/api/search/suggestions", "/api/tags"):
        answer = await guest.http.get(path, params={"q": "cake " * 2000})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BAD_REQUEST"), path
        assert "200" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "query", ["-" * 200, '"' * 200, "a:" * 100, "x " * 100, "写" * 200, "is:video " * 22]
)
async def test_the_longest_query_is_answered(guest: Person, query: str) -> None:
    assert (await search(guest, query.strip()))["photos"] is not None
