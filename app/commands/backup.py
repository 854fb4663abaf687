"""Copy a party into a folder that works as a data folder itself, while the server goes on running."""

import argparse
import asyncio
import shutil
from pathlib import Path

from app.base.config import DATABASE_FILE, Config
from app.commands.failed import CommandFailed
from app.db import Database, DatabaseError, NoRecords, copy_to_sqlite
from app.intake.upload_pieces import RecordedPieces
from app.site.assembly import SECRET_KEY_FILE
from app.storage.opening import open_partials, open_storage


async def backup(config: Config, options: argparse.Namespace) -> int:
    target: Path = options.folder
    source = config.data_dir
    if isinstance(config.records, Path) and not config.records.exists():
        raise CommandFailed(f"There is no party in {source}.")
    try:
        await asyncio.to_thread(_copy_records, config, target)
        count = await _copy_files(config, target)
    except FileExistsError:
        raise CommandFailed(f"{target} is there already; name a new folder.") from None
    except NoRecords:
        raise CommandFailed("There is no party in the database.") from None
    except (OSError, DatabaseError) as error:
        raise CommandFailed(f"The backup is not complete: {error}.") from None
    print(f"{count} files and the records are in {target}.")
    return 0


def _copy_records(config: Config, target: Path) -> None:
    """Copy the records before any file: each file they name is then copied later, unless it was deleted."""
    source = config.data_dir
    target.mkdir(parents=True)
    private = target / "private"
    private.mkdir(mode=0o700)
    try:
        copy_to_sqlite(config.records, private / DATABASE_FILE)
    except DatabaseError:
        shutil.rmtree(target)
        raise
    if (source / "private" / SECRET_KEY_FILE).exists():
        shutil.copy2(source / "private" / SECRET_KEY_FILE, private / SECRET_KEY_FILE)


async def _copy_files(config: Config, target: Path) -> int:
    """Copy the files into folders, from a folder or a store."""
    database = await Database.open(target / "private" / DATABASE_FILE)
    try:
        storage = await open_storage(config)
        partials = await open_partials(config, RecordedPieces(database))
        # Uploads first: uploads become originals, and never the other way round.
        return await partials.copy_to(target) + await storage.copy_to(target)
    finally:
        await database.close()
