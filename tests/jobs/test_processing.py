"""From a registered photo to a shown one: once, whoever asks, and taken up again after a fault."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from pathlib import Path
from unittest import mock

import pytest

from app.actions.registration import register_photo
from app.clock import now_iso
from app.config import load
from app.errors import AppError
from app.factory import running_services
from app.ids import new_id
from app.models.photo import Photo, PhotoState, select_photo
from app.services import Services
from app.storage import new_folder
from tests.running import jpeg

LONG_AGO = "2020-01-01T00:00:00.000Z"
YOUNG_S = 120.0
"""How long the sweep leaves an unfinished photo to whoever may still be at work on it."""


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    config = load(
        {
            "PARTYWALL_DATA_DIR": str(tmp_path),
            "PARTYWALL_MEDIA_WORKERS": "1",
            "PARTYWALL_ADMIN_PASSWORD": "a-password-for-the-party",
        }
    )
    async with running_services(config, "http://127.0.0.1") as (parts, _):
        yield parts


async def registered(
    services: Services, content: bytes | None = None, created_at: str | None = None
) -> Photo:
    """Register a photo whose bytes are in staging; with empty `content` they got lost."""
    photo_id = new_id()
    content = jpeg() if content is None else content
    if content:
        async with services.core.storage.stage(photo_id) as staged:
            await staged.write(content)
            await staged.finish()
            staged.hand_over()
    photo = Photo(
        id=photo_id,
        party_id=services.core.party_id,
        guest_id="b" * 32,
        upload_key=photo_id,
        author="Ben",
        caption="",
        state=PhotoState.PROCESSING,
        change_no=0,
        position=0,
        version=1,
        sha256="",
        media_type="image/jpeg",
        bytes=len(content),
        width=0,
        height=0,
        placeholder="",
        taken_at=None,
        created_at=created_at or now_iso(),
        folder=new_folder(),
        renditions=(),
    )
    await register_photo(services.core, photo)
    return photo


async def state_of(services: Services, photo: Photo) -> PhotoState | None:
    async with services.core.database.reading() as connection:
        found = await select_photo(connection, services.core.party_id, photo.id)
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
    async with asyncio.timeout(20):
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


async def test_the_sweep_takes_up_what_nobody_is_at_work_on(services: Services) -> None:
    old, young = await registered(services, created_at=LONG_AGO), await registered(services)
    await services.processor._sweep(YOUNG_S)
    assert await state_of(services, old) is PhotoState.SHOWN
    assert await state_of(services, young) is PhotoState.PROCESSING


async def test_the_sweep_goes_on_after_a_photo_that_cannot_be_finished(services: Services) -> None:
    broken = await registered(services, jpeg()[:2000], created_at="2019" + LONG_AGO[4:])
    whole = await registered(services, created_at=LONG_AGO)
    await services.processor._sweep(YOUNG_S)
    assert await state_of(services, broken) is None
    assert await state_of(services, whole) is PhotoState.SHOWN


async def test_a_photo_whose_original_got_lost_is_dropped_and_said_so(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    photo = await registered(services, b"", created_at=LONG_AGO)
    with caplog.at_level(logging.ERROR):
        await services.processor._sweep(YOUNG_S)
    assert await state_of(services, photo) is None
    assert [photo.id in record.getMessage() for record in caplog.records] == [True]


async def test_the_sweep_clears_old_staging_but_not_the_bytes_of_a_registered_photo(
    services: Services,
) -> None:
    photo = await registered(services)
    staging = services.config.data_dir / "private" / "staging"
    (staging / new_id()).write_bytes(b"half a body")
    room = await services.core.storage.make_workroom(new_id())
    (room / "wall.jpg").write_bytes(b"half a picture")
    for entry in staging.iterdir():
        os.utime(entry, (1, 1))
    await services.processor._sweep(YOUNG_S)
    assert [entry.name for entry in staging.iterdir()] == [photo.id]


async def test_closing_leaves_what_is_under_way_registered(services: Services) -> None:
    photo = await registered(services, jpeg(4000, 3000))
    asking = asyncio.create_task(services.processor.process(photo))
    async with asyncio.timeout(20):
        while "private/originals" not in files_of(services, photo):
            await asyncio.sleep(0.001)
    await services.processor.close()
    await services.processor.close()
    await asyncio.gather(asking, return_exceptions=True)
    # Either it was just done, or it is all there for the next start.
    assert await state_of(services, photo) in (PhotoState.PROCESSING, PhotoState.SHOWN)
    assert "private/originals" in files_of(services, photo)
