"""One stream of Server-Sent Events: replay after the cursor, then live, with no gap and no doubles."""

import asyncio
import random
from collections.abc import AsyncGenerator, Iterable, Iterator
from typing import Protocol

from app.feed.fan_out import PING_EVERY_S
from app.feed.hub import Hub
from app.feed.subscribers import DirectStream, OpenedWith, Subscriber, end_of_life
from app.server.transport import Header, Wire, chunk, chunked_head
from app.wire.messages import Frame, join, party_frame, ping_frame, reset_frame

RETRY_MS = (1000, 4000)
# A replay leaves in pieces, each one when the piece before is on its way.
REPLAY_SLICE = 50


class Connection(Protocol):
    """What a stream's connection offers, if it can be written to directly."""

    def wire(self) -> Wire | None:
        """Return where to write the rest of this response, or None to go on through the server."""

    def take_over(self, stream: DirectStream) -> None:
        """Leave everything further to `stream`, which owns the connection from now on."""


async def stream(
    hub: Hub,
    guest_id: str | None,
    cursor: int | None,
    connection: Connection | None = None,
    address: str = "",
    *,
    only_own: bool = False,
    as_member: bool = False,
    by: OpenedWith | None = None,
) -> AsyncGenerator[bytes, None]:
    """Yield a stream's bytes: every change after `cursor` (None: from now on), then what happens.

    Replay, then live, as in Mercure: register first, replay up to the head of that moment, then the queue.
    Once the queue is empty, a `connection` with a wire goes to the hub and the generator ends. With
    `only_own` the stream tells nothing of others' photos, and with `as_member` it has photos for members;
    both keep their queue.
    """
    subscriber = hub.subscribe(guest_id, address, by)
    try:
        for block in _opening(hub, guest_id, cursor, only_own=only_own, as_member=as_member):
            yield block
            await asyncio.sleep(0)
        while frames := subscriber.take():
            yield join(frames, guest_id, only_own=only_own, as_member=as_member)
        wire = connection.wire() if connection is not None and not only_own and not as_member else None
        if connection is not None and wire is not None and not subscriber.is_closed:
            # No await since the queue was found empty.
            connection.take_over(hub.go_direct(guest_id, address, wire, subscriber.session_id))
            return
        async for block in _live(hub, subscriber, only_own=only_own, as_member=as_member):
            yield block
    finally:
        hub.unsubscribe(subscriber)


def is_short(hub: Hub, cursor: int | None) -> bool:
    """Tell whether a stream's first bytes are known already and fit in one piece."""
    return cursor is None or (0 <= hub.head - cursor < REPLAY_SLICE and hub.recent.is_at_hand(cursor))


def open_directly(
    hub: Hub,
    guest_id: str | None,
    address: str,
    cursor: int | None,
    wire: Wire,
    headers: Iterable[Header],
) -> DirectStream:
    """Answer on `wire` with a short stream that is direct from its first byte, as `stream` would yield it."""
    head = chunked_head([*headers, *wire.added_headers()])
    opened = hub.go_direct(guest_id, address, wire)
    # No await since the hub has it, so no event can be written before.
    wire.transport.write(head + chunk(b"".join(_opening(hub, guest_id, cursor))))
    return opened


def _opening(
    hub: Hub, guest_id: str | None, cursor: int | None, *, only_own: bool = False, as_member: bool = False
) -> Iterator[bytes]:
    """Yield a stream's first pieces. All of it is decided before the first piece is taken."""
    # In the first event's block: lenient parsers take a block of its own for an empty message.
    retry = f"retry: {random.randint(*RETRY_MS)}\n".encode()  # noqa: S311 (jitter, not a secret)
    missed = hub.missed_since(cursor) if cursor is not None else []
    frames: list[Frame] = [
        party_frame(hub.party, hub.has_video_codec),
        *([reset_frame(hub.head)] if missed is None else missed),
    ]
    yield retry + join(frames[:REPLAY_SLICE], guest_id, only_own=only_own, as_member=as_member)
    for start in range(REPLAY_SLICE, len(frames), REPLAY_SLICE):
        yield join(frames[start : start + REPLAY_SLICE], guest_id, only_own=only_own, as_member=as_member)


async def _live(
    hub: Hub, subscriber: Subscriber, *, only_own: bool, as_member: bool
) -> AsyncGenerator[bytes, None]:
    loop = asyncio.get_running_loop()
    ends_at = end_of_life()
    while not subscriber.is_closed and loop.time() < ends_at:
        await subscriber.wait(min(PING_EVERY_S, ends_at - loop.time()))
        # A generator that yields without ever waiting blocks the server once its client is gone.
        await asyncio.sleep(0)
        frames = subscriber.take()
        if not subscriber.is_closed:
            told = frames or [ping_frame(hub.head)]
            block = join(told, subscriber.guest_id, only_own=only_own, as_member=as_member)
            # Others' photos have moved the head on. Only that is told, and nothing about the photos.
            yield block or ping_frame(hub.head).for_all
