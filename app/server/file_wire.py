"""Sends parts of files as the body of an answer straight to its connection's socket, without reading them.

Hypercorn passes each piece of a body through a state machine, a lock and several copies, after reading it.
Here a file on this machine goes out by sendfile(2) instead, and the connection's state machine is told the
number of bytes. This relies on the server's internals (server/parts.py). If anything is different
(HTTP/2, TLS, chunks, another server or version), the answer is None, and bodies go the ordinary way.
"""

import asyncio
import contextlib
import os
from typing import Any, BinaryIO

from hypercorn.events import Closed

from app.server.parts import Send, cut, parts_behind

LEAST_BYTES, MOST_BYTES = 64 * 1024, 1024 * 1024
"""The size of one step. It begins small, so that a slow reader's first step ends in time."""
QUICK_S = 0.5
PATIENCE_S = 60.0
"""How long one step may take. A reader who needs longer has stopped."""


class FileWire:
    """A connection during an answer whose length has been sent already. Made by `file_wire_behind`."""

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
            # It must be read from the disk: a thread may wait for that, the loop may not.
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
    """Return the connection behind `send`, or None if anything is not as expected."""
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
    """Tell whether a byte can be read without waiting for the disk; False if the file system cannot say."""
    with contextlib.suppress(OSError):
        return os.preadv(file.fileno(), [bytearray(1)], place, os.RWF_NOWAIT) == 1
    return False
