"""From a registered photo to a shown one, and the recovery of what a killed process left half way."""

import asyncio
import contextlib
import logging
from datetime import timedelta

from app.actions.core import Core
from app.actions.photos import drop_photo, settle_withdrawn
from app.actions.showing import publish_photo, restore_photo
from app.clock import now, to_iso
from app.db import DatabaseError
from app.errors import AppError
from app.ids import is_id
from app.jobs.completion import Completer
from app.jobs.media_pool import MediaPool, PoolBusy, PoolClosed
from app.jobs.orphans import OrphanSweep
from app.jobs.refusals import BusyError, busy_error, refusal_error
from app.jobs.shared_tasks import SharedTasks
from app.media.errors import PictureRefused
from app.models.arrival import select_arrival_by_id
from app.models.photo import Photo, PhotoState, select_photo, select_photos_unfinished
from app.storage import Partials

logger = logging.getLogger(__name__)

SWEEP_EVERY_S = 60.0
# Another process may still be at work on younger ones.
UNFINISHED_AFTER_S = 120.0
SWEEP_PHOTOS = 50


class Processor:
    """Processes each photo once at a time, however often it is asked for."""

    def __init__(self, core: Core, pool: MediaPool, partials: Partials) -> None:
        self._core = core
        self._pool = pool
        self._partials = partials
        self._completer = Completer(core, pool, partials)
        self._orphans = OrphanSweep(core)
        self._tasks: SharedTasks[Photo] = SharedTasks()
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin the recovery of unfinished work in the background: first now, then every SWEEP_EVERY_S."""
        self._sweeper = asyncio.create_task(self._sweep_for_ever())

    async def close(self) -> None:
        """Stop; what is under way stays registered and is taken up at the next start."""
        sweeper, self._sweeper = self._sweeper, None
        if sweeper is not None:
            sweeper.cancel()
            await asyncio.gather(sweeper, return_exceptions=True)
        await self._tasks.close()
        await self._completer.close()

    async def process(self, photo: Photo, *, is_kept_when_busy: bool = True) -> Photo:
        """Make a registered photo's renditions and show it.

        Raises AppError when it is not a picture (the photo is forgotten then), when too many are waiting, or
        when the disk is full. Then it stays registered and is taken up later, or with `is_kept_when_busy`
        false is forgotten. It goes on when the one who asked is gone.
        """
        return await self._tasks.run(photo.id, lambda: self._process(photo, is_kept_when_busy))

    async def complete(self, photo_id: str) -> None:
        """Put the original that arrived for a photo in its screen copy's place."""
        await self._completer.complete(photo_id)

    async def restore(self, photo: Photo, actor: str) -> Photo:
        """Make a hidden photo's renditions again and show it."""
        room = await self._core.storage.make_workroom(photo.id)
        try:
            async with self._core.storage.local_original(photo.id) as original:
                rendered = await self._pool.render(original, room, guest_id=actor)
            return await restore_photo(self._core, photo, rendered, room, actor)
        except PictureRefused as refused:
            raise refusal_error(refused.code) from refused
        except PoolBusy as busy:
            raise BusyError(busy.ahead) from None
        finally:
            await asyncio.shield(self._core.storage.clear_workroom(room))

    async def _process(self, photo: Photo, is_kept_when_busy: bool) -> Photo:
        storage = self._core.storage
        # What came by an upload is still among the partial ones.
        await self._partials.hand_over(photo.id, photo.bytes)
        await storage.keep_original(photo.id)
        room = await storage.make_workroom(photo.id)
        try:
            async with storage.local_original(photo.id) as original:
                rendered = await self._pool.render(original, room, guest_id=photo.guest_id)
            return await publish_photo(self._core, photo, rendered, room)
        except PoolClosed:
            raise busy_error() from None
        except PictureRefused as refused:
            await drop_photo(self._core, photo, refused.code.name)
            raise refusal_error(refused.code) from refused
        except (PoolBusy, OSError) as error:
            if not is_kept_when_busy:
                # Not answered for: the guest is told, still has the photo, and may send it again.
                await drop_photo(self._core, photo)
            if isinstance(error, PoolBusy):
                raise BusyError(error.ahead) from None
            raise
        finally:
            await asyncio.shield(storage.clear_workroom(room))

    async def _sweep_for_ever(self) -> None:
        unfinished_after_s = 0.0
        while True:
            try:
                await self._sweep(unfinished_after_s)
            except (OSError, DatabaseError):
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
        await self._completer.sweep(unfinished_after_s)
        for folder in await self._core.storage.withdrawn_folders():
            await settle_withdrawn(self._core, folder)
        await self._sweep_staging()
        await self._orphans.sweep()

    async def _sweep_staging(self) -> None:
        """Remove what killed processes left in staging, but never the bytes of a registered photo."""
        for path in await self._core.storage.stale_staging():
            if is_id(path.name):
                async with self._core.database.reading() as connection:
                    photo = await select_photo(connection, self._core.party_id, path.name)
                    arrival = await select_arrival_by_id(connection, path.name)
                if arrival is not None or (photo is not None and photo.state is PhotoState.PROCESSING):
                    continue
            with contextlib.suppress(FileNotFoundError):
                await self._core.storage.remove_stale(path)
