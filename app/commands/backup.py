"""Copy a party into a folder that can itself be a data folder, while the server goes on running."""

import argparse
import asyncio
import os
import shutil
from pathlib import Path

from app.commands.failed import CommandFailed
from app.config import DATABASE_FILE, Config
from app.db import DatabaseError, copy_to_sqlite
from app.factory import SECRET_KEY_FILE


async def backup(config: Config, options: argparse.Namespace) -> int:
    target: Path = options.folder
    source = config.data_dir
    if isinstance(config.records, Path) and not config.records.exists():
        raise CommandFailed(f"There is no party in {source}.")
    try:
        count = await asyncio.to_thread(_copy, config, target)
    except FileExistsError:
        raise CommandFailed(f"{target} is there already; name a new folder.") from None
    except (OSError, DatabaseError) as error:
        raise CommandFailed(f"The backup is not complete: {error}.") from None
    print(f"{count} files and the records are in {target}.")
    return 0


def _copy(config: Config, target: Path) -> int:
    """Copy the records first, then the files: what the records name is then there, or was deleted."""
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
    # Staging, too: a photo may be registered there a moment before it moves to the originals.
    return sum(
        _copy_tree(source / name, target / name)
        for name in ("private/uploads", "private/staging", "private/originals", "public")
    )


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
