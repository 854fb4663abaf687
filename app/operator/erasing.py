"""Deletes everything of a party at its deletion date: its files, then its rows, in pieces."""

from app.base.clock import now_iso
from app.db import Database
from app.operator.making import ROWS_AT_ONCE, delete_files
from app.records.change import CLOCK, ChangeKind, insert_change
from app.records.deleted_party import (
    ERASED_TABLES,
    delete_passes,
    delete_rows_in,
    select_party_erasing,
    update_party_erasure_done,
)
from app.storage import Partials, Storage


async def finish_erasures(database: Database, storage: Storage, partials: Partials) -> int:
    """Remove files and rows of every party whose erasure has begun; return how many are done.

    If the process is killed in the middle, the next call does the rest, here or in another process.
    """
    ended = 0
    while True:
        async with database.reading() as connection:
            party_id = await select_party_erasing(connection)
        if party_id is None:
            return ended
        await delete_files(database, storage, partials, party_id)
        turns = database.taking_turns(party_id)
        while True:
            async with turns.transaction() as connection:
                await delete_passes(connection, party_id)
                if not await delete_rows_in(connection, ERASED_TABLES, party_id, ROWS_AT_ONCE):
                    break
        async with turns.transaction() as connection:
            if await update_party_erasure_done(connection, party_id):
                # The head rises, so that no process goes on with its old copy.
                await insert_change(connection, party_id, ChangeKind.ERASED, CLOCK, now_iso())
                ended += 1
