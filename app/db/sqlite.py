"""SQLite in WAL mode: one writer at a time, and a few readers that never wait for it.

`synchronous=FULL` makes a commit durable before it is answered. Every write transaction begins IMMEDIATE:
otherwise one that reads first and writes later would fail under contention instead of waiting its turn.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import aiosqlite

from app.db.connection import Connection, Params, Row
from app.db.errors import DatabaseAway, DatabaseError, DatabaseFull
from app.db.turn import Deadline, free_one, turn_of

logger = logging.getLogger(__name__)

READERS = 4
BUSY_TIMEOUT_MS = 1000
"""How long SQLite itself waits for another process. `_begin` asks again until the writer's deadline."""

PRIMARY = 0xFF
DISK_AWAY = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""The disk is unplugged or read-only: the same may work in a moment. A full disk has its own error."""


class SqliteConnection:
    has_fts5 = True

    def __init__(self, raw: aiosqlite.Connection) -> None:
        self._raw = raw

    async def fetch_one(self, sql: str, params: Params | None = None) -> Row | None:
        with _our_errors():
            for row in await self._raw.execute_fetchall(sql, dict(params or {})):
                return _as_mapping(row)
        return None

    async def fetch_all(self, sql: str, params: Params | None = None) -> list[Row]:
        with _our_errors():
            return [_as_mapping(row) for row in await self._raw.execute_fetchall(sql, dict(params or {}))]

    async def execute(self, sql: str, params: Params | None = None) -> int:
        with _our_errors():
            cursor = await self._raw.execute(sql, dict(params or {}))
        return cursor.rowcount


class SqliteEngine:
    def __init__(self, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self._writer = writer
        self._turn = asyncio.Lock()
        self._all = [writer, *readers]
        self._free: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for reader in readers:
            self._free.put_nowait(reader)

    @classmethod
    async def open(cls, path: Path) -> "SqliteEngine":
        with _our_errors():
            async with AsyncExitStack() as stack:
                writer = await _connect(path, stack)
                # All rows are fetched: a statement with rows left keeps its lock.
                await writer.execute_fetchall("PRAGMA journal_mode = WAL")
                readers = [await _connect(path, stack) for _ in range(READERS)]
                for reader in readers:
                    await reader.execute("PRAGMA query_only = ON")
                # Only a failed start closes them here: an open one's thread would keep the process alive.
                stack.pop_all()
        return cls(writer, readers)

    @asynccontextmanager
    async def transaction(self, turn: str | None) -> AsyncIterator[Connection]:
        # A file has one writer, whatever turn is asked for.
        async with turn_of(self._turn) as deadline:
            try:
                await self._begin(deadline)
                yield SqliteConnection(self._writer)
                with _our_errors():
                    await self._writer.execute("COMMIT")
            except BaseException:
                # A cancelled statement may still run in the connection's thread; the rollback comes after it.
                await asyncio.shield(self._roll_back())
                raise

    async def _begin(self, deadline: Deadline) -> None:
        while True:
            try:
                with _our_errors():
                    await self._writer.execute("BEGIN IMMEDIATE")
                return
            except DatabaseAway as error:
                # Wait only for a held lock. SQLite itself has waited a second for it before this error.
                if "locked" not in str(error) or deadline.left_s == 0:
                    raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        reader = await free_one(self._free, Deadline())
        try:
            yield SqliteConnection(reader)
        finally:
            self._free.put_nowait(reader)

    async def close(self) -> None:
        connections, self._all = self._all, []
        for connection in connections:
            await connection.close()

    async def _roll_back(self) -> None:
        # Always asked: a cancelled BEGIN may still wait in the thread, so `in_transaction` cannot tell.
        try:
            await self._writer.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if "no transaction is active" not in str(error):
                logger.exception("rollback failed")


async def _connect(path: Path, stack: AsyncExitStack) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None)
    stack.push_async_callback(connection.close)
    connection.row_factory = sqlite3.Row
    await connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    await connection.execute("PRAGMA synchronous = FULL")
    await connection.execute("PRAGMA foreign_keys = ON")
    return connection


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _as_ours(error) from error


def _as_ours(error: sqlite3.Error) -> DatabaseError:
    text = str(error)
    if isinstance(error, sqlite3.OperationalError):
        if "disk is full" in text:
            return DatabaseFull(text)
        if "locked" in text or error.sqlite_errorcode & PRIMARY in DISK_AWAY:
            return DatabaseAway(text)
    return DatabaseError(text)


def _as_mapping(row: sqlite3.Row) -> Mapping[str, object]:
    return dict(row)
