"""Where the tests' servers keep their records: SQLite, or with `pytest --records=postgres` PostgreSQL."""

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg

from tests.patience import PATIENCE_S
from tests.postgres_server import PostgresServer

KINDS = ("sqlite", "postgres")


class Rows(Protocol):
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Books(Protocol):
    """The records from outside: SQL with `?` places, rows as tuples, written with `commit()`."""

    def execute(self, sql: str, params: tuple[object, ...] = ()) -> Rows: ...
    def commit(self) -> None: ...


class _PostgresBooks:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, params: tuple[object, ...] = ()) -> Rows:
        return self._connection.execute(sql.replace("?", "%s").encode(), params)

    def commit(self) -> None:
        self._connection.commit()


class Place:
    """Knows the one PostgreSQL that the tests share, if they are to use one."""

    def __init__(self) -> None:
        self.kind = "sqlite"
        self._server: PostgresServer | None = None
        # Servers are started from several threads.
        self._lock = threading.Lock()

    def address_of(self, data_dir: Path) -> str:
        """Return the address of the database that belongs to a data folder; empty for SQLite."""
        return self.postgres_for(data_dir) if self.kind == "postgres" else ""

    def postgres_for(self, data_dir: Path) -> str:
        """Return the address of a PostgreSQL database of the folder's own, made at the first call."""
        return self._running().create(_name(data_dir))

    def migrated_for(self, data_dir: Path) -> str:
        """Return the address of one that has today's tables already."""
        return self._running().create_migrated(_name(data_dir))

    def copy(self, from_dir: Path, to_dir: Path) -> None:
        """Give a data folder a copy of another one's database, if they have any."""
        if self.kind == "postgres":
            self._running().create(_name(to_dir), template=_name(from_dir))

    def _running(self) -> PostgresServer:
        with self._lock:
            if self._server is None:
                self._server = PostgresServer(is_durable=False)
                self._server.start()
            return self._server

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.remove()


def _name(data_dir: Path) -> str:
    return "party_" + hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]


place = Place()


@contextmanager
def books_at(data_dir: Path, address: str) -> Iterator[Books]:
    """Open the records at the PostgreSQL address, or without one those in the data folder."""
    if address:
        with psycopg.connect(address) as connection:
            yield _PostgresBooks(connection)
    else:
        with closing(sqlite3.connect(data_dir / "private" / "partywall.sqlite3", timeout=PATIENCE_S)) as file:
            yield file
