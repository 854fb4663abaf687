"""What a photo knows is kept with it, told to hosts alone, found for old photos, and gone with the photo."""

import asyncio
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image

from tests.media.pictures import landscape
from tests.patience import PATIENCE_S
from tests.running import Person, Server, person, running

BERLIN = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
PLACE = {"latitude": 52.52, "longitude": 13.405}


def told_photo(serial: int = 0) -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "Pixel 8"
    exif.get_ifd(0x8769).update({0x9003: "2024:06:01 20:02:03", 0x9011: "+02:00"})
    exif.get_ifd(0x8825).update(BERLIN)
    content = io.BytesIO()
    landscape().save(content, "JPEG", exif=exif.tobytes())
    return content.getvalue() + serial.to_bytes(4, "big")


async def facts_of(host: Person, photo_id: str) -> dict[str, Any]:
    answer = await host.http.get(f"/api/admin/photo/{photo_id}/facts")
    assert answer.status_code == 200, answer.text
    facts: dict[str, Any] = answer.json()["facts"]
    return facts


async def test_hosts_read_what_the_original_says(guest: Person, host: Person) -> None:
    photo = await guest.send_photo(told_photo(1))

    facts = await facts_of(host, photo["id"])

    assert (facts["camera"], facts["zone_minutes"], facts["place"]) == ("Pixel 8", 120, PLACE)
    assert facts["colours"][:2] == ["green", "blue"]
    assert photo["taken_at"] == "2024-06-01T18:02:03Z"


async def test_where_a_photo_was_taken_is_in_no_guests_answer_and_no_public_file(guest: Person) -> None:
    photo = await guest.send_photo(told_photo(2))

    told = json.dumps(await guest.photos()) + (await guest.http.get(f"/api/photo/{photo['id']}")).text
    files = [(await guest.http.get(one["url"])).content for one in photo["renditions"]]

    assert all(secret not in told for secret in ("52.5", "13.4", "Pixel"))
    assert all(b"Exif" not in file and b"Pixel" not in file for file in files)


async def test_a_guest_takes_along_what_is_kept_of_their_photos(guest: Person) -> None:
    await guest.send_photo(told_photo(3))

    taken = await guest.http.get("/me/everything.zip")
    with zipfile.ZipFile(io.BytesIO(taken.content)) as content:
        (records,) = [name for name in content.namelist() if name.endswith(".json")]
        (photo,) = json.loads(content.read(records))["photos"]

    assert photo["original_says"]["latitude"] == PLACE["latitude"]


async def test_what_a_deleted_photo_knew_is_gone(guest: Person, host: Person, server: Server) -> None:
    photo = await guest.send_photo(told_photo(4))
    assert (await guest.http.delete(f"/api/photo/{photo['id']}")).status_code == 200

    assert (await host.http.get(f"/api/admin/photo/{photo['id']}/facts")).status_code == 404
    with server.books() as books:
        kept = books.execute("select count(*) from photo_facts where photo_id = ?", (photo["id"],)).fetchone()
    assert kept == (0,)


async def test_photos_from_before_get_their_facts_in_the_background(tmp_path: Path) -> None:
    with running(tmp_path / "old") as server:
        async with person(server.url) as guest:
            photo = await guest.send_photo(told_photo(5))
        server.stop()
        with server.books() as books:
            books.execute("delete from photo_facts")
            books.commit()
        server.start()
        async with person(server.url) as host:
            await host.sign_in()
            async with asyncio.timeout(PATIENCE_S):
                while not (await facts_of(host, photo["id"]))["camera"]:
                    await asyncio.sleep(0.05)
            assert (await facts_of(host, photo["id"]))["place"] == PLACE
