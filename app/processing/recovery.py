"""Finish what a killed process left half done, here or at another server, and clean up after it.

A server that works on a photo holds a lease on it, which is renewed here. If a lease has ended, its holder
is gone, and another server finishes the photo within seconds.
"""

import asyncio
import contextlib
import logging

from app.base.clock import now_iso
from app.base.errors import AppError
from app.base.ids import is_id
from app.db.repeating import Repeating
from app.operator.erasing import finish_erasures
from app.operator.making import finish_deletions
from app.parties.registry import Parties
from app.people.guests import forget_silent_guests
from app.photos.changing import drop_photo, settle_files
from app.photos.leases import NEVER, RENEW_EVERY_S, renew_leases, take_up
from app.processing.orphans import OrphanSweep
from app.processing.processor import Processor
from app.records.arrival import select_arrival_by_id
from app.records.photo import Photo, PhotoState, select_photo_anywhere, select_photos_unfinished
from app.storage import Partials
from app.storage.durable import in_thread

logger = logging.getLogger(__name__)

TAKE_UP_EVERY_S = 4.0
CLEAN_UP_EVERY_S = 60.0
PHOTOS_AT_ONCE = 50


class Recovery:
    def __init__(self, parties: Parties, processor: Processor, partials: Partials) -> None:
        self._parties = parties
        self._site = parties.site
        self._processor = processor
        self._partials = partials
        self._orphans = OrphanSweep(parties.site)
        self._recovering = Repeating("clean-up", self._recover)
        self._renewing = Repeating("saying what is under way", self._renew)
        # A server with its own records knows at its start that no work is under way.
        self._leased_before = now_iso() if self._site.database.is_shared else NEVER
        self._clean_up_at = 0.0

    async def start(self) -> None:
        """Begin in the background: first now, then regularly."""
        self._recovering.start(TAKE_UP_EVERY_S)
        self._renewing.start(RENEW_EVERY_S, is_first_at_once=False)

    async def close(self) -> None:
        await self._recovering.close()
        await self._renewing.close()

    async def _recover(self) -> None:
        await self.take_up(self._leased_before)
        self._leased_before = now_iso()
        at = asyncio.get_running_loop().time()
        if at >= self._clean_up_at:
            await self.clean_up()
            self._clean_up_at = at + CLEAN_UP_EVERY_S

    async def _renew(self) -> None:
        if at_work := self._processor.under_way:
            await renew_leases(self._site, at_work)

    async def take_up(self, leased_before: str) -> None:
        """Finish the photos and arrived originals whose leases had ended at that time."""
        async with self._site.database.reading() as connection:
            unfinished = await select_photos_unfinished(connection, leased_before, PHOTOS_AT_ONCE)
        taken = await take_up(self._site, [photo.id for photo in unfinished], leased_before)
        for photo in unfinished:
            if photo.id in taken:
                await self._finish(photo)
        await self._processor.completer.take_up(leased_before)

    async def _finish(self, photo: Photo) -> None:
        logger.info("taking up unfinished photo %s", photo.id)
        try:
            await self._processor.process(photo)
        except AppError as error:
            logger.info("unfinished photo %s: %s", photo.id, error)
        except FileNotFoundError:
            logger.error("the original of photo %s is missing; it was never answered for", photo.id)
            await drop_photo(await self._parties.by_id(photo.party_id), photo)

    async def clean_up(self) -> None:
        """Settle interrupted takedowns and remove files that no row names."""
        await in_thread(self._site.storage.reserve.fill_up)
        await self._processor.completer.sweep_former_folders()
        for folder in await self._site.storage.withdrawn_folders():
            await settle_files(self._site, folder)
        await self._sweep_staging()
        where = (self._site.database, self._site.storage, self._partials)
        await finish_deletions(*where)
        await finish_erasures(*where)
        await self._orphans.sweep()
        await forget_silent_guests(self._site)

    async def _sweep_staging(self) -> None:
        """Remove what killed processes left in staging, except the bytes of registered photos."""
        for path in await self._site.storage.stale_staging():
            if is_id(path.name):
                async with self._site.database.reading() as connection:
                    photo = await select_photo_anywhere(connection, path.name)
                    arrival = await select_arrival_by_id(connection, path.name)
                if arrival is not None or (photo is not None and photo.state is PhotoState.PROCESSING):
                    continue
            with contextlib.suppress(FileNotFoundError):
                await self._site.storage.remove_stale(path)
