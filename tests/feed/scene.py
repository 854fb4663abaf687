"""A party without a server: what happens in it, and pages that keep up with it by their streams."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from app.base.clock import now_iso
from app.db import Database, migrate
from app.feed import sse
from app.feed.broker import MemoryBroker
from app.feed.feed import Feed
from app.feed.hub import Hub
from app.intake.registration import register_photo
from app.parties.registry import Parties
from app.parties.scope import PartyScope, Site
from app.parties.state import ensure_default_party
from app.photos.changing import delete_photo, hide_photo
from app.photos.editing import edit_photo
from app.records.change import ChangeKind, insert_change
from app.records.photo_lists import select_photos_shown
from app.records.photo_state import update_photo_shown
from app.storage import FolderStorage
from app.wire.messages import change_json
from tests.feed.wires import KeptConnection
from tests.patience import PATIENCE_S
from tests.photo_rows import a_photo

SENDER = "g"


@dataclass
class Client:
    """A page: keeps photos by id and a cursor, applies events, and comes back where it was cut.

    One with `is_direct` has a connection that the hub may write to itself.
    """

    is_direct: bool
    guest_id: str | None
    cursor: int = 0
    photos: dict[str, Any] = field(default_factory=dict)
    was_reset: bool = False
    stream: AsyncGenerator[bytes, None] | None = None
    connection: KeptConnection | None = None

    async def read(self, hub: Hub) -> None:
        """Apply what has come, or wait for something; come back to `hub` when the stream was cut."""
        if self.stream is None:
            await hub.reach(self.cursor)
            self.connection = KeptConnection() if self.is_direct else None
            self.stream = sse.stream(hub, self.guest_id, self.cursor, self.connection)
        if self.connection is not None and self.connection.stream is not None:
            self._apply_all(await self._written(self.connection))
            return
        try:
            self._apply_all(await anext(self.stream))
        except StopAsyncIteration:
            if self.connection is None or self.connection.stream is None:
                self.stream = None

    async def drop(self) -> None:
        """Close the stream, with everything that was on its way."""
        if self.connection is not None and self.connection.stream is not None:
            await self.connection.leave()
        if self.stream is not None:
            await self.stream.aclose()
        self.stream = self.connection = None

    async def _written(self, connection: KeptConnection) -> bytes:
        async with asyncio.timeout(PATIENCE_S):
            while not connection.transport.buffer and not connection.is_over:
                await asyncio.sleep(0.001)
        written = connection.transport.read()
        if not written:
            await self.drop()
        return written

    def _apply_all(self, blocks: bytes) -> None:
        for block in blocks.decode().split("\n\n"):
            self._apply(block)

    def _apply(self, block: str) -> None:
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        data = json.loads(lines.get("data", "null"))
        event = lines.get("event")
        if event in ("photo", "gone"):
            assert int(lines["id"]) == data["change"] > self.cursor, "in order, and never twice"
            self.cursor = data["change"]
            if event == "photo":
                self.photos[data["id"]] = data
            else:
                self.photos.pop(data["id"], None)
        elif event == "ping":
            # As the page does: nothing that is told later may be older.
            self.cursor = max(self.cursor, data["cursor"])
        elif event == "reset":
            self.cursor, self.was_reset = data["cursor"], True


class Scene:
    """Two processes' hubs over one party: `scope`'s hears the bell, `other` only looks from time to time."""

    def __init__(self, scope: PartyScope, other: Hub, parties: Parties | None = None) -> None:
        self.scope = scope
        self.parties = parties
        self.hubs = (scope.hub, other)
        self.known: list[str] = []

    async def send(self) -> str:
        photo = a_photo(self.scope.party_id, guest_id=SENDER, author="", folder="", width=1, height=1)
        await register_photo(self.scope, photo)
        async with self.scope.database.transaction() as connection:
            no = await insert_change(
                connection, self.scope.party_id, ChangeKind.SHOWN, SENDER, now_iso(), photo.id
            )
            await update_photo_shown(connection, photo, no, now_iso())
        self.scope.hub.ring()
        self.known.append(photo.id)
        return photo.id

    async def send_unheard(self) -> None:
        """Send a photo whose bell is lost, as one that another process committed."""
        with mock.patch.object(self.scope.hub, "ring"):
            await self.send()

    async def change(self, verb: str, photo_id: str, caption: str) -> None:
        """Edit, hide or delete a photo; what is gone already stays as it is."""
        with contextlib.suppress(Exception):
            if verb == "edit":
                await edit_photo(self.scope, photo_id, SENDER, None, caption)
            elif verb == "hide":
                await hide_photo(self.scope, photo_id, "host")
            else:
                await delete_photo(self.scope, photo_id, "host")

    async def shown(self, guest_id: str | None = None) -> dict[str, Any]:
        """Fetch afresh what a page would show."""
        async with self.scope.database.reading() as connection:
            photos = await select_photos_shown(connection, self.scope.party_id, None, 10_000)
        return {photo.id: change_json(photo, guest_id, "") for photo in photos}

    async def until_head(self, head: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.scope.hub.head < head:
                await asyncio.sleep(0.002)


@asynccontextmanager
async def a_scene(folder: Path) -> AsyncIterator[Scene]:
    """Set up a party in `folder` with two hubs of its own, and end them."""
    storage = FolderStorage(folder)
    storage.open()
    migrate(folder / "db.sqlite3")
    database = await Database.open(folder / "db.sqlite3")
    party = await ensure_default_party(database, None)
    feeds = [Feed(database, MemoryBroker()) for _ in range(2)]
    parties = [Parties(Site(database, storage), feed, "key") for feed in feeds]
    for feed, opened in zip(feeds, parties, strict=True):
        await feed.start()
        await opened.start(party.id)
    try:
        yield Scene(parties[0].default, parties[1].default.hub, parties[0])
    finally:
        for feed, opened in zip(feeds, parties, strict=True):
            await opened.close()
            await feed.close()
        await database.close()
