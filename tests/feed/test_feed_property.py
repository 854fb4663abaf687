"""However changes, drops and slow readers interleave: what a client received equals a fresh fetch."""

import asyncio
import contextlib
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions.core import Core
from app.actions.party import ensure_default_party
from app.actions.photos import delete_photo, edit_photo, hide_photo
from app.actions.registration import register_photo
from app.clock import now_iso
from app.db import Database, migrate
from app.feed import hub as hub_module
from app.feed import sse
from app.feed.broker import MemoryBroker
from app.feed.hub import Hub
from app.feed.messages import change_json
from app.ids import new_id
from app.models.change import ChangeKind, insert_change, select_changes
from app.models.photo import (
    Photo,
    PhotoState,
    select_photos_changed,
    select_photos_shown,
    update_photo_shown,
)
from app.storage import FolderStorage

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["send", "edit", "hide", "delete", "drop", "quiet", "ring", *["read"] * 3, "send"]),
        st.integers(0, 2**16),
    ),
    min_size=25,
    max_size=90,
)


@dataclass
class Client:
    """A page: keeps photos by id and a cursor, applies events, and comes back where it was cut."""

    cursor: int = 0
    photos: dict[str, Any] = field(default_factory=dict)
    seen: list[int] = field(default_factory=list)
    stream: Any = None

    def apply(self, block: str) -> None:
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        data = json.loads(lines.get("data", "null"))
        event = lines.get("event")
        if event in ("photo", "gone"):
            assert int(lines["id"]) == data["change"] > self.cursor, "in order, and never twice"
            self.cursor = data["change"]
            self.seen.append(self.cursor)
            if event == "photo":
                self.photos[data["id"]] = data
            else:
                self.photos.pop(data["id"], None)


class Scene:
    def __init__(self, core: Core) -> None:
        self.core = core
        self.known: list[str] = []
        self.clients = [Client() for _ in range(3)]

    async def step(self, verb: str, number: int) -> None:
        client = self.clients[number % len(self.clients)]
        photo_id = self.known[number % len(self.known)] if self.known else None
        if verb == "send":
            await self._send()
        elif verb == "read":
            await self._read(client)
        elif verb == "drop":
            await self._drop(client)
        elif verb == "ring":
            self.core.hub.ring()
            await asyncio.sleep(0)
        elif verb == "quiet":
            # A change whose bell is lost: another process committed it.
            with mock.patch.object(self.core.hub, "ring"):
                await self._send()
        elif photo_id is not None:
            with contextlib.suppress(Exception):
                if verb == "edit":
                    await edit_photo(self.core, photo_id, "g", None, f"caption {number}")
                elif verb == "hide":
                    await hide_photo(self.core, photo_id, "host")
                else:
                    await delete_photo(self.core, photo_id, "host")

    async def settle(self) -> None:
        """Let every client read on, reconnecting when cut, until it has seen the last change."""
        self.core.hub.ring()
        async with self.core.database.reading() as connection:
            last = await select_photos_changed(connection, self.core.party_id, 0, 10_000)
        newest = last[-1].change_no if last else 0
        async with asyncio.timeout(20):
            for client in self.clients:
                while client.cursor < newest:
                    await self._read(client)
                await self._drop(client)

    async def _send(self) -> None:
        photo = Photo(
            id=new_id(),
            party_id=self.core.party_id,
            guest_id="g",
            upload_key=new_id(),
            author="",
            caption="",
            state=PhotoState.PROCESSING,
            change_no=0,
            position=0,
            version=1,
            sha256="",
            media_type="image/jpeg",
            bytes=1,
            width=1,
            height=1,
            placeholder="",
            taken_at=None,
            created_at=now_iso(),
            folder="",
            renditions=(),
        )
        await register_photo(self.core, photo)
        async with self.core.database.transaction() as connection:
            no = await insert_change(
                connection, self.core.party_id, ChangeKind.SHOWN, "g", now_iso(), photo.id
            )
            await update_photo_shown(connection, photo, no)
        self.core.hub.ring()
        self.known.append(photo.id)

    async def _read(self, client: Client) -> None:
        if client.stream is None:
            client.stream = sse.stream(
                self.core.hub, self.core.database, self.core.party_id, None, client.cursor
            )
        try:
            block = await anext(client.stream)
        except StopAsyncIteration:
            client.stream = None
            return
        for part in block.decode().split("\n\n"):
            client.apply(part)

    async def _drop(self, client: Client) -> None:
        if client.stream is not None:
            await client.stream.aclose()
            client.stream = None


