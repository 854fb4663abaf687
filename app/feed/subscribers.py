"""The two kinds of open stream: one that takes frames from a queue, and one that is written to directly."""

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from app.feed.messages import Frame
from app.feed.transport import Wire

QUEUE_FRAMES = 256
# Each stream ends by itself at a time of its own: those cut together do not come back together for ever.
LIFE_S = (600.0, 1200.0)


def end_of_life() -> float:
    """Return when a stream that begins now is to end, in the loop's time."""
    return asyncio.get_running_loop().time() + random.uniform(*LIFE_S)  # noqa: S311 (jitter, not a secret)


class Subscriber:
    """A stream with a queue. A reader QUEUE_FRAMES behind is closed and comes back by its cursor."""

    def __init__(self, guest_id: str | None) -> None:
        self.guest_id = guest_id
        self.is_closed = False
        self._frames: deque[Frame] = deque()
        self._wake = asyncio.Event()

    def push(self, frames: Sequence[Frame]) -> bool:
        """Queue what happened; False when that closed the stream, because its reader is too slow."""
        if self.is_closed:
            return True
        if len(self._frames) + len(frames) > QUEUE_FRAMES:
            self.close()
            return False
        self._frames.extend(frames)
        self._wake.set()
        return True

    def take(self) -> list[Frame]:
        """Return everything that is waiting, so that what arrived together leaves together."""
        frames = list(self._frames)
        self._frames.clear()
        self._wake.clear()
        return frames

    async def wait(self, timeout_s: float) -> None:
        """Return when there is something to take, the stream is closed, or the time is over."""
        if self.is_closed or self._frames:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._wake.wait()

    def close(self) -> None:
        self.is_closed = True
        self._frames.clear()
        self._wake.set()


class DirectStream:
    """A stream whose bytes are written to its transport; nothing of it waits but the connection's own task.

    It is in `group` until it ends. `transport` is None from the moment that nothing may be written any more.
    """

    __slots__ = ("_group", "_holder", "_is_ended", "ends_at", "guest_id", "is_chunked", "transport")

    def __init__(self, guest_id: str | None, wire: Wire, group: "dict[DirectStream, None]") -> None:
        self.guest_id = guest_id
        self.transport: asyncio.Transport | None = wire.transport
        self.is_chunked = wire.is_chunked
        self.ends_at = end_of_life()
        self._group = group
        self._holder: asyncio.Task[Any] | None = None
        self._is_ended = False
        group[self] = None

    async def hold(self, receive: Callable[[], Awaitable[Any]]) -> bool:
        """Wait until the reader leaves; True when the stream was ended by us and its response is to be."""
        self._holder = asyncio.current_task()
        try:
            while not self._is_ended:
                if (await receive())["type"] == "http.disconnect":
                    return False
        except asyncio.CancelledError:
            # As asyncio.timeout does: our own cancellation ends here, anybody else's passes through.
            if not self._is_ended or self._holder is None or self._holder.uncancel() > 0:
                raise
        finally:
            self._holder = None
            self.end()
        return True

    def end(self) -> None:
        """Write nothing more and wake the connection's task to end the response; again does nothing."""
        self.transport = None
        self._group.pop(self, None)
        if not self._is_ended:
            self._is_ended = True
            if self._holder is not None:
                self._holder.cancel()

    def cut(self) -> None:
        """Close the connection at once, with what is waiting to be sent on it."""
        transport, self.transport = self.transport, None
        if transport is not None:
            transport.abort()
