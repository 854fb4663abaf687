"""`party export` makes a data folder of one party alone; `party import` adds one to a server."""

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from app.base.config import DATABASE_FILE, Config
from app.commands.failed import CommandFailed
from app.commands.party import find_party, opened_records
from app.db import Database, DatabaseError, copy_to_sqlite, migrate
from app.intake.upload_pieces import RecordedPieces
from app.operator.making import BadSlug, SlugTaken, begin_deletion, finish_deletions
from app.operator.moving import AlreadyThere, Place, move_party
from app.parties.registry import base_of
from app.parties.state import DEFAULT_SLUG
from app.records.party import Party
from app.storage import FolderStorage
from app.storage.opening import open_partials, open_storage


async def export(config: Config, options: argparse.Namespace) -> int:
    """Copy one party to a new data folder, where it becomes the server's own party."""
    folder: Path = options.folder
    async with opened_records(config) as database:
        party = await find_party(database, options.slug)
        # A store without addresses for browsers returns the bytes themselves.
        source = Place(database, await open_storage(replace(config, storage_public_url=None)))
        try:
            await asyncio.to_thread(folder.mkdir, parents=True)
        except FileExistsError:
            raise CommandFailed(f"{folder} is there already; name a new folder.") from None
        try:
            async with _new_folder(folder) as target:
                count = await move_party(source, party, target, DEFAULT_SLUG)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError | DatabaseError):
                raise CommandFailed(f"The export is not complete, and was removed: {error}.") from None
            raise
    print(f"{party.title!r} with {count} photos is in {folder}. Start it with PARTYWALL_DATA_DIR={folder}")
    return 0


@asynccontextmanager
async def _new_folder(folder: Path) -> AsyncIterator[Place]:
    storage = FolderStorage(folder)
    storage.open()
    records = folder / "private" / DATABASE_FILE
    await asyncio.to_thread(migrate, records)
    database = await Database.open(records)
    try:
        yield Place(database, storage)
    finally:
        await database.close()


async def import_(config: Config, options: argparse.Namespace) -> int:
    """Add the party of an exported folder, or of a backup, to this server."""
    async with opened_records(config) as database, _kept_folder(options.folder) as source:
        party = await find_party(source.database, options.source)
        target = Place(database, await open_storage(config))
        try:
            count = await move_party(source, party, target, options.slug)
        except AlreadyThere:
            raise CommandFailed("This server has that party, or photos of it, already. Delete it.") from None
        except (BadSlug, SlugTaken):
            raise CommandFailed(
                f"{options.slug!r} is taken, or cannot stand in an address: "
                "take 1 to 40 small letters, digits and hyphens."
            ) from None
        except (OSError, DatabaseError, ValueError) as error:
            await _undo(config, database, target, party)
            raise CommandFailed(f"The party was not taken in: {error}.") from None
    print(f"{party.title!r} with {count} photos is at {config.guest_url()}{base_of(options.slug)}/")
    return 0


@asynccontextmanager
async def _kept_folder(folder: Path) -> AsyncIterator[Place]:
    """Open a data folder to read from. It stays as it is: the migrations run on a copy of its records."""
    records = folder / "private" / DATABASE_FILE
    if not records.exists():
        raise CommandFailed(f"There is no party in {folder}.")
    with tempfile.TemporaryDirectory() as room:
        copy = Path(room, DATABASE_FILE)
        await asyncio.to_thread(copy_to_sqlite, records, copy)
        await asyncio.to_thread(migrate, copy)
        database = await Database.open(copy)
        try:
            yield Place(database, FolderStorage(folder))
        finally:
            await database.close()


async def _undo(config: Config, database: Database, target: Place, party: Party) -> None:
    await begin_deletion(database, replace(party, slug=f"~{party.id}"))
    await finish_deletions(database, target.storage, await open_partials(config, RecordedPieces(database)))
