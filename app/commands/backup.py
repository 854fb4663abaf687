"""Copy a party into a folder that can itself be a data folder, while the server goes on running."""

import argparse
import asyncio
import os
import shutil
import sqlite3
from pathlib import Path

from app.commands.failed import CommandFailed
from app.config import Config
from app.factory import DATABASE_FILE, SECRET_KEY_FILE


async def backup(config: Config, options: argparse.Namespace) -> int:
    target: Path = options.folder
    source = config.data_dir
    if not (source / "private" / DATABASE_FILE).exists():
        raise CommandFailed(f"There is no party in {source}.")
    try:
        count = await asyncio.to_thread(_copy, source, target)
    except FileExistsError:
        raise CommandFailed(f"{target} is there already; name a new folder.") from None
    except OSError as error:
        raise CommandFailed(f"The backup is not complete: {error}.") from None
    print(f"{count} files and the records are in {target}.")
    return 0


def _copy(source: Path, target: Path) -> int:
    """Copy the records first, then the files: what the records name is then there, or was deleted."""
    target.mkdir(parents=True)
    private = target / "private"
    private.mkdir(mode=0o700)
    _copy_database(source / "private" / DATABASE_FILE, private / DATABASE_FILE)
    if (source / "private" / SECRET_KEY_FILE).exists():
        shutil.copy2(source / "private" / SECRET_KEY_FILE, private / SECRET_KEY_FILE)
    # Staging, too: a photo may be registered there a moment before it moves to the originals.
    return sum(
        _copy_tree(source / name, target / name)
        for name in ("private/uploads", "private/staging", "private/originals", "public")
    )


def _copy_database(source: Path, target: Path) -> None:
    from_connection, to_connection = sqlite3.connect(source), sqlite3.connect(target)
    try:
        from_connection.backup(to_connection)
    finally:
        from_connection.close()
        to_connection.close()


def _copy_tree(source: Path, target: Path) -> int:
    count = 0
    for folder, _, names in os.walk(source):
        copy = target / Path(folder).relative_to(source)
        copy.mkdir(parents=True, exist_ok=True)
        shutil.copymode(folder, copy)
        for name in names:
            try:
                shutil.copy2(Path(folder) / name, copy / name)
            except FileNotFoundError:
                continue  # deleted meanwhile, by the one who may
            count += 1
    return count
