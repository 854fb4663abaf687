"""Checks records without changing them: are they intact, and have all migrations run?"""

import sqlite3
from pathlib import Path

from app.db.database import Database, Records
from app.db.errors import DatabaseError
from app.db.migrate import FOLDER, migration_files, refuse_newer

BUSY_TIMEOUT_S = 10.0


def damage(path: Path) -> list[str]:
    """Return what SQLite finds wrong with the file, nothing when it is intact; raises DatabaseError."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)
    try:
        connection.execute("PRAGMA query_only = ON")
        rows = [str(row[0]) for row in connection.execute("PRAGMA quick_check")]
    except sqlite3.DatabaseError as error:
        raise DatabaseError(str(error)) from error
    finally:
        connection.close()
    return [row for row in rows if row != "ok"]


async def pending_migrations(records: Records) -> list[str]:
    """Return the names of the migrations that the next start will run.

    Raises NewerRecords when that start would be refused, and any other DatabaseError.
    """
    database = await Database.open(records)
    try:
        async with database.reading() as connection:
            done = {str(row["name"]) for row in await connection.fetch_all("select name from migrations")}
    finally:
        await database.close()
    files = migration_files(FOLDER)
    refuse_newer(done, files)
    return [file.name for file in files if file.name not in done]
