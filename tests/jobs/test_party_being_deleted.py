"""A party whose deletion has begun, or was cut short by a kill, stops nothing that others wait for."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from app.base.clock import now, now_iso, to_iso
from app.base.config import load
from app.base.errors import AppError
from app.base.ids import new_id
from app.feed.feed import Feed
from app.intake.upload_sweep import UploadSweeper
from app.intake.uploads import Sender, UploadWords, begin_upload
from app.media.rendered import Rendered
from app.operator import making
from app.operator.making import begin_deletion, make_party
from app.parties.registry import Parties
from app.parties.scope import PartyScope
from app.parties.timekeeper import Timekeeper
from app.photos.clip_rows import take_clip_job
from app.processing.recovery import Recovery
from app.records.arrival import Arrival, insert_arrival, select_arrivals
from app.records.clip import ClipJob, insert_clip_job
from app.records.deleted_party import select_party_being_deleted
from app.records.photo import Photo, PhotoState, select_photo
from app.records.upload import UploadState, select_upload, update_upload_expiry
from app.site.assembly import running_services
from app.storage import new_folder
from app.web.services import Services
from tests.patience import PATIENCE_S
from tests.photo_rows import LONG_AGO, registered, stage, with_arrival
from tests.running import jpeg


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    """A server whose own sweeps stand still."""
    config = load(
        {
            "PARTYWALL_DATA_DIR": str(tmp_path),
            "PARTYWALL_MEDIA_WORKERS": "1",
            "PARTYWALL_ADMIN_PASSWORD": "a-password-for-the-party",
        }
    )
    async with AsyncExitStack() as stack:
        # The feed's look would close the party that is deleted, as it does within a second.
        with (
            mock.patch.object(Recovery, "start"),
            mock.patch.object(UploadSweeper, "start"),
            mock.patch.object(Feed, "start"),
        ):
            parts, _ = await stack.enter_async_context(running_services(config, "http://127.0.0.1"))
        yield parts


@pytest.fixture
async def doomed(services: Services) -> PartyScope:
    party, _ = await make_party(
        services.parties.default.database, services.passwords, "anna-ben", "Anna & Ben"
    )
    return await services.parties.by_id(party.id)


async def abandoned(scope: PartyScope) -> Photo:
    """Register a photo that a killed process left."""
    return await registered(scope, jpeg(), is_abandoned=True)


async def state_of(scope: PartyScope, photo: Photo) -> PhotoState | None:
    async with scope.database.reading() as connection:
        found = await select_photo(connection, scope.party_id, photo.id)
    return found.state if found else None


async def begin_to_delete(services: Services, doomed: PartyScope) -> None:
    """Mark the party as deleted, and hear of it as the feed does."""
    await begin_deletion(services.parties.default.database, doomed.hub.party)
    await services.parties.feed.look_once()
    assert doomed.hub.is_deleted


async def test_abandoned_photos_of_other_parties_are_taken_up_and_the_deletion_ends(
    services: Services, doomed: PartyScope
) -> None:
    of_doomed, of_other = await abandoned(doomed), await abandoned(services.parties.default)
    await begin_to_delete(services, doomed)
    recovery = Recovery(services.parties, services.processor, services.partials)
    await recovery.take_up(now_iso())
    assert await state_of(services.parties.default, of_other) is PhotoState.SHOWN
    await recovery.clean_up()
    assert await state_of(services.parties.default, of_doomed) is None
    async with services.parties.default.database.reading() as connection:
        assert await select_party_being_deleted(connection) is None


async def test_expired_uploads_of_other_parties_are_ended(services: Services, doomed: PartyScope) -> None:
    uploads = [
        await begin_upload(
            scope, services.upload_limits, Sender("a" * 32, "lan"), 1000, UploadWords("", "key", "Ben", "")
        )
        for scope in (doomed, services.parties.default)
    ]
    async with services.parties.default.database.transaction() as connection:
        for hours, upload in zip((2, 1), uploads, strict=True):
            await update_upload_expiry(connection, upload.id, to_iso(now() - timedelta(hours=hours)))
    # Whole, and left to the sweep to make a photo of.
    async with services.partials.held(uploads[0].id) as file:
        await file.write(b"x" * 1000)
    await begin_to_delete(services, doomed)
    await UploadSweeper(services.parties, services.processor, services.partials).sweep()
    async with services.parties.default.database.reading() as connection:
        ended = await select_upload(connection, services.parties.default.party_id, uploads[1].id)
    assert ended is not None
    assert ended.state is UploadState.GONE


async def test_its_clips_and_originals_are_nobodys_work(services: Services, doomed: PartyScope) -> None:
    photos = [await abandoned(doomed), await abandoned(services.parties.default)]
    async with services.parties.default.database.transaction() as connection:
        for photo in photos:
            await insert_clip_job(
                connection, ClipJob(photo.id, photo.party_id, photo.guest_id, photo.created_at)
            )
    await begin_to_delete(services, doomed)
    job = await take_clip_job(services.parties.default.site)
    assert job is not None
    assert job.photo_id == photos[1].id
    assert await take_clip_job(services.parties.default.site) is None
    async with services.parties.default.database.transaction() as connection:
        for photo in photos:
            await insert_arrival(
                connection, Arrival(photo.id, new_id(), "", "image/jpeg", 1, new_folder(), LONG_AGO)
            )
    async with services.parties.default.database.reading() as connection:
        arrivals = await select_arrivals(connection, now_iso(), 10)
    assert [arrival.photo_id for arrival in arrivals] == [photos[1].id]


async def delete_beside(services: Services, doomed: PartyScope, how_far: str) -> None:
    """Delete the party as another process does, which finds only the files that are there by now."""
    site = services.parties.default.site
    await begin_deletion(site.database, doomed.hub.party)
    if how_far == "files":
        killed = mock.patch.object(making, "delete_party_rows", side_effect=KeyboardInterrupt)
        with killed, pytest.raises(KeyboardInterrupt):
            await making.finish_deletions(site.database, site.storage, services.partials)
    elif how_far == "rows":
        await making.finish_deletions(site.database, site.storage, services.partials)


async def files_left(services: Services) -> list[str]:
    """Name the kept and the public files of all parties."""
    root = services.config.data_dir
    folders = (root / "private" / "originals", root / "private" / "staging", root / "public")
    return [path.name for folder in folders for path in folder.rglob("*") if path.is_file()]


@contextmanager
def deleted_when(
    services: Services, doomed: PartyScope, moment: str, how_far: str, arriving: bytes
) -> Iterator[None]:
    """Delete the party while a photo is worked on: before its bytes are `arriving`, or after it was drawn."""
    hand_over, render = services.partials.hand_over, services.pool.render

    async def delete_and_hand_over(photo_id: str, size: int) -> None:
        await hand_over(photo_id, size)
        await delete_beside(services, doomed, how_far)
        await stage(doomed, photo_id, arriving)

    async def render_and_delete(*args: Any, **kwargs: Any) -> Rendered:
        drawn = await render(*args, **kwargs)
        await delete_beside(services, doomed, how_far)
        return drawn

    with ExitStack() as stack:
        if moment == "handing over":
            stack.enter_context(mock.patch.object(services.partials, "hand_over", delete_and_hand_over))
        else:
            stack.enter_context(mock.patch.object(services.pool, "render", render_and_delete))
        yield


@pytest.mark.parametrize("how_far", ["begun", "files", "rows"])
@pytest.mark.parametrize("moment", ["handing over", "drawn"])
async def test_a_photo_that_was_on_its_way_leaves_nothing(
    services: Services, doomed: PartyScope, moment: str, how_far: str
) -> None:
    content = jpeg()
    photo = await registered(doomed, content)
    with deleted_when(services, doomed, moment, how_far, content), pytest.raises(AppError) as caught:
        await services.processor.process(photo)
    assert caught.value.status == 404
    assert await files_left(services) == []


async def test_what_is_no_picture_leaves_nothing_either(services: Services, doomed: PartyScope) -> None:
    content = jpeg()[:2000]
    photo = await registered(doomed, content)
    gone = deleted_when(services, doomed, "handing over", "rows", content)
    with gone, pytest.raises(AppError) as caught:
        await services.processor.process(photo)
    assert caught.value.code == "BROKEN_PICTURE"
    assert await files_left(services) == []


@pytest.mark.parametrize("how_far", ["begun", "files", "rows"])
@pytest.mark.parametrize("moment", ["handing over", "drawn"])
async def test_an_original_that_was_on_its_way_leaves_nothing(
    services: Services, doomed: PartyScope, moment: str, how_far: str
) -> None:
    content = jpeg(1200, 900)
    photo, _ = await with_arrival(doomed, services.processor, services.upload_limits, content, jpeg())
    with deleted_when(services, doomed, moment, how_far, content), pytest.raises(AppError) as caught:
        await services.processor.complete(photo.id)
    assert caught.value.status == 404
    if how_far == "begun":
        await making.finish_deletions(doomed.site.database, doomed.site.storage, services.partials)
    assert await files_left(services) == []


async def begun(services: Services, job: str) -> Recovery | UploadSweeper | Timekeeper | Parties:
    """Begin one more of a process's jobs."""
    parties = services.parties
    match job:
        case "recovery":
            made: Recovery | UploadSweeper | Timekeeper = Recovery(
                parties, services.processor, services.partials
            )
        case "uploads":
            made = UploadSweeper(parties, services.processor, services.partials)
        case "times":
            made = Timekeeper(parties)
        case _:
            more = Parties(parties.site, parties.feed, "a-key")
            await more.start(parties.default.party_id)
            return more
    await made.start()
    return made


