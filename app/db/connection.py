"""What `models` see of a database: three verbs with named parameters (`:name`), whichever database it is."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Row = Mapping[str, Any]
Params = Mapping[str, object]


class Connection(Protocol):
    """A connection inside `Database.transaction()` or `Database.reading()`; not to be kept beyond it.

    Every verb raises DatabaseError.
    """

    @property
    def has_fts5(self) -> bool:
        """Tell whether words are looked up as in SQLite, or as in PostgreSQL: all other SQL is for both."""

    async def fetch_one(self, sql: str, params: Params | None = None) -> Row | None:
        """Run `sql` and return its first row, or None."""

    async def fetch_all(self, sql: str, params: Params | None = None) -> list[Row]:
        """Run `sql` and return all of its rows; every caller's SQL has a limit."""

    async def execute(self, sql: str, params: Params | None = None) -> int:
        """Run `sql` and return how many rows it changed."""


class Engine(Protocol):
    """One kind of database; what each promises stands at `Database`."""

    def transaction(self, turn: str | None) -> AbstractAsyncContextManager[Connection]: ...
    def reading(self) -> AbstractAsyncContextManager[Connection]: ...
    async def close(self) -> None: ...
