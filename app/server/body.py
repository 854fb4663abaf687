"""Request bodies with back-pressure, and a limit on the bytes that really arrive.

Quart takes a body off the connection as fast as the client sends it, whatever the view does with it. Its
length limit trusts the declared length. Here the next piece is received only when the last one was taken. So
a body of any size costs a few pieces of memory, and a slow disk slows the sender down.
"""

import asyncio
import time
from typing import cast

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable
from quart import Request
from quart.asgi import ASGIHTTPConnection
from quart.wrappers.request import Body
from werkzeug.exceptions import RequestEntityTooLarge

from app.server.body_wire import LARGE_BODY_BYTES, TAKE_OVER, BodyWire, body_wire_behind

SMALL_BODY_BYTES = 64 * 1024
"""The largest body on every route that is not an upload."""
READ_TIMEOUT_S = 30.0
"""How long one piece may take. It is no limit for the whole body: a slow phone is a guest, too."""
PROGRESS_WINDOW_S = 60.0
PROGRESS_BYTES = 16 * 1024
"""How much must come in each such window: far less than a phone at the edge of its network sends, far more
than a body that is dripped to hold its place."""
BUFFER_BYTES = 128 * 1024


class BoundedBody(Body):
    """A body that holds at most BUFFER_BYTES and one piece more, and raises past `max_bytes`."""

    def __init__(self, expected_content_length: int | None, max_content_length: int | None) -> None:
        super().__init__(expected_content_length, None)
        self.declared_bytes = expected_content_length
        self.max_bytes = SMALL_BODY_BYTES
        self.taken_bytes = 0
        self.received_bytes = 0
        self.last_byte_at: float | None = None
        self.is_complete = False
        self._pieces: list[bytes] = []
        self._waiting_bytes = 0
        self._room = asyncio.Event()
        self._room.set()
        self._window_ends_at = 0.0
        self._bytes_at_window = 0

    def append(self, data: bytes) -> None:
        if data:
            self._pieces.append(data)
            self._has_data.set()
        self._waiting_bytes += len(data)
        self.received_bytes += len(data)
        self.last_byte_at = time.monotonic()
        if self._waiting_bytes >= BUFFER_BYTES:
            self._room.clear()

    def set_complete(self) -> None:
        self.is_complete = True
        super().set_complete()

    async def has_room(self) -> None:
        await self._room.wait()

    async def __anext__(self) -> bytes:
        """Return what has arrived. Raise TimeoutError after a silence or when the body hardly moves,
        RequestEntityTooLarge past a limit.
        """
        if self.declared_bytes is not None and self.declared_bytes > self.max_bytes:
            raise RequestEntityTooLarge()
        async with asyncio.timeout(READ_TIMEOUT_S):
            if not self.is_complete:
                await self._has_data.wait()
        data = self.take_rest()
        if not data:
            raise StopAsyncIteration
        self._has_data.clear()
        self._room.set()
        self.taken_bytes += len(data)
        self._check_progress()
        if self.taken_bytes > self.max_bytes:
            raise RequestEntityTooLarge()
        return data

    def _check_progress(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._window_ends_at:
            return
        moved = self.taken_bytes - self._bytes_at_window
        if self._window_ends_at and moved < PROGRESS_BYTES:
            raise TimeoutError
        self._window_ends_at, self._bytes_at_window = now + PROGRESS_WINDOW_S, self.taken_bytes

    def take_rest(self) -> bytes:
        """Return what has arrived and was not taken yet. After a cut all of it counts."""
        # This does not copy a single piece.
        rest = b"".join(self._pieces)
        self._pieces.clear()
        self._waiting_bytes = 0
        return rest

    def give_up(self) -> None:
        """Take no more of it, and do not wait for its end: its phone has turned to another request."""
        self.set_complete()

    async def read_small(self) -> None:
        """Read a small body whole and put it back, so that forms and JSON are parsed from memory."""
        data = b"".join([piece async for piece in self])
        self.taken_bytes = 0
        self._pieces.append(data)
        self._data.extend(data)

    async def drain(self, max_bytes: int, timeout_s: float) -> None:
        """Read the rest and discard it, within bounds, before an early refusal.

        A client that is still sending when the connection closes sees a reset instead of our answer.
        """
        self.declared_bytes, self.max_bytes = None, self.taken_bytes + max_bytes
        try:
            async with asyncio.timeout(timeout_s):
                async for _ in self:
                    pass
        except (TimeoutError, RequestEntityTooLarge):
            return


class BoundedRequest(Request):
    body_class = BoundedBody

    @property
    def bounded_body(self) -> BoundedBody:
        return cast(BoundedBody, self.body)


class BackPressuredConnection(ASGIHTTPConnection):
    """Receives the next piece of a body when there is room for it. A large body comes past the server."""

    _send: ASGISendCallable | None = None
    """The server's own connection, where a subclass knows it."""

    async def handle_messages(self, request: Request, receive: ASGIReceiveCallable) -> None:
        body = cast(BoundedBody, request.body)
        wire = self._wire_of(request)
        if wire is None:
            return await self._receive(body, receive, None)
        wire.hold()
        try:
            return await self._receive(body, receive, _Direct(wire, request))
        finally:
            wire.release()

    def _wire_of(self, request: Request) -> BodyWire | None:
        if self._send is None or (request.content_length or 0) < LARGE_BODY_BYTES:
            return None
        # A body in chunks needs a parser.
        return body_wire_behind(self._send) if "Transfer-Encoding" not in request.headers else None

    async def _receive(
        self, body: BoundedBody, receive: ASGIReceiveCallable, direct: "_Direct | None"
    ) -> None:
        while True:
            message = await receive()
            if message["type"] == "http.request":
                body.append(message.get("body", b""))
                if not message.get("more_body", False):
                    body.set_complete()
                else:
                    await body.has_room()
            elif direct is not None and cast(str, message["type"]) == TAKE_OVER:
                await direct.receive_rest(body)
            elif message["type"] == "http.disconnect":
                return


class _Direct:
    """The rest of a large body, taken without the server."""

    def __init__(self, wire: BodyWire, request: Request) -> None:
        self._wire = wire
        self._length = request.content_length or 0
        self._is_last = "close" in request.headers.get("Connection", "").lower()

    async def receive_rest(self, body: BoundedBody) -> None:
        """Receive until the body is complete or the connection is cut; the server sees a cut as well."""
        while (left := self._length - body.received_bytes) > 0 and (data := await self._wire.read(left)):
            body.append(data)
            await body.has_room()
        if left == 0:
            self._wire.end_message(self._is_last)
            body.set_complete()
        self._wire.release()
