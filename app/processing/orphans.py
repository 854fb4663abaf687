"""Find and remove files that no row names, a part at a time. They come from a kill between file and row."""

import logging
import secrets

from app.base.clock import now
from app.parties.scope import Site
from app.records.kept_file import select_folders_named, select_folders_waiting, select_originals_named

logger = logging.getLogger(__name__)

SHARDS = 256
RENDITIONS_UNNAMED_S = 3600.0
"""Renditions can be made again. Files of current work are younger, and a row names them, too."""
ORIGINALS_UNKNOWN_S = 7 * 24 * 3600.0
"""An original cannot: after older records are restored, there is this time to notice missing photos."""


class OrphanSweep:
    """Each `sweep` looks at one of 256 parts, so it costs little even with many photos."""

    def __init__(self, site: Site) -> None:
        self._site = site
        # Replicas begin at different places.
        self._shard = secrets.randbelow(SHARDS)

    async def sweep(self) -> None:
        await self.sweep_shard(f"{self._shard:02x}")
        self._shard = (self._shard + 1) % SHARDS

    async def sweep_shard(self, shard: str) -> None:
        storage, at = self._site.storage, now().timestamp()
        # List the files first: a file that gets its row after that is still found among the rows.
        folders, originals = await storage.public_folders_in(shard), await storage.originals_in(shard)
        waiting = await storage.waiting_folders_in(shard)
        if not folders and not originals and not waiting:
            return
        async with self._site.database.reading() as connection:
            named = await select_folders_named(connection, shard)
            kept = await select_originals_named(connection, shard)
            to_wait = await select_folders_waiting(connection, shard)
        for folder, changed_at in (folders | waiting).items():
            if at - changed_at < RENDITIONS_UNNAMED_S:
                continue
            if folder not in named:
                logger.info("removing renditions that no photo names: %s", folder)
                await storage.discard(folder)
            elif folder in folders and folder in to_wait:
                # A process made this photo's files public and was killed before it wrote the row.
                await storage.take_back(folder)
        for photo_id, came_at in originals.items():
            is_known = photo_id in kept
            if not kept.get(photo_id, False) and (is_known or at - came_at > ORIGINALS_UNKNOWN_S):
                logger.info("removing an original that no photo has: %s", photo_id)
                await storage.remove_original(photo_id)
