"""Bursts over HTTP: one stack in the gallery, of what each reader sees, and decided on by hosts."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter

from tests.albums.test_search import until
from tests.http.answers import assert_error
from tests.http.test_private import make_private
from tests.running import Person, Server

NIGHT = datetime(2026, 6, 13, 21, 0, tzinfo=UTC)


@pytest.fixture
def server(fresh_server: Server) -> Server:
    return fresh_server


def scene(second: float | None, *, seed: int = 3, blur: float = 0.0, serial: int = 0) -> bytes:
    """Draw a photo of a scene as a camera took it in that second; None for one that does not say."""
    picture = Image.new("RGB", (640, 480), (30 + 20 * seed, 60, 160 - 20 * seed))
    draw = ImageDraw.Draw(picture)
    for no in range(12):
        x, y = (no * 97 * seed) % 600, (no * 53 * seed) % 440
        draw.rectangle((x, y, x + 90, y + 60), fill=((no * 40) % 255, (no * 70 * seed) % 255, 90))
    picture = picture.filter(ImageFilter.GaussianBlur(blur)) if blur else picture
    exif = Image.Exif()
    if second is not None:
        taken = NIGHT + timedelta(seconds=second)
        exif.get_ifd(0x8769).update({0x9003: taken.strftime("%Y:%m:%d %H:%M:%S")})
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=90, exif=exif, comment=f"{serial} {blur}")
    return kept.getvalue()


async def burst(someone: Person, count: int = 3, seed: int = 3) -> list[str]:
    """Send a burst, of which the second photo is the sharpest; return the ids in that order."""
    return [
        (await someone.send_photo(scene(no, seed=seed, blur=0 if no == 1 else 3, serial=no)))["id"]
        for no in range(count)
    ]


async def gallery(someone: Person) -> list[tuple[str, int]]:
    """Return the stacks of the gallery's page: of each the first photo's or stack's id, and its size."""
    page = (await someone.http.get("/")).text.partition("data-photos='")[2].partition("</ul>")[0]
    return [
        (item[1], int(count[1]) if (count := re.search(r"data-stacked>(\d+)<", item[2])) else 1)
        for item in re.finditer(r'<li class="photo" data-id="([0-9a-f]+)">(.*?)</li>', page, re.S)
    ]


async def photo_of(someone: Person, photo_id: str) -> dict[str, Any]:
    told: dict[str, Any] = (await someone.http.get(f"/api/photo/{photo_id}")).json()["photo"]
    return told


async def decide(someone: Person, photo_id: str, what: str) -> Any:
    return await someone.http.put(f"/api/admin/photo/{photo_id}/stack", json={"do": what})


async def test_a_burst_is_one_stack_and_others_are_none(guest: Person, stranger: Person) -> None:
    ids = await burst(guest)
    later = (await guest.send_photo(scene(60)))["id"]
    other_scene = (await guest.send_photo(scene(1, seed=5)))["id"]
    timeless = (await guest.send_photo(scene(None)))["id"]
    of_another = (await stranger.send_photo(scene(1, serial=9)))["id"]

    stacks = [(await photo_of(guest, photo_id))["stack"] for photo_id in ids]
    assert stacks == [ids[0]] * 3
    ranks = [(await photo_of(guest, photo_id))["stack_rank"] for photo_id in ids]
    assert max(ranks) == ranks[1]
    for photo_id in (later, other_scene, of_another):
        assert (await photo_of(guest, photo_id))["stack"] == photo_id
    assert (await photo_of(guest, timeless))["stack"] == ""
    assert await gallery(stranger) == [
        (of_another, 1), (timeless, 1), (other_scene, 1), (later, 1), (ids[0], 3),
    ]  # fmt: skip
    # Without a script, too, each photo of the stack is on the page.
    without = (await stranger.http.get("/")).text.partition("<noscript><ul")[2].partition("</noscript>")[0]
    assert sorted(re.findall(r'data-id="([0-9a-f]+)"', without)) == sorted([ids[0], ids[2]])


async def test_a_stack_is_of_what_its_reader_sees(guest: Person, stranger: Person, host: Person) -> None:
    ids = await burst(guest, 4)
    await host.http.post(f"/api/admin/photo/{ids[1]}/hide")
    assert await gallery(stranger) == [(ids[0], 3)]
    await make_private(guest, {"id": ids[2]})
    assert await gallery(stranger) == [(ids[0], 2)]
    # Its first one is gone, and the name of the stack stays.
    await guest.http.delete(f"/api/photo/{ids[0]}")
    assert await gallery(stranger) == [(ids[3], 1)]
    told = (await stranger.photos(before=""))["photos"]
    assert [photo["id"] for photo in told] == [ids[3]]
    assert (await stranger.http.get(f"/api/photo/{ids[0]}")).status_code == 404
    # A restored one is in its stack again.
    await host.http.post(f"/api/admin/photo/{ids[1]}/restore")
    assert await gallery(stranger) == [(ids[0], 2)]


async def test_hosts_choose_a_top_and_take_apart_and_put_together(
    guest: Person, stranger: Person, host: Person
) -> None:
    ids = await burst(guest)
    before = (await guest.photos(since=0))["cursor"]
    answer = await decide(host, ids[2], "top")
    assert answer.status_code == 200, answer.text
    page = (await stranger.http.get("/")).text
    shown = (await photo_of(guest, ids[2]))["renditions"]
    assert next(one["url"] for one in shown if one["name"] == "thumb") in page.split("data-stacked")[0]

    assert (await decide(host, ids[0], "apart")).json()["photo"]["stack"] == ""
    assert await gallery(stranger) == [(photo_id, 1) for photo_id in ids[::-1]]
    # Everybody hears of each photo, and a later one of the burst stands alone, too.
    changed = (await guest.photos(since=before))["photos"]
    assert sorted(photo["id"] for photo in changed) == sorted(ids)
    late = (await guest.send_photo(scene(3, serial=7)))["id"]
    assert (await photo_of(guest, late))["stack"] == ""

    assert (await decide(host, ids[1], "together")).json()["photo"]["stack"] == ids[0]
    assert await gallery(stranger) == [(ids[0], 4)]
    log = (await host.http.get("/api/admin/changes")).json()["changes"]
    assert [one["kind"] for one in log if "stack" in one["kind"]] == ["stacked", "unstacked", "stack_top"]


async def test_only_hosts_decide_and_only_on_stacks(guest: Person, host: Person) -> None:
    ids = await burst(guest)
    alone = (await guest.send_photo(scene(90)))["id"]
    assert_error(await decide(guest, ids[0], "top"), 401, "HOST_ONLY")
    assert_error(await decide(host, alone, "apart"), 409, "NO_STACK")
    assert_error(await decide(host, ids[0], "burn"), 400, "BAD_REQUEST")
    assert_error(await decide(host, "0" * 32, "top"), 404, "NOT_FOUND")


async def test_search_tells_stacks_too(guest: Person, stranger: Person) -> None:
    ids = await burst(guest)
    for photo_id in ids:
        await until(stranger, "is:photo", photo_id)
    found = (await stranger.http.get("/api/search", params={"q": "is:photo"})).json()
    assert {photo["stack"] for photo in found["photos"]} == {ids[0]}
    assert json.dumps(found).count(ids[0]) >= 3
