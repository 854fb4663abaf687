"""kill -9 at any step of an upload, then a restart: what was answered 201 is there, whole and once."""

import asyncio
import hashlib
import random
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.kept_files import files_place
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person

KILLS = 12


async def test_what_was_answered_survives_kills_at_random_moments(fresh_server: Server) -> None:
    randomness = random.Random(7)
    answered: dict[str, str] = {}
    sent: dict[str, bytes] = {}
    async with person(fresh_server.url) as guest:
        await guest.http.get("/api/uid")
        for round_number in range(KILLS):
            photos = {
                f"{round_number}-{n}": jpeg(1200 + n, 800, colour=(randomness.randrange(256), n * 9, 90))
                for n in range(6)
            }
            sent |= photos
            await _send_all_and_kill(fresh_server, guest, photos, answered, randomness.uniform(0.01, 0.5))
            fresh_server.start()
        await _everything_finished(fresh_server)
        await _assert_whole_and_once(fresh_server, guest, sent, answered)
        # What was never answered can be sent again and is then there once, too.
        for key, photo in sent.items():
            assert (await guest.send(photo, key=key)).status_code in (200, 201)
        assert _count(fresh_server) == len(sent)
    _assert_nothing_left_over(fresh_server)


async def _send_all_and_kill(
    server: Server, guest: Person, photos: dict[str, bytes], answered: dict[str, str], after_s: float
) -> None:
    async def send(key: str, photo: bytes) -> None:
        try:
            answer = await guest.send(photo, key=key)
        except httpx.HTTPError:
            return
        if answer.status_code in (200, 201):
            answered[key] = answer.json()["photo"]["id"]

    sending = [asyncio.create_task(send(key, photo)) for key, photo in photos.items()]
    # Not a wait for something: the moment of the kill is what is varied here.
    await asyncio.wait(sending, timeout=after_s)
    await asyncio.to_thread(server.kill)
    await asyncio.gather(*sending)


async def _everything_finished(server: Server) -> None:
    """Wait until the recovery has taken up what was registered and not shown."""
    async with asyncio.timeout(2 * PATIENCE_S):
        while _count(server, "processing"):
            await asyncio.sleep(0.05)


async def _assert_whole_and_once(
    server: Server, guest: Person, sent: dict[str, bytes], answered: dict[str, str]
) -> None:
    with server.books() as records:
        rows = records.execute("select upload_key, id, sha256, state from photos").fetchall()
    by_key = {key: (photo_id, sha256, state) for key, photo_id, sha256, state in rows}
    assert len(by_key) == len(rows)
    for key, photo_id in answered.items():
        assert by_key[key][0] == photo_id
    for key, (photo_id, sha256, state) in by_key.items():
        assert server.files().original(photo_id).read_bytes() == sent[key]
        assert sha256 == hashlib.sha256(sent[key]).hexdigest()
        assert state == "shown"
        photo = (await guest.http.get(f"/api/photo/{photo_id}")).json()["photo"]
        for rendition in photo["renditions"]:
            with Image.open(BytesIO((await guest.http.get(rendition["url"])).content)) as picture:
                picture.load()
    shown = await guest.photos(since=0, limit=100)
    assert sorted(photo["id"] for photo in shown["photos"]) == sorted(row[1] for row in rows)


def _count(server: Server, state: str = "shown") -> int:
    with server.books() as records:
        return int(records.execute("select count(*) from photos where state = ?", (state,)).fetchone()[0])


def _assert_nothing_left_over(server: Server) -> None:
    with server.books() as records:
        ids = {row[0] for row in records.execute("select id from photos")}
        folders = {row[0] for row in records.execute("select folder from photos where folder <> ''")}
    originals = {name.rpartition("/")[2] for name in server.files().names("private/originals")}
    public = {"".join(name.split("/")[1:3]) for name in server.files().names("public")}
    assert public == folders
    if files_place.kind == "folder":
        assert originals == ids
    else:
        # One that was put a moment before the kill, and has no row, is swept when it is older.
        assert ids <= originals


@pytest.mark.in_folder
@pytest.mark.parametrize("left", ["staged", "kept", "published"])
async def test_a_photo_left_at_a_step_is_taken_up_from_there(left: str, fresh_server: Server) -> None:
    """Each step of the way in, set up by hand as a kill would leave it."""
    async with person(fresh_server.url) as guest:
        sent = await guest.send_photo(jpeg(900, 600), key="k", caption="kept")
    fresh_server.kill()
    data = fresh_server.data_dir
    kept = data / "private" / "originals" / sent["id"][:2] / sent["id"]
    public = data / "public" / Path(sent["renditions"][0]["url"].removeprefix("/media/")).parent
    with fresh_server.books() as records:
        records.execute(
            "update photos set state='processing', change_no=0, position=0, width=0, renditions='[]'"
        )
        records.execute("delete from changes")
        records.execute("update parties set head = 0")
        records.commit()
    if left != "published":
        for file in public.iterdir():
            file.unlink()
        public.rmdir()
    if left == "staged":
        kept.rename(data / "private" / "staging" / sent["id"])
    fresh_server.start()
    await _everything_finished(fresh_server)
    async with person(fresh_server.url) as guest:
        shown = (await guest.photos(since=0))["photos"]
        assert [(photo["id"], photo["caption"], photo["width"]) for photo in shown] == [
            (sent["id"], "kept", 900)
        ]
        for rendition in shown[0]["renditions"]:
            assert (await guest.http.get(rendition["url"])).status_code == 200
    _assert_nothing_left_over(fresh_server)


@pytest.mark.in_folder
@pytest.mark.parametrize("committed", [False, True], ids=["before the commit", "after the commit"])
async def test_a_takedown_cut_short_is_undone_or_finished(committed: bool, fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        sent = await guest.send_photo()
    fresh_server.kill()
    data = fresh_server.data_dir
    folder = Path(sent["renditions"][0]["url"].removeprefix("/media/")).parent
    withdrawn = data / "private" / "withdrawn" / "".join(folder.parts)
    (data / "public" / folder).rename(withdrawn)
    if committed:
        with fresh_server.books() as records:
            records.execute("update photos set state='hidden', folder='', renditions='[]', change_no=2")
            records.execute("update parties set head = 2")
            records.commit()
    fresh_server.start()
    async with asyncio.timeout(PATIENCE_S):
        while withdrawn.exists():
            await asyncio.sleep(0.02)
    async with person(fresh_server.url) as guest:
        expected = 404 if committed else 200
        assert (await guest.http.get(sent["renditions"][0]["url"])).status_code == expected
        assert (await guest.http.get(f"/api/photo/{sent['id']}")).status_code == expected
