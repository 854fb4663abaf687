"""The CRC-32 of every original is kept, whichever way it came and however long ago."""

import asyncio
import zlib
from pathlib import Path

from app.records.checksum import UNREADABLE
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person
from tests.tus.client import photo_of


def kept_crc32(server: Server, photo_id: str) -> int | None:
    with server.books() as books:
        found: int | None = books.execute("select crc32 from photos where id = ?", (photo_id,)).fetchone()[0]
    return found


def forget_crc32(server: Server) -> None:
    """Leave the photos as a version left them that kept no CRC-32."""
    with server.books() as books:
        books.execute("update photos set crc32 = null")
        books.commit()


async def until_kept(server: Server, photo_id: str, crc32: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while kept_crc32(server, photo_id) != crc32:
            await asyncio.sleep(0.05)


async def test_a_plain_body_and_an_upload_have_theirs_from_the_start(guest: Person, server: Server) -> None:
    plain, resumed = jpeg(800, 600), jpeg(900, 600)
    assert kept_crc32(server, (await guest.send_photo(plain))["id"]) == zlib.crc32(plain)
    assert kept_crc32(server, await photo_of(guest, resumed)) == zlib.crc32(resumed)


async def test_an_original_that_takes_its_copys_place_brings_its_own(guest: Person, server: Server) -> None:
    copy, original = jpeg(400, 300), jpeg(1600, 1200)
    sent = await guest.http.post(
        "/api/new_photo",
        files={"file": ("copy.jpg", copy)},
        data={"key": "crc-of-both", "screen_copy": "1"},
    )
    photo_id = sent.json()["photo"]["id"]
    assert kept_crc32(server, photo_id) == zlib.crc32(copy)
    assert await photo_of(guest, original, key="crc-of-both") == photo_id
    assert kept_crc32(server, photo_id) == zlib.crc32(original)


async def test_a_deleted_photo_keeps_none(guest: Person, server: Server) -> None:
    sent = await guest.send_photo()
    await guest.http.delete(f"/api/photo/{sent['id']}")
    assert kept_crc32(server, sent["id"]) is None


async def test_photos_from_before_get_theirs_after_a_start(fresh_server: Server) -> None:
    kept, lost = jpeg(), jpeg()
    async with person(fresh_server.url) as guest:
        kept_id, lost_id = (await guest.send_photo(kept))["id"], (await guest.send_photo(lost))["id"]
    fresh_server.stop()
    forget_crc32(fresh_server)
    original = fresh_server.files().original(lost_id)
    if isinstance(original, Path):
        original.write_bytes(lost[:-1])
    fresh_server.start()
    await until_kept(fresh_server, kept_id, zlib.crc32(kept))
    if isinstance(original, Path):
        await until_kept(fresh_server, lost_id, UNREADABLE)
