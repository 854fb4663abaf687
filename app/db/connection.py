"""What `models` see of a database: three verbs with named parameters (`:name`), for both databases."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Row = Mapping[str, Any]
Params = Mapping[str, object]


class Connection(Protocol):
    """A connection inside `Database.transaction()` or `Database.reading()`. Do not keep it longer.

    Every verb raises DatabaseError.
    """

    @property
    def has_fts5(self) -> bool:
        """Tell whether words are searched as in SQLite (FTS5) or PostgreSQL. All other SQL is for both."""

    async def fetch_one(self, sql: str, params: Params | None = None) -> Row | None:
        """Run `sql` and return its first row, or None."""

    async def fetch_all(self, sql: str, params: Params | None = None) -> list[Row]:
        """Run `sql` and return all of its rows. Every caller's SQL has a limit."""

    async def execute(self, sql: str, params: Params | None = None) -> int:
        """Run `sql` and return how many rows it changed."""


class Engine(Protocol):
    """One kind of database. `Database` says what each method promises."""

    def transaction(self, turn: str | None) -> AbstractAsyncContextManager[Connection]: ...
    def reading(self) -> AbstractAsyncContextManager[Connection]: ...
    async def close(self) -> None: ...
