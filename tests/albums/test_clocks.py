"""A wrong clock is noticed from the others and put right as a whole; everything follows, and goes back."""

import io
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from app.albums.clocks import clocks_of
from app.base.clock import to_iso
from app.records.device_clock import Device, Reading
from tests.albums.test_search import ids, until
from tests.media.pictures import landscape
from tests.running import Person, Server, person

EVENING = datetime(2026, 6, 13, 18, 0, tzinfo=UTC)
HOUR_S = 3600


def sent_by(
    name: str, *, off_s: int = 0, every_min: int = 20, count: int = 8, at_once: bool = False
) -> list[Reading]:
    """Return a guest's photos of one night: each sent a few minutes after it was taken, or all at its end."""
    chance = random.Random(name)
    readings = []
    for number in range(count):
        taken = EVENING + timedelta(minutes=number * every_min)
        sent = taken + timedelta(seconds=chance.randrange(20, 400))
        if at_once:
            sent = EVENING + timedelta(minutes=count * every_min + 60)
        said = (taken - timedelta(seconds=off_s)).strftime("%Y-%m-%dT%H:%M:%SZ")
        readings.append(Reading(Device(name, "Phone"), name.title(), said, 0, to_iso(sent)))
    return readings


OTHERS = [*sent_by("ada"), *sent_by("ben"), *sent_by("cem"), *sent_by("dana", at_once=True)]

