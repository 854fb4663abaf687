"""One HTTP request of the server, and how a running event stream leaves the framework."""

import asyncio
from collections.abc import Callable
from typing import cast

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, HTTPScope
from quart import Quart, request

from app.feed.subscribers import DirectStream
from app.server.body import BackPressuredConnection
from app.server.file_wire import FileWire, file_wire_behind
from app.server.parts import cut, parts_behind
from app.server.transport import Wire, wire_behind

EXTENSION = "partywall.connection"
SEND_TIMEOUT_S = 30.0
"""How long a stream's reader may take for one piece of it; 3 kB a second are enough."""


class StreamingConnection(BackPressuredConnection):
    """Steps aside when a stream goes on without the framework. Then only its transport is left."""

    def __init__(self, app: Quart, scope: HTTPScope) -> None:
        super().__init__(app, scope)
        self._send: ASGISendCallable | None = None
        self._stream: DirectStream | None = None
        self._on_stall: Callable[[], None] | None = None

    async def __call__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        self._send = send
        self.scope["extensions"][EXTENSION] = {"connection": self}
        await super().__call__(receive, self._pass_on)

    def wire(self) -> Wire | None:
        """Return the connection, if the answer that has begun may go on without the server."""
        return wire_behind(self._send) if self._send is not None else None

    def file_wire(self) -> FileWire | None:
        """Return the connection, if files may be sent on it past the server as this answer's body."""
        return file_wire_behind(self._send) if self._send is not None else None

    def take_over(self, stream: DirectStream) -> None:
        """Leave everything further to `stream`, which owns the connection from now on."""
        self._stream = stream

    def end_when_stalled(self, on_stall: Callable[[], None]) -> None:
        """End the answer and call `on_stall` if its reader takes more than SEND_TIMEOUT_S for a piece."""
        self._on_stall = on_stall

    async def _pass_on(self, event: ASGISendEvent) -> None:
        # Quart ends the response when its generator ends, but a stream that was taken over has only begun.
        if self._stream is not None or self._send is None:
            return
        try:
            async with asyncio.timeout(None if self._on_stall is None else SEND_TIMEOUT_S):
                await self._send(event)
        except TimeoutError:
            if self._on_stall is not None:
                self._on_stall()
                self._cut()
            # Quart takes it for its own cancellation, and ends the response with its generator.
            raise

    def _cut(self) -> None:
        """Close the connection and drop what waits on it. A plain close would wait for that.

        An HTTP/2 connection is left alone: it carries other answers, which may still be read.
        """
        if self._send is None or not self.scope["http_version"].startswith("1"):
            return
        transport = getattr(getattr(parts_behind(self._send).server, "writer", None), "transport", None)
        if isinstance(transport, asyncio.Transport):
            cut(transport)


def way_for_files() -> Callable[[], FileWire | None]:
    """Return a function that finds the wire of this request's answer once its body has begun."""
    connection, found = current_connection(), cast(list[FileWire], [])

    def wire() -> FileWire | None:
        if not found and connection is not None and (begun := connection.file_wire()) is not None:
            found.append(begun)
        return found[0] if found else None

    return wire


def current_connection() -> StreamingConnection | None:
    """Return the connection of the request that is being answered."""
    found = request.scope.get("extensions", {}).get(EXTENSION, {}).get("connection")
    return cast(StreamingConnection | None, found)
