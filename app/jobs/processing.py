"""From a registered photo to a shown one, and the recovery of what a killed process left half way."""

import asyncio
import contextlib
import logging
import sqlite3
from datetime import timedelta

from app.actions.core import Core
from app.actions.photos import drop_photo, publish_photo, restore_photo, settle_withdrawn
from app.clock import now, to_iso
from app.errors import N_, AppError
from app.ids import is_id
from app.jobs.media_pool import MediaPool, PoolBusy, PoolClosed
from app.media.errors import PictureRefused, Refusal
from app.models.photo import Photo, PhotoState, select_photo, select_photos_unfinished

logger = logging.getLogger(__name__)

SWEEP_EVERY_S = 60.0
# Another process may still be at work on younger ones.
UNFINISHED_AFTER_S = 120.0
SWEEP_PHOTOS = 50

REFUSALS = {
    Refusal.NOT_A_PICTURE: (
        415,
        N_("This isn’t a photo we can show. JPEG, PNG, HEIC, WebP, AVIF and GIF work."),
    ),
    Refusal.BROKEN_PICTURE: (422, N_("This photo is damaged or incomplete, so we couldn’t open it.")),
    Refusal.TOO_MANY_PIXELS: (
        422,
        N_("This photo has more pixels than we can take. A smaller copy will work."),
    ),
    Refusal.TOO_SLOW: (422, N_("This photo took too long to open. A smaller copy may work.")),
    Refusal.TOO_LARGE_TO_DECODE: (422, N_("This photo is too large to open. A smaller copy will work.")),
}


def refusal_error(refusal: Refusal) -> AppError:
    """Put a refused picture into a guest's words."""
    status, message = REFUSALS[refusal]
    return AppError(status, refusal.name, message)


def busy_error() -> AppError:
    return AppError(
        503,
        "BUSY",
        N_("So many photos right now! Please try again in a moment."),
        headers={"Retry-After": "5"},
    )


class Processor:
    """Processes each photo once at a time, however often it is asked for."""

    def __init__(self, core: Core, pool: MediaPool) -> None:
        self._core = core
        self._pool = pool
        self._under_way: dict[str, asyncio.Task[Photo]] = {}
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin the recovery of unfinished work in the background: first now, then every SWEEP_EVERY_S."""
        self._sweeper = asyncio.create_task(self._sweep_for_ever())

    async def close(self) -> None:
        """Stop; what is under way stays registered and is taken up at the next start."""
        tasks: list[asyncio.Task[Photo] | asyncio.Task[None]] = [*self._under_way.values()]
        if self._sweeper is not None:
            tasks.append(self._sweeper)
            self._sweeper = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def process(self, photo: Photo) -> Photo:
        """Make a registered photo's renditions and show it.

        Raises AppError when it is not a picture (the photo is forgotten then), when too many are waiting, or
        when the disk is full. It goes on when the one who asked is gone.
        """
        task = self._under_way.get(photo.id)
        if task is None:
            task = asyncio.create_task(self._process(photo))
            self._under_way[photo.id] = task
            task.add_done_callback(lambda done: self._finished(photo.id, done))
        return await asyncio.shield(task)

    def _finished(self, photo_id: str, task: asyncio.Task[Photo]) -> None:
        self._under_way.pop(photo_id, None)
        if not task.cancelled():
            task.exception()  # heard by those who wait for it, if any still do

    async def restore(self, photo: Photo, actor: str) -> Photo:
        """Make a hidden photo's renditions again and show it."""
        room = await self._core.storage.make_workroom(photo.id)
        try:
            original = self._core.storage.original(photo.id)
            rendered = await self._pool.render(original, room, guest_id=actor)
            return await restore_photo(self._core, photo, rendered, room, actor)
        except PictureRefused as refused:
            raise refusal_error(refused.code) from refused
        except PoolBusy:
            raise busy_error() from None
        finally:
            await asyncio.shield(self._core.storage.clear_workroom(room))

    async def _process(self, photo: Photo) -> Photo:
        storage = self._core.storage
        await storage.keep_original(photo.id)
        room = await storage.make_workroom(photo.id)
        try:
            rendered = await self._pool.render(storage.original(photo.id), room, guest_id=photo.guest_id)
            return await publish_photo(self._core, photo, rendered, room)
        except PoolClosed:
            raise busy_error() from None
        except (PictureRefused, PoolBusy, OSError) as error:
            # Not answered for, so nothing may stay: the guest is told, has the photo, and may send again.
            await drop_photo(self._core, photo)
            if isinstance(error, PictureRefused):
                raise refusal_error(error.code) from error
            raise busy_error() from None if isinstance(error, PoolBusy) else error
        finally:
            await asyncio.shield(storage.clear_workroom(room))

    async def _sweep_for_ever(self) -> None:
        unfinished_after_s = 0.0
        while True:
            try:
                await self._sweep(unfinished_after_s)
            except (OSError, sqlite3.Error):
                logger.exception("clean-up failed; trying again later")
            unfinished_after_s = UNFINISHED_AFTER_S
            await asyncio.sleep(SWEEP_EVERY_S)

    async def _sweep(self, unfinished_after_s: float) -> None:
        limit = to_iso(now() - timedelta(seconds=unfinished_after_s))
        async with self._core.database.reading() as connection:
            unfinished = await select_photos_unfinished(connection, limit, SWEEP_PHOTOS)
        for photo in unfinished:
            logger.info("taking up unfinished photo %s", photo.id)
            try:
                await self.process(photo)
            except AppError as error:
                logger.info("unfinished photo %s: %s", photo.id, error)
            except FileNotFoundError:
                logger.error("the original of photo %s is missing; it was never answered for", photo.id)
                await drop_photo(self._core, photo)
        for folder in self._core.storage.withdrawn_folders():
            await settle_withdrawn(self._core, folder)
        await self._sweep_staging()

    async def _sweep_staging(self) -> None:
        """Remove what killed processes left in staging, but never the bytes of a registered photo."""
        for path in await self._core.storage.stale_staging():
            if is_id(path.name):
                async with self._core.database.reading() as connection:
                    photo = await select_photo(connection, self._core.party_id, path.name)
                if photo is not None and photo.state is PhotoState.PROCESSING:
                    continue
            with contextlib.suppress(FileNotFoundError):
                await self._core.storage.remove_stale(path)
