"""Read originals from before CRC-32s were kept, one at a time and with pauses."""

import asyncio
import logging
import time
import zlib
from pathlib import Path

from app.db.repeating import Repeating
from app.parties.scope import Site
from app.records.checksum import (
    UNREADABLE,
    Unchecked,
    select_photos_without_crc32,
    update_photo_crc32,
)
from app.storage.durable import in_thread

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 60.0
PHOTOS_AT_ONCE = 100
READ_BYTES = 1024 * 1024


class ChecksumKeeper:
    """Several servers may read the same original at once. The first result is kept."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._looking = Repeating("reading originals for their checksums", self.look)

    async def start(self) -> None:
        self._looking.start(LOOK_EVERY_S)

    async def close(self) -> None:
        await self._looking.close()

    async def look(self) -> None:
        """Fill in missing checksums for all parties. Raises StoreAway. The rest waits for the next look."""
        after = ""
        while True:
            async with self._site.database.reading() as connection:
                found = await select_photos_without_crc32(connection, after, PHOTOS_AT_ONCE)
            for photo in found:
                began = time.monotonic()
                await self._fill_in(photo)
                # Guests come first at the disk: pause for as long as this took.
                await asyncio.sleep(time.monotonic() - began)
            if len(found) < PHOTOS_AT_ONCE:
                return
            after = found[-1].id

    async def _fill_in(self, photo: Unchecked) -> None:
        try:
            size, crc32 = await self._read(photo.id)
        except FileNotFoundError:
            size, crc32 = -1, UNREADABLE
        if size != photo.bytes:
            logger.warning("the original of photo %s is not there as it was sent", photo.id)
            crc32 = UNREADABLE
        async with self._site.database.transaction() as connection:
            await update_photo_crc32(connection, photo, crc32)

    async def _read(self, photo_id: str) -> tuple[int, int]:
        found = await self._site.storage.open_original(photo_id)
        if isinstance(found, Path):
            return await in_thread(_read_file, found)
        size = crc32 = 0
        async for piece in found.pieces:
            crc32 = zlib.crc32(piece, crc32)
            size += len(piece)
        return size, crc32


def _read_file(path: Path) -> tuple[int, int]:
    size = crc32 = 0
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            crc32 = zlib.crc32(piece, crc32)
            size += len(piece)
    return size, crc32