@asynccontextmanager
async def a_scene(folder: Path) -> AsyncIterator[Scene]:
    """Set up a party in `folder` with a hub of its own, and end both."""
    storage = FolderStorage(folder)
    storage.open()
    migrate(folder / "db.sqlite3")
    database = await Database.open(folder / "db.sqlite3")
    party = await ensure_default_party(database, None)
    hub = Hub(database, MemoryBroker(), party.id)
    await hub.start()
    try:
        yield Scene(Core(database, storage, hub, party.id))
    finally:
        await hub.close()
        await database.close()


async def _play(steps: list[tuple[str, int]], folder: Path) -> None:
    async with a_scene(folder) as scene:
        core = scene.core
        for verb, number in steps:
            await scene.step(verb, number)
        await scene.settle()
        async with core.database.reading() as connection:
            shown = await select_photos_shown(connection, core.party_id, None, 10_000)
        fresh = {photo.id: change_json(photo, None) for photo in shown}
        for client in scene.clients:
            assert client.photos == fresh
        numbers = [c.no for c in await _changes(core.database, core.party_id)]
        assert numbers == list(range(len(numbers), 0, -1)), "no gap in the log"
        assert len(core.hub) == 0, "every stream has been let go of"


async def _changes(database: Database, party_id: str) -> list[Any]:
    async with database.reading() as connection:
        return list(await select_changes(connection, party_id, None, 10_000))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_what_a_client_received_equals_a_fresh_fetch(steps: list[tuple[str, int]]) -> None:
    # Small bounds make the rare cases common: queues that overflow, replays of several pages, quick pings.
    with (
        mock.patch.object(hub_module, "QUEUE_FRAMES", 3),
        mock.patch.object(hub_module, "READ_PHOTOS", 2),
        mock.patch.object(hub_module, "LOOK_EVERY_S", 0.02),
        mock.patch.object(sse, "REPLAY_PAGE", 2),
        mock.patch.object(sse, "PING_EVERY_S", 0.01),
        tempfile.TemporaryDirectory() as folder,
    ):
        asyncio.run(_play(steps, Path(folder)))


async def test_a_cursor_too_far_back_is_reset_and_goes_on_from_there(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        hub = scene.core.hub
        with mock.patch.object(sse, "REPLAY_MOST", 5), mock.patch.object(sse, "REPLAY_PAGE", 3):
            for _ in range(8):
                await scene.step("send", 0)
            async with asyncio.timeout(10):
                while hub.head < 8:
                    await asyncio.sleep(0.01)
            stream = sse.stream(hub, scene.core.database, scene.core.party_id, None, 0)
            text = b""
            async with asyncio.timeout(10):
                while b"event: reset" not in text:
                    text += await anext(stream)
            assert b'event: reset\ndata: {"cursor":8}' in text
            await scene.step("send", 0)
            async with asyncio.timeout(10):
                assert b"id: 9\nevent: photo" in await anext(stream)
            await stream.aclose()


async def test_a_reader_that_does_not_read_is_let_go_and_costs_a_bounded_queue(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        hub = scene.core.hub
        with mock.patch.object(hub_module, "QUEUE_FRAMES", 4):
            slow = hub.subscribe(None)
            for _ in range(6):
                await scene.step("send", 0)
            async with asyncio.timeout(10):
                while not slow.is_closed:
                    await asyncio.sleep(0.01)
            assert slow.take() == []
