"""A copy of the records as a SQLite file, from either database, while servers go on writing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.db.database import Records


def copy_to_sqlite(records: Records, target: Path) -> None:
    """Copy the state of one moment to the new file `target`; raise DatabaseError, NoRecords."""
    if isinstance(records, Path):
        with closing(sqlite3.connect(records)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    else:
        from app.db.postgres_copy import copy_postgres  # its driver is an extra

        copy_postgres(records, target)
