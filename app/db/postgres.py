"""PostgreSQL for many replicas: one writer at a time for each party in all of them. The server may restart.

Each transaction first takes an advisory lock and holds it until it ends. So writers take turns as in SQLite,
whichever replica they are in. The lock is the party's, so parties do not wait for each other.
Each process has a few connections to write and a few to read. They are made when needed, and made again after
a loss. A lost connection is noticed before anything was done on it, or else ends in DatabaseAway.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from weakref import WeakValueDictionary

import psycopg
from psycopg.rows import DictRow, dict_row

from app.db.connection import Connection, Params, Row
from app.db.errors import DatabaseAway, DatabaseError, DatabaseFull
from app.db.placeholders import with_percent_places
from app.db.turn import Deadline, free_one, turn_of

logger = logging.getLogger(__name__)

READERS = 4
WRITERS = 4
WRITERS_LOCK = 0x70617274_79000001
"""The key of the lock. A writer of one party takes it shared, and a writer for all parties takes it alone.

It may be any number, but the same in every replica. Releases with one party per database take it alone for
every transaction. So they and this release exclude each other while servers are updated one by one.
"""
# A peer that vanished silently is noticed within seconds, here and in `SESSION`.
CONNECT: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# An answer is given when the commit is on the disk, whatever the server's default. A replica that freezes
# in the middle of a transaction loses it, so that the others can write.
SESSION = """
    set synchronous_commit = on;
    set default_transaction_isolation = 'read committed';
    set statement_timeout = '15s';
    set idle_in_transaction_session_timeout = '15s';
    set tcp_keepalives_idle = 5;
    set tcp_keepalives_interval = 3;
    set tcp_keepalives_count = 3;