@pytest.mark.parametrize("job", ["recovery", "uploads", "times", "parties"])
async def test_a_job_goes_on_after_any_fault(
    services: Services, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    tried, again = [], asyncio.Event()

    async def fail(*_: object) -> None:
        tried.append(1)
        # The server's own of these jobs may have tried once, too.
        if len(tried) > 2:
            again.set()
        raise LookupError("a party that was deleted this moment")

    for bound in (
        "processing.recovery.TAKE_UP_EVERY_S",
        "intake.upload_sweep.SWEEP_EVERY_S",
        "parties.timekeeper.LOOK_EVERY_S",
        "parties.registry.SWEEP_EVERY_S",
    ):
        monkeypatch.setattr(f"app.{bound}", 0.01)
    kind, work = {
        "recovery": (Recovery, "take_up"),
        "uploads": (UploadSweeper, "sweep"),
        "times": (Timekeeper, "look"),
        "parties": (Parties, "close_idle"),
    }[job]
    monkeypatch.setattr(kind, work, fail)
    going_on = await begun(services, job)
    async with asyncio.timeout(PATIENCE_S):
        await again.wait()
    await going_on.close()


async def test_parties_closed_while_others_are_closed_do_not_end_the_sweep(
    services: Services, doomed: PartyScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound on open parties may close one that the sweep is about to close."""
    other, _ = await make_party(services.parties.default.database, services.passwords, "zoe", "Zoe")
    await services.parties.by_id(other.id)
    clock = services.parties._clock
    monkeypatch.setattr(services.parties, "_clock", lambda: clock() + 10_000)
    # Two sweeps at once stand for a sweep and a newcomer's place: both find the same parties unused.
    await asyncio.gather(services.parties.close_idle(), services.parties.close_idle())
    assert len(services.parties) == 1
