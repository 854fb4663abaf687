"""The two kinds of open stream: one takes frames from a queue, the other is written to directly."""

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.server.open_files import Places
from app.server.parts import cut
from app.server.transport import LAST_CHUNK, Wire
from app.wire.messages import Frame

QUEUE_FRAMES = 256
# Each stream ends at a random time of its own, so that streams cut together do not stay together for ever.
LIFE_S = (600.0, 1200.0)
# How long a reader may take for the last bytes of a stream that we end.
LINGER_S = 2.0
NO_DESCRIPTOR = -1


def end_of_life() -> float:
    """Return when a stream that begins now should end, in the loop's time."""
    return asyncio.get_running_loop().time() + random.uniform(*LIFE_S)  # noqa: S311 (jitter, not a secret)


@dataclass(slots=True)
class FeedCounts:
    """What the feed of a process has done since the start. Times in seconds."""

    events: int = 0
    fan_outs: int = 0
    last_fan_out_s: float = 0.0
    fan_out_s: float = 0.0
    closed_for_slowness: int = 0
    replays: int = 0
    resets: int = 0


@dataclass(frozen=True, slots=True)
class OpenedWith:
    """The session or token that opens a stream, and the time at which it expires."""

    id: str
    expires_at: str


class Subscriber:
    """A stream with a queue. A reader QUEUE_FRAMES behind is closed, and comes back with its cursor."""

    def __init__(self, guest_id: str | None, address: str, by: OpenedWith | None = None) -> None:
        self.guest_id = guest_id
        self.opened_with = by
        self.address = address
        self.is_closed = False
        self._frames: deque[Frame] = deque()
        self._wake = asyncio.Event()

    @property
    def session_id(self) -> str:
        return self.opened_with.id if self.opened_with is not None else ""

    def push(self, frames: Sequence[Frame]) -> bool:
        """Queue `frames`. Return False when that closed the stream, because its reader is too slow."""
        if self.is_closed:
            return True
        if len(self._frames) + len(frames) > QUEUE_FRAMES:
            self.close()
            return False
        self._frames.extend(frames)
        self._wake.set()
        return True

    def take(self) -> list[Frame]:
        """Return everything that waits, so that frames that arrived together leave together."""
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


class DirectStream(asyncio.Protocol):
    """A stream that is only its transport: no task, no timer and no queue of its own.

    It is in `group` until it ends. `transport` becomes None when nothing more may be written. While
    `is_clear`, nothing waits in the transport, and bytes may go past it to its socket's `descriptor`.
    `on_end` is called once at the end, with whether the reader had left; its place is free then.
    """

    __slots__ = (
        "_address",
        "_group",
        "_places",
        "descriptor",
        "ends_at",
        "guest_id",
        "is_chunked",
        "is_clear",
        "on_end",
        "session_id",
        "transport",
    )

    def __init__(
        self,
        guest_id: str | None,
        address: str,
        wire: Wire,
        group: "dict[DirectStream, None]",
        places: Places,
        session_id: str = "",
    ) -> None:
        self.guest_id = guest_id
        self.session_id = session_id
        self.is_chunked = wire.is_chunked
        self.ends_at = end_of_life()
        self.on_end: Callable[[bool], None] | None = None
        self._address = address
        self._group = group
        self._places = places
        transport = wire.take(self)
        self.transport: asyncio.Transport | None = transport
        # pause_writing and resume_writing report from the first waiting byte on.
        transport.set_write_buffer_limits(high=0)
        socket = transport.get_extra_info("socket")
        self.descriptor: int = socket.fileno() if socket is not None else NO_DESCRIPTOR
        self.is_clear = socket is not None and not transport.get_write_buffer_size()
        group[self] = None
        places.enter(address)

    def pause_writing(self) -> None:
        """Leave everything to the transport: what waits, and what comes after it."""
        self.is_clear = False

    def resume_writing(self) -> None:
        """Write to the socket again: nothing waits any more."""
        self.is_clear = self.transport is not None and self.descriptor != NO_DESCRIPTOR

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the stream: its reader has left, or we have closed it."""
        self._leave(has_left=True)

    def end(self) -> None:
        """End the response properly, and with it the connection. Further calls do nothing."""
        transport = self._leave(has_left=False)
        if transport is None:
            return
        if self.is_chunked:
            transport.write(LAST_CHUNK)
        transport.close()
        if transport.get_write_buffer_size():
            # close() waits for a reader who may never read again.
            asyncio.get_running_loop().call_later(LINGER_S, cut, transport)

    def cut(self) -> None:
        """Close the connection at once, with everything that waits to be sent on it."""
        transport = self._leave(has_left=False)
        if transport is not None:
            cut(transport)

    def _leave(self, *, has_left: bool) -> asyncio.Transport | None:
        transport, self.transport = self.transport, None
        self.is_clear = False
        if self in self._group:
            del self._group[self]
            self._places.leave(self._address)
        on_end, self.on_end = self.on_end, None
        if on_end is not None:
            on_end(has_left)
        return transport
