"""Records as they were before a migration, for tests of what it makes of them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from app.base.config import DATABASE_FILE
from app.db.migrate import FOLDER, migrate, migration_files
from tests.records import Books, books_at, place


@contextmanager
def migrated(tmp_path: Path, migration: str, rows: str) -> Iterator[Books]:
    """Write `rows` into records of before that migration, and open what today's migrations make of them."""
    older = tmp_path / "older"
    older.mkdir()
    for file in migration_files(FOLDER):
        if migration in file.name:
            break
        (older / file.name).write_text(file.read_text())
    data_dir = tmp_path / "party"
    (data_dir / "private").mkdir(parents=True)
    path = data_dir / "private" / DATABASE_FILE
    address = place.address_of(data_dir)
    migrate(address or path, older)
    if address:
        with psycopg.connect(address) as connection:
            connection.execute(rows.encode())
    else:
        with closing(sqlite3.connect(path)) as books:
            books.executescript(rows)
    migrate(address or path)
    with books_at(data_dir, address) as books_now:
        yield books_now
