"""Hands frames to every open stream of this process, in slices, so that others get the loop in between.

A batch of frames is encoded once and written to each connection's transport. A reader that falls behind by
MAX_BUFFER_BYTES is cut, and comes back with its cursor.
"""

import asyncio
import itertools
import os
from collections.abc import Collection, Iterator, Sequence

from app.base.clock import now_iso
from app.feed.session_ends import SessionEnds
from app.feed.subscribers import DirectStream, FeedCounts, Subscriber
from app.server.open_files import Places
from app.server.transport import Wire, chunk
from app.wire.messages import Frame, join, ping_frame

MAX_BUFFER_BYTES = 256 * 1024
# About 5 ms of writing, then requests get their turn.
SLICE_STREAMS = 500
PING_EVERY_S = 15.0
# Pings go to one group of streams after another: a ping to all at once would be a fan-out of its own.
PING_GROUPS = 30


class Batch:
    """Frames that leave together, in the bytes that each stream gets."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._frames = frames
        self._senders = {frame.guest_id for frame in frames if frame.for_guest is not None}
        self._plain = join(frames, None)
        self._chunk = chunk(self._plain)

    def write_to(self, streams: Sequence[DirectStream]) -> list[DirectStream]:
        """Write to each stream, and return those whose readers are too far behind. This is the hot loop.

        Bytes that a socket accepts go to it at once. The rest goes to its transport, which sends it later or
        finds that the reader has left.
        """
        plain, chunked, senders, write = self._plain, self._chunk, self._senders, os.write
        slow = []
        for stream in streams:
            data = chunked if stream.is_chunked else plain
            if stream.guest_id in senders:
                data = self._own(stream)
            if stream.is_clear:
                try:
                    sent = write(stream.descriptor, data)
                except OSError:
                    sent = 0
                if sent == len(data):
                    continue
                data = data[sent:]
            transport = stream.transport
            if transport is None:
                continue  # it left while others were written to
            transport.write(data)
            if transport.get_write_buffer_size() > MAX_BUFFER_BYTES:
                slow.append(stream)
        return slow

    def _own(self, stream: DirectStream) -> bytes:
        data = join(self._frames, stream.guest_id)
        return chunk(data) if stream.is_chunked else data


class FanOut:
    """The open streams of one party. Calls to its three async methods must not overlap."""

    def __init__(self, counts: FeedCounts, places: Places) -> None:
        self.counts = counts
        self._places = places
        self._queued: set[Subscriber] = set()
        self._groups: list[dict[DirectStream, None]] = [{} for _ in range(PING_GROUPS)]
        self._next_group = itertools.cycle(self._groups)
        self._next_ping = itertools.cycle(self._groups)
        self._session_ends = SessionEnds()

    def __len__(self) -> int:
        return self.direct_count + len(self._queued)

    @property
    def direct_count(self) -> int:
        return sum(map(len, self._groups))

    @property
    def is_used(self) -> bool:
        """Whether any stream is open."""
        return bool(self._queued) or any(self._groups)

    def add(self, subscriber: Subscriber) -> None:
        self._queued.add(subscriber)
        if subscriber.opened_with is not None:
            self._session_ends.note(subscriber.opened_with)
        self._places.enter(subscriber.address)

    def discard(self, subscriber: Subscriber) -> None:
        subscriber.close()
        if subscriber in self._queued:
            self._queued.remove(subscriber)
            self._places.leave(subscriber.address)

    def go_direct(self, guest_id: str | None, address: str, wire: Wire, session_id: str = "") -> DirectStream:
        return DirectStream(guest_id, address, wire, next(self._next_group), self._places, session_id)

    def session_ids(self) -> set[str]:
        """Return the ids of the sessions and tokens that opened the streams."""
        direct = {stream.session_id for group in self._groups for stream in group if stream.session_id}
        return direct | {one.session_id for one in self._queued if one.session_id}

    def end_sessions(self, session_ids: Collection[str]) -> None:
        """End the streams of ended sessions. Their browsers come back, and are asked again who they are."""
        for stream in [one for group in self._groups for one in group if one.session_id in session_ids]:
            stream.end()
        for subscriber in self._queued:
            if subscriber.session_id in session_ids:
                subscriber.close()

    async def hand_out(self, frames: Sequence[Frame]) -> None:
        """Give `frames` to every stream that is open now. Streams that begin later replay them."""
        began = asyncio.get_running_loop().time()
        # Taken before the first await: a stream that opens in between must not get them a second time.
        streams = [stream for group in self._groups for stream in group]
        for subscriber in self._queued:
            self.counts.closed_for_slowness += not subscriber.push(frames)
        await self._write(Batch(frames), streams)
        self._note(len(frames), asyncio.get_running_loop().time() - began)

    async def tell_one(self, guest_id: str, frame: Frame) -> None:
        """Give a frame to the streams of one guest, and to no other."""
        streams = [stream for group in self._groups for stream in group if stream.guest_id == guest_id]
        for subscriber in self._queued:
            if subscriber.guest_id == guest_id:
                self.counts.closed_for_slowness += not subscriber.push([frame])
        if streams:
            await self._write(Batch([frame]), streams)

    async def ping_next_group(self, cursor: int) -> None:
        """Ping the streams whose turn it is, and end those that have lived long enough.

        Before that, the streams of sessions and tokens that have expired end, in every group.
        """
        if expired := self._session_ends.take_expired(now_iso()):
            self.end_sessions(expired)
        group = next(self._next_ping)
        now = asyncio.get_running_loop().time()
        living = []
        for stream in list(group):
            if stream.ends_at <= now:
                stream.end()
            else:
                living.append(stream)
        if living:
            await self._write(Batch([ping_frame(cursor)]), living)

    def close(self) -> None:
        """End every stream."""
        for subscriber in list(self._queued):
            self.discard(subscriber)
        for group in self._groups:
            for stream in list(group):
                stream.end()

    async def _write(self, batch: Batch, streams: list[DirectStream]) -> None:
        for part in _slices(streams):
            for slow in batch.write_to(part):
                self.counts.closed_for_slowness += 1
                slow.cut()
            if len(streams) > SLICE_STREAMS:
                await asyncio.sleep(0)

    def _note(self, events: int, took_s: float) -> None:
        counts = self.counts
        counts.events += events
        counts.fan_outs += 1
        counts.last_fan_out_s = took_s
        counts.fan_out_s += took_s


def _slices(streams: list[DirectStream]) -> Iterator[list[DirectStream]]:
    for start in range(0, len(streams), SLICE_STREAMS):
        yield streams[start : start + SLICE_STREAMS]