"""


def begin_sql(turn: str | None, wait_s: float) -> str:
    """Return the SQL that begins a transaction and waits at most `wait_s` for its turn among all replicas."""
    if turn is None:
        locks = [f"pg_advisory_xact_lock({WRITERS_LOCK})"]
    else:
        key = int.from_bytes(hashlib.blake2b(turn.encode(), digest_size=8).digest(), "big", signed=True)
        locks = [f"pg_advisory_xact_lock_shared({WRITERS_LOCK})", f"pg_advisory_xact_lock({key})"]
    # The limit is for each of them, and never 0, which would mean no limit.
    wait_ms = max(1, round(wait_s * 1000 / len(locks)))
    return f"begin; set local lock_timeout = {wait_ms}; " + "; ".join(f"select {lock}" for lock in locks)


Raw = psycopg.AsyncConnection[DictRow]


class Link:
    """One connection. It is made when needed, and made again after it was lost."""

    def __init__(self, address: str, session: str) -> None:
        self._address = address
        self._session = session
        self._raw: Raw | None = None

    async def run(self, sql: str, params: Params | None = None) -> psycopg.AsyncCursor[DictRow]:
        """Run one statement on the connection as it is."""
        assert self._raw is not None, "begun by first()"
        with _our_errors():
            if not params:
                return await self._raw.execute(sql.encode())
            return await self._raw.execute(with_percent_places(sql), dict(params))

    async def first(self, sql: str, params: Params | None = None) -> psycopg.AsyncCursor[DictRow]:
        """Run a transaction's first statement, which may run twice: once more if the link was lost.

        The link is lost whenever the server has restarted since its last use.
        """
        if self.is_open():
            try:
                return await self.run(sql, params)
            except DatabaseAway:
                if self.is_open():
                    raise
        await self._connect()
        return await self.run(sql, params)

    def is_open(self) -> bool:
        return self._raw is not None and not self._raw.closed

    def drop(self) -> None:
        """Close at once; the server then undoes whatever was not committed."""
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.pgconn.finish()

    async def close(self) -> None:
        raw, self._raw = self._raw, None
        if raw is not None:
            await raw.close()

    async def _connect(self) -> None:
        self.drop()
        with _our_errors():
            raw = await psycopg.AsyncConnection.connect(
                self._address, autocommit=True, row_factory=dict_row, **CONNECT
            )
            try:
                await raw.execute(self._session.encode())
            except BaseException:
                raw.pgconn.finish()
                raise
        self._raw = raw


class WritingConnection:
    """Inside a transaction: a statement that fails is not tried again."""

    has_fts5 = False

    def __init__(self, link: Link) -> None:
        self._link = link

    async def fetch_one(self, sql: str, params: Params | None = None) -> Row | None:
        return await (await self._link.run(sql, params)).fetchone()

    async def fetch_all(self, sql: str, params: Params | None = None) -> list[Row]:
        return list(await (await self._link.run(sql, params)).fetchall())

    async def execute(self, sql: str, params: Params | None = None) -> int:
        return (await self._link.run(sql, params)).rowcount


class ReadingConnection:
    """Each statement stands alone, and is tried once more after a lost link."""

    has_fts5 = False

    def __init__(self, link: Link) -> None:
        self._link = link

    async def fetch_one(self, sql: str, params: Params | None = None) -> Row | None:
        return await (await self._link.first(sql, params)).fetchone()

    async def fetch_all(self, sql: str, params: Params | None = None) -> list[Row]:
        return list(await (await self._link.first(sql, params)).fetchall())

    async def execute(self, sql: str, params: Params | None = None) -> int:
        return (await self._link.first(sql, params)).rowcount


class PostgresEngine:
    def __init__(self, address: str) -> None:
        self._turns: WeakValueDictionary[str | None, asyncio.Lock] = WeakValueDictionary()
        writers = [Link(address, SESSION) for _ in range(WRITERS)]
        readers = [Link(address, SESSION + "set default_transaction_read_only = on;") for _ in range(READERS)]
        self._all = [*writers, *readers]
        self._free: asyncio.Queue[Link] = asyncio.Queue()
        self._free_writers: asyncio.Queue[Link] = asyncio.Queue()
        for reader in readers:
            self._free.put_nowait(reader)
        for writer in writers:
            self._free_writers.put_nowait(writer)

    @classmethod
    async def open(cls, address: str) -> "PostgresEngine":
        engine = cls(address)
        async with engine.reading() as connection:
            await connection.fetch_one("select 1")
        return engine

    @asynccontextmanager
    async def transaction(self, turn: str | None) -> AsyncIterator[Connection]:
        lock = self._turns.setdefault(turn, asyncio.Lock())
        # Writers with the same turn wait here in this process, and at the advisory lock between processes.
        async with turn_of(lock) as deadline:
            writer = await free_one(self._free_writers, deadline)
            try:
                async with self._on(writer, begin_sql(turn, deadline.left_s)) as connection:
                    yield connection
            finally:
                self._free_writers.put_nowait(writer)

    @asynccontextmanager
    async def _on(self, writer: Link, beginning: str) -> AsyncIterator[Connection]:
        try:
            await writer.first(beginning)
            yield WritingConnection(writer)
            ended = await writer.run("commit")
            if ended.statusmessage != "COMMIT":
                raise DatabaseError("a statement in the transaction had failed, so it was undone")
        except Exception:
            await self._roll_back(writer)
            raise
        except BaseException:
            # Cancelled: a statement may still be under way on the connection, so it is not used again.
            writer.drop()
            raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        link = await free_one(self._free, Deadline())
        try:
            yield ReadingConnection(link)
        finally:
            self._free.put_nowait(link)

    async def close(self) -> None:
        links, self._all = self._all, []
        for link in links:
            await link.close()

    async def _roll_back(self, writer: Link) -> None:
        if not writer.is_open():
            return  # the server has undone it
        try:
            await writer.run("rollback")
        except BaseException as error:
            # The server undoes it as well when the connection is gone.
            writer.drop()
            if not isinstance(error, DatabaseError):
                raise


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise as_ours(error) from error


def as_ours(error: psycopg.Error) -> DatabaseError:
    """Turn a driver's error into ours, with the server's own line, if no statement is at fault."""
    said = error.diag.message_primary or str(error)
    if isinstance(error, psycopg.errors.DiskFull):
        return DatabaseFull(said)
    if isinstance(error, psycopg.OperationalError | psycopg.errors.IdleInTransactionSessionTimeout):
        return DatabaseAway(said)
    return DatabaseError(said)
