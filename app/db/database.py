"""SQLite in WAL mode: one writer that takes turns, a few readers that never wait for it.

`synchronous=FULL` makes a commit durable before it is answered. Every write transaction begins IMMEDIATE:
a transaction that reads first and writes later fails under contention instead of waiting its turn.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiosqlite

from app.db.connection import Connection

logger = logging.getLogger(__name__)

READERS = 4
BUSY_TIMEOUT_MS = 10_000


class Database:
    """Open with `await Database.open(path)`, end with `close()`, which may be called twice.

    `on_transaction` hears how long each transaction waited for its turn and how long it took, in seconds.
    """

    def __init__(self, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self._writer = writer
        self._turn = asyncio.Lock()
        self.on_transaction: Callable[[float, float], None] | None = None
        self._all = [writer, *readers]
        self._free: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for reader in readers:
            self._free.put_nowait(reader)

    @classmethod
    async def open(cls, path: Path) -> "Database":
        async with AsyncExitStack() as stack:
            writer = await _connect(path, stack)
            # Fetched: a statement that still has a row to give goes on holding its lock.
            await writer.execute_fetchall("PRAGMA journal_mode = WAL")
            readers = [await _connect(path, stack) for _ in range(READERS)]
            for reader in readers:
                await reader.execute("PRAGMA query_only = ON")
            # Only a failure closes them here: the thread of one left open would keep the process alive.
            stack.pop_all()
        return cls(writer, readers)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Hold the writer for one short transaction: commit on leaving, roll back on any exception.

        Nothing in it may wait for the network, a file or a picture: everybody else's writes wait.
        """
        asked_at = time.monotonic()
        async with self._turn:
            began_at = time.monotonic()
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield Connection(self._writer)
                await self._writer.execute("COMMIT")
            except BaseException:
                # A cancelled statement may still run in the connection's thread; the rollback is next.
                await asyncio.shield(self._roll_back())
                raise
            finally:
                if self.on_transaction is not None:
                    self.on_transaction(began_at - asked_at, time.monotonic() - began_at)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Hold a reader; each statement sees the newest commit."""
        reader = await self._free.get()
        try:
            yield Connection(reader)
        finally:
            self._free.put_nowait(reader)

    async def close(self) -> None:
        """Close every connection; further calls do nothing."""
        connections, self._all = self._all, []
        for connection in connections:
            await connection.close()

    async def _roll_back(self) -> None:
        # Asked always: a cancelled BEGIN may still wait in the thread, so `in_transaction` cannot tell.
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
