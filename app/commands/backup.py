"""Copy a party into a folder that can itself be a data folder, while the server goes on running."""

import argparse
import asyncio
import shutil
import sqlite3
from pathlib import Path

from app.actions.upload_pieces import RecordedPieces
from app.commands.failed import CommandFailed
from app.config import Config
from app.db import Database
from app.factory import DATABASE_FILE, SECRET_KEY_FILE
from app.storage.opening import open_partials, open_storage


async def backup(config: Config, options: argparse.Namespace) -> int:
    target: Path = options.folder
    source = config.data_dir
    if not (source / "private" / DATABASE_FILE).exists():
        raise CommandFailed(f"There is no party in {source}.")
    try:
        await asyncio.to_thread(_copy_records, source, target)
        count = await _copy_files(config, target)
    except FileExistsError:
        raise CommandFailed(f"{target} is there already; name a new folder.") from None
    except OSError as error:
        raise CommandFailed(f"The backup is not complete: {error}.") from None
    print(f"{count} files and the records are in {target}.")
    return 0


def _copy_records(source: Path, target: Path) -> None:
    """Copy the records before any file: what they name is then there, or was deleted."""
    target.mkdir(parents=True)
    private = target / "private"
    private.mkdir(mode=0o700)
    _copy_database(source / "private" / DATABASE_FILE, private / DATABASE_FILE)
    if (source / "private" / SECRET_KEY_FILE).exists():
        shutil.copy2(source / "private" / SECRET_KEY_FILE, private / SECRET_KEY_FILE)


async def _copy_files(config: Config, target: Path) -> int:
    """Copy the files from wherever they are into folders."""
    database = await Database.open(target / "private" / DATABASE_FILE)
    try:
        storage = await open_storage(config)
        partials = await open_partials(config, RecordedPieces(database))
        # Uploads first: they become originals, and never the other way round.
        return await partials.copy_to(target) + await storage.copy_to(target)
    finally:
        await database.close()


def _copy_database(source: Path, target: Path) -> None:
    from_connection, to_connection = sqlite3.connect(source), sqlite3.connect(target)
    try:
        from_connection.backup(to_connection)
    finally:
        from_connection.close()
        to_connection.close()
