"""A connection as the hub sees it: a transport that keeps what is written, read at the test's pace."""

import asyncio
import re
from collections.abc import Callable

from app.feed.subscribers import DirectStream
from app.server.transport import Wire
from tests.patience import PATIENCE_S

CHUNK = re.compile(rb"([0-9a-f]+)\r\n")


class KeptTransport(asyncio.Transport):
    """Everything written waits in the buffer until it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.buffer = bytearray()
        self.is_cut = False
        self._protocol = asyncio.BaseProtocol()

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.is_cut, "nothing is written to a connection that was cut"
        self.buffer += data

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Do without: it has no socket, so that nobody needs to know when it is clear."""

    def get_write_buffer_size(self) -> int:
        return len(self.buffer)

    def abort(self) -> None:
        self.buffer.clear()
        self.close()

    def close(self) -> None:
        """Be over, and say so in the loop's next turn, as a real one does."""
        self.is_cut = True
        asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)

    def is_closing(self) -> bool:
        return self.is_cut

    def read(self) -> bytes:
        """Take what was written out of its chunks (RFC 9112, 7.1)."""
        data, read = bytes(self.buffer), b""
        self.buffer.clear()
        while data:
            size = CHUNK.match(data)
            assert size, data
            start, end = size.end(), size.end() + int(size[1], 16)
            assert data[end : end + 2] == b"\r\n"
            read, data = read + data[start:end], data[end + 2 :]
        return read


class KeptConnection:
    """What a stream is given to take over; `leave` is the reader closing it."""

    def __init__(self) -> None:
        self.transport = KeptTransport()
        self.stream: DirectStream | None = None

    def wire(self) -> Wire | None:
        return Wire(self.transport, True, added_headers=list, let_go=lambda: None)

    def take_over(self, stream: DirectStream) -> None:
        self.stream = stream

    @property
    def is_over(self) -> bool:
        return self.transport.is_cut

    async def leave(self) -> None:
        if not self.is_over:
            self.transport.close()
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.002)
