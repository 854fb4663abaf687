"""A party whose process is killed, or waits, between two steps."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast

from app.db import Connection, Database
from app.parties.scope import PartyScope
from app.storage import Storage


class Killed(Exception):
    """The process is no more."""


class Steps:
    """Counts what is done to files and records, and ends everything at step number `dies_at`."""

    def __init__(self, dies_at: int | None = None) -> None:
        self.taken = 0
        self._dies_at = dies_at

    def take(self) -> None:
        if self._dies_at is not None and self.taken >= self._dies_at:
            raise Killed
        self.taken += 1


class _MortalStorage:
    def __init__(self, storage: Storage, steps: Steps) -> None:
        self._storage = storage
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._storage, name)

        async def step(*args: object) -> object:
            self._steps.take()
            return await cast(Callable[..., Any], found)(*args)

        return step


class _MortalDatabase:
    def __init__(self, database: Database, steps: Steps) -> None:
        self._database = database
        self._steps = steps

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        self._steps.take()
        async with self._database.transaction() as connection:
            yield connection
            # Before the commit: all of it is rolled back.
            self._steps.take()
        self._steps.take()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        self._steps.take()
        async with self._database.reading() as connection:
            yield connection


def mortal(scope: PartyScope, steps: Steps) -> PartyScope:
    """Return the same party as a process sees it that dies with `steps`."""
    database = cast(Database, _MortalDatabase(scope.database, steps))
    storage = cast(Storage, _MortalStorage(scope.storage, steps))
    return replace(scope, database=database, site=replace(scope.site, database=database, storage=storage))


class Gate:
    """Lets an action wait before a step: `reached` is set when it is there, and it goes on after `opened`."""

    def __init__(self, step: str) -> None:
        self.step = step
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()

    async def pass_through(self) -> None:
        self.reached.set()
        await self.opened.wait()


class _GatedStorage:
    def __init__(self, storage: Storage, gates: tuple[Gate, ...]) -> None:
        self._storage = storage
        self._gates = {gate.step: gate for gate in gates}

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._storage, name)

        async def step(*args: object) -> object:
            if name in self._gates:
                await self._gates[name].pass_through()
            return await cast(Callable[..., Any], found)(*args)

        return step


class _GatedDatabase:
    def __init__(self, database: Database, gate: Gate | None) -> None:
        self._database = database
        self._gate = gate

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        if self._gate is not None:
            await self._gate.pass_through()
        async with self._database.transaction() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        async with self._database.reading() as connection:
            yield connection


def gated(scope: PartyScope, *gates: Gate) -> PartyScope:
    """Return the same party for an action that waits at gates: storage steps by name, or "transaction"."""
    at_write = next((gate for gate in gates if gate.step == "transaction"), None)
    database = cast(Database, _GatedDatabase(scope.database, at_write))
    storage = cast(Storage, _GatedStorage(scope.storage, gates))
    return replace(scope, database=database, site=replace(scope.site, database=database, storage=storage))
