"""One interface to the records, in a SQLite file (one command) or in PostgreSQL (many replicas).

In both, a party has one write transaction at a time: what it has read is still true when it writes. So
actions read first and write then, and need not think of what other processes do meanwhile.
"""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from app.db.connection import Connection, Engine
from app.db.sqlite import SqliteEngine

Records = Path | str
"""Where the records are: a SQLite file, or the address of a PostgreSQL database."""


class Database:
    """Open with `await Database.open(records)`, end with `close()`, which may be called twice.

    `on_transaction` gets two times in seconds for each transaction: its wait for its turn, and its length.
    """

    def __init__(self, engine: Engine, is_shared: bool, turn: str | None = None) -> None:
        self._engine = engine
        self._turn = turn
        self.on_transaction: Callable[[float, float], None] = lambda waited_s, took_s: None
        self.is_shared = is_shared
        """Whether processes on other machines may use the same records."""

    @classmethod
    async def open(cls, records: Records) -> "Database":
        """Connect; raise DatabaseError when that is not possible."""
        if isinstance(records, Path):
            return cls(await SqliteEngine.open(records), is_shared=False)
        from app.db.postgres import PostgresEngine  # its driver is an extra, and takes its time to load

        return cls(await PostgresEngine.open(records), is_shared=True)

    def taking_turns(self, turn: str) -> "Database":
        """Return the same records, with transactions that wait only for others of the same `turn`.

        It has no connections of its own to close. The turn for a party's rows is the party's id.
        """
        database = Database(self._engine, self.is_shared, turn)
        database.on_transaction = lambda waited_s, took_s: self.on_transaction(waited_s, took_s)
        return database

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Hold the right to write for a short transaction: commit on leaving, roll back on any exception.

        Nothing in it may wait for the network, a file or a picture, because other writes wait for it.
        """
        began_at = asked_at = time.monotonic()
        try:
            async with self._engine.transaction(self._turn) as connection:
                began_at = time.monotonic()
                yield connection
        finally:
            self.on_transaction(began_at - asked_at, time.monotonic() - began_at)

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Hold a reader; each statement sees the newest commit."""
        return self._engine.reading()

    async def close(self) -> None:
        """Close every connection; further calls do nothing."""
        await self._engine.close()