NOTICED: list[tuple[str, list[Reading], int | None]] = [
    ("an hour behind", sent_by("eve", off_s=HOUR_S), HOUR_S),
    ("two hours ahead", sent_by("eve", off_s=-2 * HOUR_S), -2 * HOUR_S),
    ("a day behind", sent_by("eve", off_s=24 * HOUR_S), 24 * HOUR_S),
    ("right", sent_by("eve"), None),
    ("half an hour behind", sent_by("eve", off_s=HOUR_S // 2), None),
    ("right, but all sent the next morning", sent_by("eve", at_once=True), None),
    ("a burst sent an hour later", sent_by("eve", off_s=HOUR_S, every_min=1), None),
    ("a burst of the future", sent_by("eve", off_s=-HOUR_S, every_min=1), -HOUR_S),
    ("too few to tell", sent_by("eve", off_s=HOUR_S, count=3), None),
    ("years behind", sent_by("eve", off_s=5 * 365 * 24 * HOUR_S), None),
]


@pytest.mark.parametrize(("_", "readings", "suggested"), NOTICED, ids=[name for name, _, _ in NOTICED])
def test_a_wrong_clock_is_noticed_from_the_others(
    _: str, readings: list[Reading], suggested: int | None
) -> None:
    found = {clock.device.guest_id: clock.suggested_s for clock in clocks_of([*OTHERS, *readings], {})}

    assert found == dict.fromkeys(("ada", "ben", "cem", "dana"), None) | {"eve": suggested}


def test_one_other_guest_alone_says_nothing_about_a_clock() -> None:
    readings = [*sent_by("ada"), *sent_by("eve", off_s=HOUR_S)]

    assert [clock.suggested_s for clock in clocks_of(readings, {})] == [None, None]


def test_no_clock_is_noticed_twice() -> None:
    readings = [*OTHERS, *sent_by("eve", off_s=HOUR_S)]

    clocks = clocks_of(readings, {Device("eve", "Phone"): 0})

    assert all(clock.suggested_s is None for clock in clocks)


def taken_photo(taken: datetime, serial: int, camera: str = "Old Cam") -> bytes:
    exif = Image.Exif()
    exif[0x0110] = camera
    exif.get_ifd(0x8769).update({0x9003: taken.strftime("%Y:%m:%d %H:%M:%S"), 0x9011: "+00:00"})
    content = io.BytesIO()
    landscape().save(content, "JPEG", exif=exif.tobytes())
    return content.getvalue() + serial.to_bytes(4, "big")


async def set_clock(host: Person, guest: str, shift_s: object, camera: str = "Old Cam") -> Any:
    return await host.http.put(
        "/api/admin/clocks", json={"guest": guest, "camera": camera, "shift_s": shift_s}
    )


async def happened(host: Person, photo_id: str) -> tuple[str, str]:
    photo = (await host.http.get(f"/api/photo/{photo_id}")).json()["photo"]
    return photo["taken_at"], photo["happened_at"]


async def test_all_photos_of_a_device_move_and_come_back(server: Server, host: Person) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    behind = now - timedelta(hours=3)
    async with person(server.url) as guest, person(server.url) as other:
        mine = [
            await guest.send_photo(taken_photo(behind + timedelta(minutes=no), no), caption="clockwork")
            for no in range(3)
        ]
        phone = await guest.send_photo(taken_photo(behind, 7, "Phone"), caption="clockwork")
        theirs = await other.send_photo(taken_photo(now - timedelta(hours=1), 8), caption="clockwork")
        for photo in (*mine, phone, theirs):
            await until(host, "clockwork", photo["id"])
        clocks = (await host.http.get("/api/admin/clocks")).json()["clocks"]
        (guest_id,) = {one["guest"] for one in clocks if one["camera"] == "Old Cam" and one["photos"] == 3}
        before = [await happened(host, photo["id"]) for photo in mine]
        kept = [await happened(host, photo["id"]) for photo in (phone, theirs)]
        no = (await host.http.get("/api/album")).json()["cursor"]

        answer = await set_clock(host, guest_id, 3 * HOUR_S)

        assert (answer.status_code, answer.json()) == (200, {"shift_s": 3 * HOUR_S, "before_s": 0})
        for minute, photo in enumerate(mine):
            expected = now + timedelta(minutes=minute)
            taken, at = await happened(host, photo["id"])
            assert taken == expected.strftime("%Y-%m-%dT%H:%M:%SZ")
            assert at == to_iso(expected)
        assert [await happened(host, photo["id"]) for photo in (phone, theirs)] == kept
        # The album's order, search and the feed follow, and so does what is sent after.
        changed = (await guest.http.get("/api/photos", params={"since": no})).json()["photos"]
        assert {one["id"] for one in changed} == {photo["id"] for photo in mine}
        stretch = (await host.http.get("/api/album/photos", params={"at": "", "no": 0})).json()["photos"]
        in_order = [one["id"] for one in stretch if one["caption"] == "clockwork"]
        assert in_order == [phone["id"], theirs["id"], *(photo["id"] for photo in mine)]
        while (await ids(host, "clockwork"))[:3] != [photo["id"] for photo in mine][::-1]:
            await until(host, "clockwork", mine[0]["id"])
        late = await guest.send_photo(taken_photo(behind + timedelta(minutes=9), 9))
        assert late["taken_at"] == (now + timedelta(minutes=9)).strftime("%Y-%m-%dT%H:%M:%SZ")

        undone = await set_clock(host, guest_id, answer.json()["before_s"])

        assert undone.json() == {"shift_s": 0, "before_s": 3 * HOUR_S}
        assert [await happened(host, photo["id"]) for photo in mine] == before
        log = (await host.http.get("/api/admin/changes")).json()["changes"]
        assert [one["detail"] for one in log if one["kind"] == "album"][:2] == ["clock", "clock"]
        assert "retimed" not in {one["kind"] for one in log}


@pytest.mark.parametrize("shift_s", [None, "1", 1.5, True, 10**12])
async def test_a_shift_that_is_none_is_refused(host: Person, shift_s: object) -> None:
    assert (await set_clock(host, "a" * 32, shift_s)).status_code == 400


async def test_the_clock_of_nobody_is_a_404(host: Person, guest: Person) -> None:
    assert (await set_clock(host, "a" * 32, HOUR_S)).status_code == 404
    assert (await set_clock(host, "nobody", HOUR_S)).status_code == 404
    assert (await guest.http.get("/api/admin/clocks")).status_code in (401, 403, 404)
