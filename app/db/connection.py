"""What `models` see of a database: three verbs with named parameters."""

import sqlite3
from collections.abc import Mapping
from typing import Any

import aiosqlite

Row = Mapping[str, Any]


class Connection:
    """A connection inside `Database.transaction()` or `Database.reading()`; not to be kept beyond it."""

    def __init__(self, raw: aiosqlite.Connection) -> None:
        self._raw = raw

    async def fetch_one(self, sql: str, params: Mapping[str, object] | None = None) -> Row | None:
        """Run `sql` and return its first row, or None."""
        rows = await self._raw.execute_fetchall(sql, dict(params or {}))
        for row in rows:
            return _as_mapping(row)
        return None

    async def fetch_all(self, sql: str, params: Mapping[str, object] | None = None) -> list[Row]:
        """Run `sql` and return all of its rows; every caller's SQL has a limit."""
        rows = await self._raw.execute_fetchall(sql, dict(params or {}))
        return [_as_mapping(row) for row in rows]

    async def execute(self, sql: str, params: Mapping[str, object] | None = None) -> int:
        """Run `sql` and return how many rows it changed."""
        cursor = await self._raw.execute(sql, dict(params or {}))
        return cursor.rowcount


def _as_mapping(row: sqlite3.Row) -> Row:
    return dict(row)
