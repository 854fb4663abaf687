"""From a registered photo to a shown one: once, whoever asks, and taken up again after a fault."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from app.base.clock import now_iso
from app.base.config import load
from app.base.errors import AppError
from app.base.ids import new_id
from app.intake.acceptance import accept_photo
from app.intake.registration import Outcome, register_photo
from app.media.rendered import Rendered
from app.photos.changing import drop_photo
from app.photos.forms import NewPhotoForm
from app.photos.leases import take_up
from app.photos.originals import ORIGINAL_LOST
from app.processing import recovery as recovery_module
from app.processing.media_pool import PoolClosed
from app.processing.recovery import Recovery
from app.records.change import ChangeKind, select_changes
from app.records.photo import Original, Photo, PhotoState, select_photo, select_photos_unfinished
from app.records.upload import UploadState, select_upload
from app.site.assembly import running_services
from app.web.services import Services
from tests import photo_rows
from tests.patience import PATIENCE_S
from tests.running import jpeg


@pytest.fixture
def recovery(services: Services) -> Recovery:
    """What finishes abandoned photos; the server's own stands still in these tests."""
    return Recovery(services.parties, services.processor, services.partials)


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    config = load(
        {
            "PARTYWALL_DATA_DIR": str(tmp_path),
            "PARTYWALL_MEDIA_WORKERS": "1",
            "PARTYWALL_ADMIN_PASSWORD": "a-password-for-the-party",
        }
    )
    async with AsyncExitStack() as stack:
        with mock.patch.object(Recovery, "start"):
            parts, _ = await stack.enter_async_context(running_services(config, "http://127.0.0.1"))
        yield parts


async def registered(
    services: Services, content: bytes | None = None, *, is_abandoned: bool = False
) -> Photo:
    """Register a photo whose bytes are in staging; with empty `content` they got lost."""
    content = jpeg() if content is None else content
    return await photo_rows.registered(services.parties.default, content, is_abandoned=is_abandoned)


async def state_of(services: Services, photo: Photo) -> PhotoState | None:
    async with services.parties.default.database.reading() as connection:
        found = await select_photo(connection, services.parties.default.party_id, photo.id)
    return found.state if found else None


def files_of(services: Services, photo: Photo) -> list[str]:
    folders = ("private/staging", "private/originals")
    root = services.config.data_dir
    return [f for f in folders for path in (root / f).rglob(f"{photo.id}*") if path.exists()]


async def test_a_photo_that_two_ask_for_is_rendered_once(services: Services) -> None:
    photo = await registered(services)
    with mock.patch.object(services.pool, "render", wraps=services.pool.render) as render:
        one, two = await asyncio.gather(*(services.processor.process(photo) for _ in range(2)))
    assert render.call_count == 1
    assert one == two
    assert (one.state, one.change_no) == (PhotoState.SHOWN, 1)


async def test_a_photo_goes_its_way_when_the_one_who_asked_is_gone(services: Services) -> None:
    photo = await registered(services)
    asking = asyncio.create_task(services.processor.process(photo))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    async with asyncio.timeout(PATIENCE_S):
        while await state_of(services, photo) is not PhotoState.SHOWN:
            await asyncio.sleep(0.01)


async def test_a_pool_that_is_closed_leaves_the_photo_for_the_next_start(services: Services) -> None:
    photo = await registered(services)
    await services.pool.close()
    with pytest.raises(AppError) as caught:
        await services.processor.process(photo)
    assert (caught.value.status, caught.value.code) == (503, "BUSY")
    assert await state_of(services, photo) is PhotoState.PROCESSING
    assert files_of(services, photo) == ["private/originals"]


async def test_what_is_no_picture_is_forgotten_with_its_bytes(services: Services) -> None:
    photo = await registered(services, jpeg()[:2000])
    with pytest.raises(AppError) as caught:
        await services.processor.process(photo)
    assert caught.value.code == "BROKEN_PICTURE"
    assert await state_of(services, photo) is None
    assert files_of(services, photo) == []


async def test_the_sweep_takes_up_what_nobody_is_at_work_on(services: Services, recovery: Recovery) -> None:
    old, young = await registered(services, is_abandoned=True), await registered(services)
    await recovery.take_up(now_iso())
    assert await state_of(services, old) is PhotoState.SHOWN
    assert await state_of(services, young) is PhotoState.PROCESSING


async def test_the_sweep_goes_on_after_a_photo_that_cannot_be_finished(
    services: Services, recovery: Recovery
) -> None:
    broken = await registered(services, jpeg()[:2000], is_abandoned=True)
    whole = await registered(services, is_abandoned=True)
    await recovery.take_up(now_iso())
    assert await state_of(services, broken) is None
    assert await state_of(services, whole) is PhotoState.SHOWN


