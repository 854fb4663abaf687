"""What a kill leaves half done is undone or finished by whoever comes by, in a folder and in a store."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import cast
from unittest import mock

import pytest

from app.base import clock
from app.base.clock import now_iso
from app.base.config import load
from app.base.ids import new_id
from app.intake.acceptance import SafeBytes, new_photo
from app.intake.registration import register_photo
from app.media.sniff import MediaType
from app.photos.changing import delete_photo, hide_photo, settle_files
from app.photos.forms import NewPhotoForm
from app.photos.leases import NEVER
from app.processing.orphans import ORIGINALS_UNKNOWN_S, RENDITIONS_UNNAMED_S, OrphanSweep
from app.processing.processor import Processor
from app.processing.recovery import Recovery
from app.processing.rendering import Renderer
from app.records.arrival import Arrival, insert_arrival
from app.records.photo import Photo, PhotoState, select_photo
from app.records.upload import Upload, UploadState, insert_upload
from app.site.assembly import running_services
from app.storage import new_folder
from app.storage.addresses import media_url
from app.web.services import Services
from tests.running import jpeg
from tests.s3_server import S3Server

GUEST = "b" * 32
FORM = NewPhotoForm(author="Ben", caption="", key="")


@pytest.fixture(params=["folder", "s3"])
async def services(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Services]:
    options: dict[str, object] = {
        "data_dir": tmp_path,
        "media_workers": 1,
        "admin_password": "a-password-for-the-party",
        # A busy machine is no slow file.
        "decode_timeout_s": 120,
    }
    if request.param == "s3":
        store = cast(S3Server, request.getfixturevalue("s3_server"))
        options |= store.options(store.new_bucket())
    config = load({f"PARTYWALL_{name.upper()}": str(value) for name, value in options.items()})
    async with AsyncExitStack() as stack:
        # The server's own recovery stands still: it would undo what a test leaves half done.
        with mock.patch.object(Recovery, "start"):
            parts, _ = await stack.enter_async_context(running_services(config, "http://127.0.0.1"))
        with mock.patch("app.storage.s3.UNSETTLED_AFTER_S", -60.0):
            yield parts


async def registered(services: Services, photo_id: str, size: int) -> Photo:
    safe = SafeBytes(photo_id, "", 0, MediaType.JPEG, size)
    photo = new_photo(services.parties.default, safe, GUEST, FORM)
    await register_photo(services.parties.default, photo)
    return photo


async def staged(services: Services, content: bytes) -> str:
    photo_id = new_id()
    async with services.parties.default.storage.stage(photo_id) as body:
        await body.write(content)
        await body.finish()
        body.hand_over()
    return photo_id


async def shown(services: Services) -> Photo:
    content = jpeg()
    photo = await registered(services, await staged(services, content), len(content))
    return await services.processor.process(photo)


async def current(services: Services, photo: Photo) -> Photo:
    async with services.parties.default.database.reading() as connection:
        found = await select_photo(connection, services.parties.default.party_id, photo.id)
    assert found is not None
    return found


async def sweep(services: Services) -> None:
    """Sweep as another process would, which has nothing in memory."""
    other = Processor(services.parties, Renderer(services.pool, None), services.partials)
    recovery = Recovery(services.parties, other, services.partials)
    await recovery.take_up(NEVER)
    await recovery.clean_up()
    await other.close()


async def is_public(services: Services, folder: str) -> bool:
    key = media_url(folder, "wall.jpg").removeprefix("/media/")
    return await services.parties.default.storage.open_public(key) is not None


@pytest.mark.parametrize("step", ["registered", "published"])
async def test_a_photo_that_was_registered_is_shown(step: str, services: Services) -> None:
    content = jpeg()
    photo = await registered(services, await staged(services, content), len(content))
    if step == "published":
        await services.parties.default.storage.keep_original(photo.id)
        room = await services.parties.default.storage.make_workroom(photo.id)
        for name in ("wall.jpg", "thumb.jpg"):
            (room / name).write_bytes(content)
        await services.parties.default.storage.publish(room, photo.folder)
    await sweep(services)
    after = await current(services, photo)
    assert (after.state, after.folder) == (PhotoState.SHOWN, photo.folder)
    assert await is_public(services, photo.folder)


async def uploaded(services: Services, content: bytes) -> str:
    """Bring a whole upload in, as it is before anybody looks at it."""
    upload = Upload(
        id=new_id(),
        party_id=services.parties.default.party_id,
        guest_id=GUEST,
        state=UploadState.RECEIVING,
        length=len(content),
        metadata="",
        upload_key="",
        author="",
        caption="",
        photo_id=None,
        refusal="",
        created_at=now_iso(),
        expires_at=now_iso(),
    )
    async with services.parties.default.database.transaction() as connection:
        await insert_upload(connection, upload)
    async with services.partials.held(upload.id) as held:
        await held.write(content)
        await held.make_durable()
    return upload.id


async def test_a_photo_whose_bytes_are_still_those_of_an_upload_is_shown(services: Services) -> None:
    content = jpeg() + bytes(5_000_000)
    photo = await registered(services, await uploaded(services, content), len(content))
    await sweep(services)
    assert (await current(services, photo)).is_shown
    async with services.parties.default.storage.local_original(photo.id) as path:
        assert path.read_bytes() == content
    assert await services.partials.last_written() == {}


async def test_a_photo_whose_bytes_are_nowhere_is_forgotten(services: Services) -> None:
    photo = await registered(services, new_id(), 1000)
    await sweep(services)
    async with services.parties.default.database.reading() as connection:
        assert await select_photo(connection, services.parties.default.party_id, photo.id) is None


@pytest.mark.parametrize("is_recorded", [False, True])
async def test_a_takedown_cut_short_is_undone_or_finished(is_recorded: bool, services: Services) -> None:
    photo = await shown(services)
    if is_recorded:
        with mock.patch("app.photos.changing.settle_files"):
            await hide_photo(services.parties.default, photo.id, "host")
    else:
        await services.parties.default.storage.withdraw(photo.folder)
    assert await services.parties.default.storage.withdrawn_folders() == [photo.folder]
    await sweep(services)
    assert await is_public(services, photo.folder) is not is_recorded
    assert await services.parties.default.storage.withdrawn_folders() == []


async def test_a_takedown_that_is_recorded_while_files_come_back_wins(services: Services) -> None:
    """A sweep takes a takedown for one that was cut short, and it is recorded at that very moment."""
    photo = await shown(services)
    reinstate = services.parties.default.storage.reinstate
    await services.parties.default.storage.withdraw(photo.folder)

    async def slow_reinstate(folder: str) -> None:
        with mock.patch("app.photos.changing.settle_files"):
            await hide_photo(services.parties.default, photo.id, "host")
        await reinstate(folder)

    with mock.patch.object(services.parties.default.storage, "reinstate", slow_reinstate):
        await settle_files(services.parties.default.site, photo.folder)
    assert not await is_public(services, photo.folder)


async def sweep_later(services: Services, seconds: float, *shards: str) -> None:
    later = clock.now() + timedelta(seconds=seconds)
    with mock.patch("app.processing.orphans.now", return_value=later):
        for shard in shards:
            await OrphanSweep(services.parties.default.site).sweep_shard(shard)


async def test_renditions_that_no_row_names_are_removed_when_they_are_old(services: Services) -> None:
    photo, orphan = await shown(services), new_folder()
    room = await services.parties.default.storage.make_workroom(photo.id)
    (room / "wall.jpg").write_bytes(b"picture")
    await services.parties.default.storage.publish(room, orphan)
    shards = (orphan[:2], photo.folder[:2])
    await sweep_later(services, RENDITIONS_UNNAMED_S - 60, *shards)
    assert await is_public(services, orphan)
    await sweep_later(services, RENDITIONS_UNNAMED_S + 60, *shards)
    assert not await is_public(services, orphan)
    assert await is_public(services, photo.folder)


async def test_renditions_that_a_row_names_before_they_are_shown_stay(services: Services) -> None:
    photo, coming, former = await shown(services), new_folder(), new_folder()
    for folder in (coming, former):
        room = await services.parties.default.storage.make_workroom(photo.id)
        (room / "wall.jpg").write_bytes(b"picture")
        await services.parties.default.storage.publish(room, folder)
    arrival = Arrival(photo.id, new_id(), "", "image/jpeg", 1, coming, now_iso())
    async with services.parties.default.database.transaction() as connection:
        await insert_arrival(connection, arrival, now_iso())
        await connection.execute(
            "update photos set former_folder = :folder where id = :id", {"folder": former, "id": photo.id}
        )
    await sweep_later(services, 10 * ORIGINALS_UNKNOWN_S, coming[:2], former[:2])
    assert await is_public(services, coming)
    assert await is_public(services, former)


async def test_an_original_that_no_row_ever_knew_is_kept_for_a_week(services: Services) -> None:
    photo = await shown(services)
    orphan = await staged(services, b"content")
    await services.parties.default.storage.keep_original(orphan)
    shards = (orphan[:2], photo.id[:2])
    await sweep_later(services, ORIGINALS_UNKNOWN_S - 60, *shards)
    assert orphan in await services.parties.default.storage.originals_in(orphan[:2])
    await sweep_later(services, ORIGINALS_UNKNOWN_S + 60, *shards)
    assert orphan not in await services.parties.default.storage.originals_in(orphan[:2])
    assert photo.id in await services.parties.default.storage.originals_in(photo.id[:2])


async def test_an_original_that_outlived_its_photo_is_removed_at_once(services: Services) -> None:
    photo = await shown(services)
    with mock.patch.object(services.parties.default.storage, "remove_original"):
        await delete_photo(services.parties.default, photo.id, GUEST)
    assert photo.id in await services.parties.default.storage.originals_in(photo.id[:2])
    await sweep_later(services, 0, photo.id[:2])
    assert photo.id not in await services.parties.default.storage.originals_in(photo.id[:2])
