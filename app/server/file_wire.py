"""Sends parts of files as the body of an answer straight to its connection's socket, without reading them.

Hypercorn takes each piece of a body through a state machine, a lock and several copies, and it must be read
before. A file on this machine goes out by sendfile(2) in their stead; the state machine of the connection is
then told of as many bytes. What is relied on here is no public interface (server/parts.py). Wherever it is
otherwise (HTTP/2, TLS, chunks, another server or version) the answer is None, and bodies go the ordinary way.
"""

import asyncio
import contextlib
import os
from typing import Any, BinaryIO

from hypercorn.events import Closed

from app.server.parts import Send, cut, parts_behind

LEAST_BYTES, MOST_BYTES = 64 * 1024, 1024 * 1024
"""Of one step. It begins small, so that a slow reader's first one ends in time."""
QUICK_S = 0.5
PATIENCE_S = 60.0
"""How long one step may take; a reader who needs longer has stopped."""


class FileWire:
    """A connection in the middle of an answer whose length has been told. Made by `file_wire_behind`."""

    def __init__(self, parts: Any, transport: asyncio.Transport, writer: Any) -> None:
        self._server = parts.server
        self._transport = transport
        self._writer = writer
        self._step = LEAST_BYTES

    async def send(self, file: BinaryIO, start: int, stop: int) -> int:
        """Send some bytes from `start` on; return how many, 0 past the file's end.

        Raises CancelledError once its reader has left or stopped, as waiting for the server would.
        """
        count = min(self._step, stop - start)
        loop = asyncio.get_running_loop()
        if not _is_in_memory(file, start + count - 1):
            # From the disk: a thread may wait for that, the loop may not.
            await asyncio.to_thread(os.pread, file.fileno(), count, start)
        began = loop.time()
        try:
            async with self._server.send_lock, asyncio.timeout(PATIENCE_S):
                sent = await loop.sendfile(self._transport, file, start, count, fallback=False)
        except (TimeoutError, ConnectionError, RuntimeError):
            cut(self._transport)
            await self._server.protocol.handle(Closed())
            raise asyncio.CancelledError from None
        self._step = min(self._step * 2, MOST_BYTES) if loop.time() - began < QUICK_S else LEAST_BYTES
        if hasattr(self._server, "written_bytes"):
            self._server.written_bytes += sent
        self._writer._length -= sent
        return sent


def file_wire_behind(send: Send) -> FileWire | None:
    """Return the connection behind `send`, or None when not all is as expected."""
    parts = parts_behind(send)
    connection, writer = parts.connection, getattr(parts.connection, "_writer", None)
    transport = getattr(getattr(parts.server, "writer", None), "transport", None)
    if (
        str(getattr(connection, "our_state", None)) != "SEND_BODY"
        or type(writer).__name__ != "ContentLengthWriter"
        or not isinstance(getattr(writer, "_length", None), int)
        or not hasattr(parts.server, "send_lock")
        or not isinstance(transport, asyncio.Transport)
        or type(transport).__module__ != "asyncio.selector_events"
        or transport.is_closing()
    ):
        return None
    return FileWire(parts, transport, writer)


def _is_in_memory(file: BinaryIO, place: int) -> bool:
    """Tell whether a byte is read without waiting for the disk; False where a file system does not say."""
    with contextlib.suppress(OSError):
        return os.preadv(file.fileno(), [bytearray(1)], place, os.RWF_NOWAIT) == 1
    return False