async def test_a_photo_whose_original_got_lost_is_dropped_and_said_so(
    services: Services, recovery: Recovery, caplog: pytest.LogCaptureFixture
) -> None:
    photo = await registered(services, b"", is_abandoned=True)
    with caplog.at_level(logging.ERROR):
        await recovery.take_up(now_iso())
    assert await state_of(services, photo) is None
    assert [photo.id in record.getMessage() for record in caplog.records] == [True]


async def test_a_lost_original_ends_its_upload_and_its_photo_stays_a_copy(
    services: Services, recovery: Recovery
) -> None:
    scope = services.parties.default
    photo, upload_id = await photo_rows.with_arrival(
        scope, services.processor, services.upload_limits, b"", jpeg()
    )
    await recovery.take_up(now_iso())
    async with scope.database.reading() as connection:
        after = await select_photo(connection, scope.party_id, photo.id)
        upload = await select_upload(connection, scope.party_id, upload_id)
        changes = await select_changes(connection, scope.party_id, None, 10)
    assert after is not None
    assert upload is not None
    assert (after.original, after.original_refusal) == (Original.COMING, ORIGINAL_LOST)
    assert upload.state is UploadState.GONE
    assert [change.kind for change in changes] == [ChangeKind.COPY_KEPT, ChangeKind.SHOWN]
    again = replace(photo, id=new_id(), sha256="again", original=Original.KEPT)
    assert (await register_photo(scope, again)).outcome is Outcome.ARRIVED, "it may be sent once more"


async def test_the_sweep_clears_old_staging_but_not_the_bytes_of_a_registered_photo(
    services: Services, recovery: Recovery
) -> None:
    photo = await registered(services)
    staging = services.config.data_dir / "private" / "staging"
    (staging / new_id()).write_bytes(b"half a body")
    room = staging / f"{new_id()}.room"
    room.mkdir()
    (room / "wall.jpg").write_bytes(b"half a picture")
    for entry in staging.iterdir():
        os.utime(entry, (1, 1))
    await recovery.clean_up()
    assert [entry.name for entry in staging.iterdir()] == [photo.id]


async def abandoned(services: Services) -> list[Photo]:
    async with services.parties.default.database.reading() as connection:
        return await select_photos_unfinished(connection, now_iso(), 10)


async def test_of_two_servers_that_find_an_abandoned_photo_one_takes_it_up(services: Services) -> None:
    photos = [await registered(services, is_abandoned=True) for _ in range(3)]
    ids = [photo.id for photo in photos]
    taken = await asyncio.gather(*(take_up(services.parties.default.site, ids, now_iso()) for _ in range(4)))
    assert sorted(photo_id for each in taken for photo_id in each) == sorted(ids)


async def test_a_photo_that_is_being_worked_on_is_left_alone_however_long_that_takes(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery_module, "RENEW_EVERY_S", 0.01)
    photo = await registered(services, is_abandoned=True)
    finish = asyncio.Event()

    async def render_slowly(*args: object, **kwargs: object) -> None:
        await finish.wait()
        raise PoolClosed

    monkeypatch.setattr(services.pool, "render", render_slowly)
    asking = asyncio.create_task(services.processor.process(photo))
    renewing = Recovery(services.parties, services.processor, services.partials)
    await renewing.start()
    async with asyncio.timeout(PATIENCE_S):
        while await abandoned(services):
            await asyncio.sleep(0.01)
    await renewing.close()
    finish.set()
    with pytest.raises(AppError):
        await asking


async def test_closing_leaves_what_is_under_way_registered(services: Services) -> None:
    photo = await registered(services, jpeg(4000, 3000))
    asking = asyncio.create_task(services.processor.process(photo))
    async with asyncio.timeout(PATIENCE_S):
        while "private/originals" not in files_of(services, photo):
            await asyncio.sleep(0.001)
    await services.processor.close()
    await services.processor.close()
    await asyncio.gather(asking, return_exceptions=True)
    # Either it was just done, or it is all there for the next start.
    assert await state_of(services, photo) in (PhotoState.PROCESSING, PhotoState.SHOWN)
    assert "private/originals" in files_of(services, photo)


async def test_a_photo_that_is_forgotten_elsewhere_while_it_is_sent_again_is_the_one_that_came_again(
    services: Services,
) -> None:
    photo = await registered(services)
    render = services.pool.render

    async def forgotten_meanwhile(*args: Any, **options: Any) -> Rendered:
        rendered = await render(*args, **options)
        if await state_of(services, photo) is PhotoState.PROCESSING:
            await drop_photo(services.parties.default, photo)
        return rendered

    form = NewPhotoForm("Ben", "", photo.upload_key)
    async with services.parties.default.storage.stage(new_id()) as staged:
        await staged.write(jpeg())
        with mock.patch.object(services.pool, "render", forgotten_meanwhile):
            kept, is_new = await accept_photo(
                services.parties.default, services.processor, staged, photo.guest_id, form
            )
    assert is_new
    assert kept.id != photo.id
    assert await state_of(services, kept) is PhotoState.SHOWN
    assert files_of(services, kept) == ["private/originals"]
