"""kill -9 at any step of an upload, then a restart: it goes on, nothing is lost, nothing is left over."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.base.clock import now, to_iso
from app.base.config import load
from app.intake.upload_sweep import UploadSweeper
from app.intake.uploads import Sender, UploadWords, begin_upload
from app.records.upload import Upload, UploadState, select_upload, update_upload_expiry
from app.site.assembly import running_services
from app.web.services import Services
from tests.patience import PATIENCE_S
from tests.records import Books
from tests.running import Person, Server, jpeg, person
from tests.tus.client import PHOTO, TusUpload, begin, files_in, original_of, photo_of, records, send_whole

KILLS = 10


async def until_nothing_is_left(server: Server, *folders: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while files_in(server, *folders or ("private/uploads", "private/staging", "private/withdrawn")):
            await asyncio.sleep(0.02)


def states(server: Server) -> list[tuple[str, str, str]]:
    with records(server) as db:
        return db.execute("select id, state, original from photos order by created_at").fetchall()


async def test_an_upload_survives_kills_over_its_whole_life(fresh_server: Server) -> None:
    await live_through_kills(fresh_server, random.Random(11), KILLS)


async def live_through_kills(server: Server, randomness: random.Random, kills: int) -> dict[str, int]:
    """Send photos in pieces through one kill after another; return what was seen."""
    seen = {"kills": 0, "photos": 0, "pieces": 0, "cut answers": 0}
    async with person(server.url) as guest:
        await guest.http.get("/api/uid")
        while seen["kills"] < kills:
            photo = jpeg(1600, 1200, colour=(randomness.randrange(256), 80, 90)) + randomness.randbytes(
                900_000
            )
            key = f"life-{seen['photos']}"
            photo_id = await _send_through_kills(server, guest, photo, key, randomness, kills, seen)
            assert original_of(server, photo_id).read_bytes() == photo
            seen["photos"] += 1
    await until_nothing_is_left(server, "private/uploads", "private/withdrawn")
    await _let_an_hour_pass(server)
    await until_nothing_is_left(server)
    assert len(states(server)) == seen["photos"], "each photo is there once"
    assert {state for _, state, _ in states(server)} == {"shown"}
    assert len(files_in(server, "private/originals")) == seen["photos"]
    assert len(files_in(server, "public")) == 2 * seen["photos"]
    return seen


async def _let_an_hour_pass(server: Server) -> None:
    """Age what killed renderings left in staging, which another process might have been at work on."""
    await asyncio.to_thread(server.kill)
    for path in (server.data_dir / "private" / "staging").iterdir():
        os.utime(path, (0, 0))
    await asyncio.to_thread(server.start)


async def _send_through_kills(
    server: Server,
    guest: Person,
    photo: bytes,
    key: str,
    randomness: random.Random,
    kills: int,
    seen: dict[str, int],
) -> str:
    upload = await begin(guest, len(photo), key=key)
    acknowledged = 0
    while True:
        asked = await upload.ask()
        assert asked.status_code == 200
        offset = int(asked.headers["Upload-Offset"])
        assert offset >= acknowledged, "what was acknowledged is there after a kill"
        if PHOTO in asked.headers:
            return str(asked.headers[PHOTO])
        piece = photo[offset : offset + randomness.randrange(1, 600_000)]
        sending = asyncio.create_task(_try_to_send(upload, offset, piece))
        if seen["kills"] < kills:
            # Not a wait for something: the moment of the kill is what is varied here.
            await asyncio.wait([sending], timeout=randomness.uniform(0, 0.06))
            await asyncio.to_thread(server.kill)
            seen["kills"] += 1
            await asyncio.to_thread(server.start)
        answer = await sending
        seen["pieces"] += 1
        if answer is None:
            seen["cut answers"] += 1
        else:
            assert answer.status_code == 204, answer.text
            acknowledged = int(answer.headers["Upload-Offset"])


async def _try_to_send(upload: TusUpload, offset: int, piece: bytes) -> httpx.Response | None:
    try:
        return await upload.send(offset, piece)
    except httpx.HTTPError:
        return None


@pytest.mark.in_folder
async def test_the_next_start_finishes_what_was_whole(fresh_server: Server) -> None:
    photo = jpeg(900, 600)
    async with person(fresh_server.url) as guest:
        upload = await begin(guest, len(photo), key="k", caption="finished later")
        fresh_server.kill()
        (fresh_server.data_dir / "private" / "uploads" / upload.id).write_bytes(photo)
        fresh_server.start()
        await until_nothing_is_left(fresh_server)
        async with asyncio.timeout(PATIENCE_S):
            while [state for _, state, _ in states(fresh_server)] != ["shown"]:
                await asyncio.sleep(0.02)
        assert (await guest.photos(since=0))["photos"][0]["caption"] == "finished later"
        assert await upload.photo() == states(fresh_server)[0][0]


@pytest.mark.parametrize("left_in", ["private/uploads", "private/staging", "private/originals"])
@pytest.mark.in_folder
async def test_a_registered_upload_is_taken_up_wherever_its_bytes_are(
    left_in: str, fresh_server: Server
) -> None:
    photo = jpeg(900, 600)
    async with person(fresh_server.url) as guest:
        photo_id = await photo_of(guest, photo, key="k")
        fresh_server.kill()
        _undo_showing(fresh_server)
        _move_original(fresh_server, photo_id, left_in)
        fresh_server.start()
        async with asyncio.timeout(PATIENCE_S):
            while [state for _, state, _ in states(fresh_server)] != ["shown"]:
                await asyncio.sleep(0.02)
        assert original_of(fresh_server, photo_id).read_bytes() == photo
        await until_nothing_is_left(fresh_server)


def _undo_showing(server: Server) -> None:
    with records(server) as db:
        folder = db.execute("select folder from photos").fetchone()[0]
        db.execute("update photos set state='processing', change_no=0, position=0, width=0, renditions='[]'")
        db.execute("delete from changes")
        db.execute("update parties set head = 0")
        db.commit()
    _remove_public(server, folder)


def _remove_public(server: Server, folder: str) -> None:
    public = server.data_dir / "public" / folder[:2] / folder[2:]
    for file in public.iterdir():
        file.unlink()
    public.rmdir()


def _move_original(server: Server, photo_id: str, folder: str) -> None:
    if folder != "private/originals":
        _path_of(server, photo_id).rename(server.data_dir / folder / photo_id)


def _path_of(server: Server, photo_id: str) -> Path:
    return server.data_dir / "private" / "originals" / photo_id[:2] / photo_id


STEPS = ["registered", "staged", "kept", "published", "committed"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.in_folder
async def test_an_original_on_its_way_to_its_place_is_taken_up_from_each_step(
    step: str, fresh_server: Server
) -> None:
    """Each step of completing a screen copy, set up by hand as a kill would leave it."""
    copy, original = jpeg(400, 300), jpeg(1500, 1000)
    async with person(fresh_server.url) as guest:
        photo_id, arrival_id = await _completed(guest, copy, original)
        fresh_server.kill()
        _rewind_completion(fresh_server, photo_id, arrival_id, copy, original, step)
        fresh_server.start()
        await until_nothing_is_left(fresh_server)
        async with asyncio.timeout(PATIENCE_S):
            while _arrivals(fresh_server) or states(fresh_server) != [(photo_id, "shown", "kept")]:
                await asyncio.sleep(0.02)
        assert files_in(fresh_server, "private/originals") == [f"private/originals/{photo_id[:2]}/{photo_id}"]
        assert original_of(fresh_server, photo_id).read_bytes() == original
        shown = (await guest.photos(since=0))["photos"]
        assert [(photo["width"], photo["original"]) for photo in shown] == [(1500, "kept")]
        for rendition in shown[0]["renditions"]:
            assert (await guest.http.get(rendition["url"])).status_code == 200
        with records(fresh_server) as db:
            kinds = [row[0] for row in db.execute("select kind from changes order by no")]
        assert kinds == ["shown", "completed"], "completed once, however often it was begun"


async def _completed(guest: Person, copy: bytes, original: bytes) -> tuple[str, str]:
    sent = await guest.http.post(
        "/api/new_photo", files={"file": ("a.jpg", copy)}, data={"key": "k", "screen_copy": "1"}
    )
    upload = await begin(guest, len(original), key="k")
    assert (await upload.send(0, original)).status_code == 204
    return sent.json()["photo"]["id"], upload.id


def _rewind_completion(
    server: Server, photo_id: str, arrival_id: str, copy: bytes, original: bytes, step: str
) -> None:
    with records(server) as db:
        folder, former, sha256, copy_sha256 = db.execute(
            "select folder, former_folder, sha256, copy_sha256 from photos"
        ).fetchone()
        db.execute(
            "insert into arrivals (photo_id, id, sha256, media_type, bytes, folder, created_at)"
            " values (?, ?, ?, 'image/jpeg', ?, ?, '2026-01-01T00:00:00.000Z')",
            (photo_id, arrival_id, sha256, len(original), folder),
        )
        if step != "committed":
            db.execute(
                "update photos set original='coming', folder=?, former_folder='', sha256=?, width=400,"
                " height=300, change_no=1",
                (former, copy_sha256),
            )
            db.execute("delete from changes where kind='completed'")
            db.execute("update parties set head = 1")
        db.commit()
    private = server.data_dir / "private"
    places: dict[str, Path] = {
        "registered": private / "uploads" / arrival_id,
        "staged": private / "staging" / arrival_id,
    }
    place = places.get(step, _path_of(server, arrival_id))
    place.parent.mkdir(exist_ok=True)
    _path_of(server, photo_id).rename(place)
    _path_of(server, photo_id).write_bytes(copy)
    if step not in ("published", "committed"):
        _remove_public(server, folder)


def _arrivals(server: Server) -> list[Any]:
    with records(server) as db:
        return db.execute("select id from arrivals").fetchall()


@pytest.mark.in_folder
async def test_a_jump_of_the_clock_ends_no_upload_whose_bytes_are_coming(services: Services) -> None:
    """Seen from the sweep: its time is over, and somebody holds it."""
    scope, partials = services.parties.default, services.partials
    words = UploadWords("", "key", "Ben", "")
    under_way, left = [
        await begin_upload(scope, services.upload_limits, Sender(guest * 32, "lan"), 1000, words)
        for guest in "ab"
    ]
    async with scope.database.transaction() as connection:
        for upload in (under_way, left):
            await update_upload_expiry(connection, upload.id, to_iso(now() - timedelta(hours=1)))
    sweeper = UploadSweeper(services.parties, services.processor, partials)
    async with partials.held(under_way.id) as file:
        await file.write(b"x" * 500)
        await sweeper.sweep()
        await file.write(b"x" * 499)
    assert await partials.offset(under_way.id) == 999
    assert await _state(services, left) is UploadState.GONE
    await sweeper.sweep()
    assert await _state(services, under_way) is UploadState.GONE, "left for good, it is ended"


async def _state(services: Services, upload: Upload) -> UploadState | None:
    async with services.parties.default.database.reading() as connection:
        found = await select_upload(connection, services.parties.default.party_id, upload.id)
    return found.state if found else None


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    config = load(
        {"PARTYWALL_DATA_DIR": str(tmp_path), "PARTYWALL_ADMIN_PASSWORD": "a-password-for-the-party"}
    )
    async with running_services(config, "http://127.0.0.1") as (parts, _):
        yield parts


async def test_expired_uploads_and_bytes_without_an_owner_are_swept(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        expired, going_on = await begin(guest, 1000), await begin(guest, 1000)
        for upload in (expired, going_on):
            await upload.send(0, b"x" * 10)
        with records(fresh_server) as db:
            _set_expiry(db, expired, -1)
            db.commit()
        assert (await expired.ask()).status_code == 410
        assert (await expired.send(10, b"x")).status_code == 410
        fresh_server.kill()
        uploads = fresh_server.data_dir / "private" / "uploads"
        done = await _finished_upload_with_leftovers(fresh_server, guest, uploads)
        await asyncio.to_thread(fresh_server.stop)
        fresh_server.start()
        async with asyncio.timeout(PATIENCE_S):
            while files_in(fresh_server, "private/uploads") != [f"private/uploads/{going_on.id}"]:
                await asyncio.sleep(0.02)
        assert (await expired.ask()).status_code == 410
        assert await going_on.offset() == 10
        assert await done.photo()


def _set_expiry(db: Books, upload: TusUpload, hours_from_now: int) -> None:
    expires_at = to_iso(now() + timedelta(hours=hours_from_now))
    db.execute("update uploads set expires_at=? where id=?", (expires_at, upload.id))


async def _finished_upload_with_leftovers(server: Server, guest: Person, uploads: Path) -> TusUpload:
    await asyncio.to_thread(server.start)
    photo = jpeg()
    upload = await begin(guest, len(photo))
    await upload.send(0, photo)
    for name in (upload.id, f"{upload.id}.wanted", f"{upload.id}.unproven"):
        (uploads / name).write_bytes(b"1")
    return upload


async def test_an_upload_that_goes_on_is_given_time_again(guest: Person, server: Server) -> None:
    upload = await begin(guest, 1000)
    with records(server) as db:
        _set_expiry(db, upload, 1)
        db.commit()
    before = (await upload.ask()).headers["Upload-Expires"]
    after = (await upload.send(0, b"x")).headers["Upload-Expires"]
    assert before != after == (await upload.ask()).headers["Upload-Expires"]


async def test_a_killed_servers_photo_can_be_asked_for_under_its_upload(fresh_server: Server) -> None:
    """The answer to the last byte was lost: asking again tells the photo, and sending again adds none."""
    async with person(fresh_server.url) as guest:
        photo = jpeg()
        first = await photo_of(guest, photo, key="k")
        fresh_server.kill()
        fresh_server.start()
        again = await send_whole(guest, photo, key="k")
        assert again.headers[PHOTO] == first
        assert len(states(fresh_server)) == 1
