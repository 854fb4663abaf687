"""However changes, drops and slow readers interleave: what a client received equals a fresh fetch."""

import asyncio
import contextlib
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from app.db import Database
from app.feed import fan_out, feed, hub, recent, ring, sse, subscribers
from app.records.change import select_changes
from tests.feed.scene import SENDER, Client, Scene, a_scene
from tests.patience import PATIENCE_S

VERBS = ("send", "edit", "hide", "delete", "drop", "quiet", "ring", "rest")
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*VERBS, *["read"] * 3, "send"]),
        st.integers(0, 2**16),
    ),
    min_size=25,
    max_size=90,
)


async def _step(scene: Scene, clients: list[Client], verb: str, number: int) -> None:
    client = clients[number % len(clients)]
    if verb == "send":
        await scene.send()
    elif verb == "quiet":
        await scene.send_unheard()
    elif verb == "ring":
        scene.scope.hub.ring()
        await asyncio.sleep(0)
    elif verb == "rest":
        scene.hubs[number % 2].rest()
    elif verb == "read":
        await _read(scene, client, number)
    elif verb == "drop":
        await client.drop()
    elif scene.known:
        await scene.change(verb, scene.known[number % len(scene.known)], f"caption {number}")


async def _read(scene: Scene, client: Client, number: int) -> None:
    await client.read(scene.hubs[number % 7 % 2])
    if client.was_reset:
        # What is fetched may be newer than the cursor: the events in between are told as well.
        client.was_reset = False
        client.photos = await scene.shown(client.guest_id)


async def _settle(scene: Scene, clients: list[Client]) -> None:
    """Let every client read on, reconnecting when cut, until it has seen the last change."""
    newest = (await _changes(scene.scope.database, scene.scope.party_id))[:1]
    async with asyncio.timeout(PATIENCE_S):
        for number, client in enumerate(clients):
            while newest and client.cursor < newest[0].no:
                await _read(scene, client, number)
            await client.drop()


async def _play(steps: list[tuple[str, int]], folder: Path) -> None:
    clients = [Client(is_direct, guest_id) for is_direct in (True, False) for guest_id in (None, SENDER)]
    async with a_scene(folder) as scene:
        for verb, number in steps:
            await _step(scene, clients, verb, number)
        await _settle(scene, clients)
        for client in clients:
            assert client.photos == await scene.shown(client.guest_id)
        numbers = [change.no for change in await _changes(scene.scope.database, scene.scope.party_id)]
        assert numbers == list(range(len(numbers), 0, -1)), "no gap in the log"
        assert [len(one) for one in scene.hubs] == [0, 0], "every stream has been let go of"


async def _changes(database: Database, party_id: str) -> list[Any]:
    async with database.reading() as connection:
        return list(await select_changes(connection, party_id, None, 10_000))


@settings(max_examples=40)
@given(steps=STEPS)
def test_what_a_client_received_equals_a_fresh_fetch(steps: list[tuple[str, int]]) -> None:
    # Small bounds make the rare cases common: queues and buffers that overflow, replays that are too long or
    # leave in several pieces, quick pings, fan-outs that are interrupted after every stream.
    bounds = {
        (subscribers, "QUEUE_FRAMES"): 3,
        (fan_out, "MAX_BUFFER_BYTES"): 1500,
        (fan_out, "SLICE_STREAMS"): 1,
        (hub, "READ_PHOTOS"): 2,
        (feed, "LOOK_EVERY_S"): 0.02,
        (feed, "PING_EVERY_S"): 0.15,
        (recent, "RING_FRAMES"): 12,
        (ring, "RING_FRAMES"): 12,
        (sse, "REPLAY_SLICE"): 2,
        (sse, "PING_EVERY_S"): 0.01,
    }
    with contextlib.ExitStack() as stack:
        for (module, name), bound in bounds.items():
            stack.enter_context(mock.patch.object(module, name, bound))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        asyncio.run(_play(steps, Path(folder)))
