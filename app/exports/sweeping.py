"""Remove the lists of expired exports, and unfinished lists of killed processes."""

from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.db.repeating import Repeating
from app.parties.scope import Site
from app.records.export import Kind, delete_export_rows, select_exports_over

SWEEP_EVERY_S = 300.0
NEVER_READY_AFTER = timedelta(hours=1)
EXPORTS_AT_ONCE = 100
ROWS_AT_ONCE = 500


class ExportSweeper:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._sweeping = Repeating("clean-up of exports", self.sweep)

    async def start(self) -> None:
        self._sweeping.start(SWEEP_EVERY_S)

    async def close(self) -> None:
        await self._sweeping.close()

    async def sweep(self) -> None:
        begun_before = to_iso(now() - NEVER_READY_AFTER)
        async with self._site.database.reading() as connection:
            over = await select_exports_over(connection, now_iso(), begun_before, EXPORTS_AT_ONCE)
        for party_id, export_id, kind in over:
            if kind is Kind.BOOK:
                await self._site.storage.remove_original(export_id)
            database = self._site.database.taking_turns(party_id)
            is_more = True
            while is_more:
                async with database.transaction() as connection:
                    is_more = await delete_export_rows(connection, export_id, ROWS_AT_ONCE)
