"""Looks at a database without changing it: is it whole, and does it have all migrations?"""

import sqlite3
from pathlib import Path

from app.db.migrate import FOLDER, migration_files

BUSY_TIMEOUT_S = 10.0


def damage(path: Path) -> list[str]:
    """Return what SQLite finds wrong with the file, nothing when it is whole; raises sqlite3.Error."""
    connection = _open(path)
    try:
        rows = [str(row[0]) for row in connection.execute("PRAGMA quick_check")]
    finally:
        connection.close()
    return [row for row in rows if row != "ok"]


def pending_migrations(path: Path) -> list[str]:
    """Return the names of the migrations that the next start will run; raises sqlite3.Error."""
    connection = _open(path)
    try:
        done = {str(row[0]) for row in connection.execute("select name from migrations")}
    finally:
        connection.close()
    return [file.name for file in migration_files(FOLDER) if file.name not in done]


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)
    connection.execute("PRAGMA query_only = ON")
    return connection
