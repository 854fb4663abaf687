"""Make the exports that take a while, one at a time and with pauses, because the party comes first.

The server that makes a job holds its lease. After a restart, or if the server dies, the job begins anew.
"""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

from app.base.clock import now, now_iso, to_iso
from app.db.repeating import Repeating
from app.exports.album_folder import AlbumFolder, Ended
from app.exports.book_job import BookPdf
from app.exports.credited_zip import CreditedZip
from app.parties.registry import Parties
from app.processing.credit_process import CreditProcess
from app.records.export import Export, Kind
from app.records.export_job import (
    delete_job_rows,
    select_jobs,
    update_job_begun,
    update_job_done,
    update_job_let_go,
)

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 3.0
LEASE_S = 60.0
JOBS_AT_ONCE = 10


class ExportMaker:
    """Copies and books are made in `rooms`, while at least `min_free_bytes` stay free on the disk."""

    def __init__(self, parties: Parties, rooms: Path, min_free_bytes: int) -> None:
        self._parties = parties
        self._rooms = rooms
        self._process = CreditProcess(rooms)
        self._min_free_bytes = min_free_bytes
        self._looking = Repeating("making exports", self.look)

    async def start(self) -> None:
        self._looking.start(LOOK_EVERY_S)

    async def close(self) -> None:
        await self._looking.close()
        await self._process.close()

    async def look(self) -> None:
        """Make all waiting exports of all parties."""
        async with self._parties.site.database.reading() as connection:
            found = await select_jobs(connection, now_iso(), JOBS_AT_ONCE)
        for export in found:
            scope = await self._parties.by_id(export.party_id)
            async with scope.database.transaction() as connection:
                if not await update_job_begun(connection, export.id, now_iso(), _lease_end()):
                    continue
                await delete_job_rows(connection, export.id)
            await self._make(export)
        # An open exiftool would cost memory all night.
        await self._process.close()

    async def _make(self, export: Export) -> None:
        scope = await self._parties.by_id(export.party_id)

        async def tell(done: int) -> None:
            async with scope.database.transaction() as connection:
                if not await update_job_done(connection, export.id, done, now_iso(), _lease_end()):
                    raise Ended

        try:
            if export.kind is Kind.ALBUM:
                await AlbumFolder(scope, export, tell).make()
            elif export.kind is Kind.BOOK:
                await BookPdf(scope, export, tell, self._rooms, self._min_free_bytes).make()
            else:
                await CreditedZip(scope, export, tell, self._process, self._min_free_bytes).make()
        except Ended:
            logger.info("export %s was ended while it was made", export.id)
        except asyncio.CancelledError:
            async with scope.database.transaction() as connection:
                await update_job_let_go(connection, export.id)
            raise
        except Exception:
            # Catch everything: a bad photo or disk must not hold up the other exports.
            logger.exception("export %s could not be made; trying again later", export.id)


def _lease_end() -> str:
    return to_iso(now() + timedelta(seconds=LEASE_S))
