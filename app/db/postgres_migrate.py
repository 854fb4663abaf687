"""The numbered SQL files on PostgreSQL.

The files use SQL that both databases take, apart from marked parts. One word differs: SQLite's `integer` has
64 bits, so here it is read as `bigint`.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import psycopg

from app.base.clock import now_iso
from app.db.errors import DatabaseError
from app.db.migrate import refuse_newer, script_for
from app.db.postgres import CONNECT, as_ours

MIGRATIONS_LOCK = 0x70617274_79000002
INTEGER = re.compile(r"\binteger\b")


def migrate_postgres(address: str, files: Sequence[Path]) -> list[str]:
    """Run the files that have not run yet and return their names; raise DatabaseError."""
    try:
        with psycopg.connect(address, autocommit=True, **CONNECT) as connection:
            _check_encoding(connection)
            # Held until this connection ends, in any way: replicas that start at once take turns.
            connection.execute(f"select pg_advisory_lock({MIGRATIONS_LOCK})".encode())
            connection.execute(
                "create table if not exists migrations (name text primary key, at text not null)"
            )
            done = connection.execute("select name from migrations").fetchall()
            refuse_newer((str(name) for (name,) in done), files)
            return [file.name for file in files if _run(connection, file)]
    except psycopg.Error as error:
        raise as_ours(error) from error


def _check_encoding(connection: psycopg.Connection) -> None:
    """Refuse a database that cannot hold every name and caption, such as one made without a locale."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseError(
            f"the database keeps text as {encoding}; make one with: "
            f"create database {connection.info.dbname} encoding 'UTF8' template template0"
        )


def _run(connection: psycopg.Connection, file: Path) -> bool:
    with connection.transaction():
        if connection.execute("select 1 from migrations where name = %s", (file.name,)).fetchone():
            return False
        connection.execute(INTEGER.sub("bigint", script_for("PostgreSQL", file)).encode())
        connection.execute("insert into migrations (name, at) values (%s, %s)", (file.name, now_iso()))
    return True
