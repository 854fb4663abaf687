"""Reads the facts of originals that came before facts were kept: one at a time, while no photo is waiting."""

import asyncio
import logging
import time

from app.base.errors import AppError
from app.db.repeating import Repeating
from app.media.facts import UNKNOWN, Facts
from app.parties.scope import Site
from app.processing.media_pool import MediaPool
from app.processing.processor import Processor
from app.processing.refusals import BusyError
from app.records.photo import Photo, select_photo_anywhere
from app.records.photo_facts import select_photos_without_facts, upsert_photo_facts
from app.records.photo_words import update_photo_not_indexed

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 60.0
PHOTOS_AT_ONCE = 50
KEEPER = "facts"
"""In the fair queue these photos count as one guest of their party."""


class FactsKeeper:
    """Several servers may read the same original at once. That is harmless: both find the same."""

    def __init__(self, site: Site, processor: Processor, pool: MediaPool) -> None:
        self._site = site
        self._processor = processor
        self._pool = pool
        self._looking = Repeating("reading what originals say", self.look)

    async def start(self) -> None:
        self._looking.start(LOOK_EVERY_S)

    async def close(self) -> None:
        await self._looking.close()

    async def look(self) -> None:
        """Fill in missing facts for all parties. While guests send, the rest waits for the next look."""
        after = ""
        while True:
            async with self._site.database.reading() as connection:
                found = await select_photos_without_facts(connection, after, PHOTOS_AT_ONCE)
            for photo in found:
                if self._pool.busy or self._pool.waiting:
                    return
                began = time.monotonic()
                if not await self._fill_in(photo):
                    return
                # Guests come first at the workers: pause for as long as this took.
                await asyncio.sleep(time.monotonic() - began)
            if len(found) < PHOTOS_AT_ONCE:
                return
            after = found[-1].id

    async def _fill_in(self, photo: Photo) -> bool:
        """Store the facts of one original. False if guests need the workers."""
        facts: Facts
        try:
            facts = await self._processor.look_again(photo, KEEPER)
        except BusyError:
            return False
        except AppError as error:
            if error.code == "VIDEO_NOT_SUPPORTED":
                return True  # the next server may have the codec
            logger.info("the original of photo %s says nothing: %s", photo.id, error)
            facts = UNKNOWN
        async with self._site.database.taking_turns(photo.party_id).transaction() as connection:
            current = await select_photo_anywhere(connection, photo.id)
            if current is not None and current.sha256 == photo.sha256 and current.state == photo.state:
                await upsert_photo_facts(connection, current, facts)
                await update_photo_not_indexed(connection, current.id)
        return True
