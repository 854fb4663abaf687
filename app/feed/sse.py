"""One stream of Server-Sent Events: replay after the cursor, then live, with no gap and no doubles."""

import asyncio
import random
from collections.abc import AsyncGenerator

from app.db import Database
from app.feed.hub import Hub, Subscriber
from app.feed.messages import Frame, change_frame, party_frame, ping_frame, reset_frame
from app.models.party import select_head
from app.models.photo import select_photos_changed

PING_EVERY_S = 15.0
# Each stream ends by itself at a time of its own: those cut together do not come back together for ever.
LIFE_S = (600.0, 1200.0)
RETRY_MS = (1000, 4000)
REPLAY_PAGE = 100
# Past this a page is better off fetching its first screen afresh.
REPLAY_MOST = 500


async def stream(
    hub: Hub, database: Database, party_id: str, guest_id: str | None, cursor: int | None
) -> AsyncGenerator[bytes, None]:
    """Yield a stream's bytes: every change after `cursor` (None: from now on), then what happens.

    Replay then live as in Mercure: register first, note the head, replay up to it, then the queue. What
    changes during the replay has a number above the head and is in the queue.
    """
    subscriber = hub.subscribe(guest_id)
    try:
        head = hub.head
        party = party_frame(hub.party, hub.has_video_codec)
        yield f"retry: {random.randint(*RETRY_MS)}\n\n".encode() + party.for_all  # noqa: S311
        seen = head
        if cursor is not None and cursor > head:
            if await _is_known(database, party_id, cursor):
                # This process's hub is a moment behind: its next frames have been seen already.
                seen = cursor
            else:
                yield reset_frame(head).for_all
        elif cursor is not None:
            async for frames in _replay(database, party_id, cursor, head):
                yield _join(frames, guest_id)
        async for frames in _live(hub, subscriber):
            if news := [frame for frame in frames if frame.no is None or frame.no > seen]:
                yield _join(news, guest_id)
    finally:
        hub.unsubscribe(subscriber)


async def _is_known(database: Database, party_id: str, cursor: int) -> bool:
    """Tell whether the party has come as far as `cursor`; it has not after a backup was restored."""
    async with database.reading() as connection:
        return cursor <= await select_head(connection, party_id)


async def _replay(
    database: Database, party_id: str, cursor: int, head: int
) -> AsyncGenerator[list[Frame], None]:
    sent = 0
    while True:
        async with database.reading() as connection:
            photos = await select_photos_changed(connection, party_id, cursor, REPLAY_PAGE, up_to=head)
        if sent + len(photos) > REPLAY_MOST:
            yield [reset_frame(head)]
            return
        if photos:
            yield [change_frame(photo) for photo in photos]
            cursor, sent = photos[-1].change_no, sent + len(photos)
        if len(photos) < REPLAY_PAGE:
            return


async def _live(hub: Hub, subscriber: Subscriber) -> AsyncGenerator[list[Frame], None]:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + random.uniform(*LIFE_S)  # noqa: S311 (jitter, not a secret)
    while not subscriber.is_closed and loop.time() < ends_at:
        await subscriber.wait(min(PING_EVERY_S, ends_at - loop.time()))
        # A generator that yields without ever waiting wedges the server once its client is gone.
        await asyncio.sleep(0)
        frames = subscriber.take()
        if not subscriber.is_closed:
            yield frames or [ping_frame(hub.head)]


def _join(frames: list[Frame], guest_id: str | None) -> bytes:
    return b"".join(frame.bytes_for(guest_id) for frame in frames)
