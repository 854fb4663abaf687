"""A copy of the records in PostgreSQL as a SQLite file, with which a single server can go on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from app.db.errors import NoRecords
from app.db.migrate import FOLDER, migrate, migration_files, refuse_newer
from app.db.postgres import CONNECT, as_ours

ROWS_AT_ONCE = 1000


def copy_postgres(address: str, target: Path) -> None:
    """Copy all tables as they are at one moment, while servers go on writing; raise DatabaseError, NoRecords.

    Raises NewerRecords too: the copy would lack what this program does not know.
    """
    migrate(target)
    try:
        with closing(sqlite3.connect(target)) as copy, psycopg.connect(address, **CONNECT) as source:
            source.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            source.read_only = True
            if source.execute("select to_regclass('migrations')").fetchone() == (None,):
                raise NoRecords
            done = source.execute("select name from migrations").fetchall()
            refuse_newer((str(name) for (name,) in done), migration_files(FOLDER))
            for table in _tables(copy):
                _copy_table(source, copy, table)
            copy.commit()
    except psycopg.Error as error:
        raise as_ours(error) from error


def _tables(copy: sqlite3.Connection) -> list[str]:
    # SQLite's index for words is a table, and triggers fill it.
    rows = copy.execute(
        "select name from pragma_table_list where schema = 'main' and type = 'table'"
        " and name not like 'sqlite_%'"
    )
    # The copy has already run its own migrations.
    return [name for (name,) in rows if name != "migrations"]


def _copy_table(source: psycopg.Connection, copy: sqlite3.Connection, table: str) -> None:
    columns = [row[1] for row in copy.execute(f"pragma table_info({table})")]
    names, places = ", ".join(columns), ", ".join("?" * len(columns))
    with source.cursor(name="copy") as rows:
        rows.itersize = ROWS_AT_ONCE
        rows.execute(f"select {names} from {table}".encode())
        copy.executemany(f"insert into {table} ({names}) values ({places})", rows)
