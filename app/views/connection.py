"""One HTTP request of the server, and how an event stream leaves the framework once it is under way."""

from typing import cast

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, HTTPScope
from quart import Quart, request

from app.body import BackPressuredConnection
from app.feed.subscribers import DirectStream
from app.feed.transport import Wire, wire_behind

EXTENSION = "partywall.connection"


class StreamingConnection(BackPressuredConnection):
    """Steps aside when a stream goes on without the framework: what is left of it is its transport."""

    def __init__(self, app: Quart, scope: HTTPScope) -> None:
        super().__init__(app, scope)
        self._send: ASGISendCallable | None = None
        self._stream: DirectStream | None = None

    async def __call__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        self._send = send
        self.scope["extensions"][EXTENSION] = {"connection": self}
        await super().__call__(receive, self._pass_on)

    def wire(self) -> Wire | None:
        """Return the connection, if the answer that has begun may go on without the server."""
        return wire_behind(self._send) if self._send is not None else None

    def take_over(self, stream: DirectStream) -> None:
        """Leave everything further to `stream`: the connection is its own now."""
        self._stream = stream

    async def _pass_on(self, event: ASGISendEvent) -> None:
        # Quart ends the response when its generator ends; a stream that was taken over has only begun.
        if self._stream is None and self._send is not None:
            await self._send(event)


def current_connection() -> StreamingConnection | None:
    """Return the connection of the request that is being answered."""
    found = request.scope.get("extensions", {}).get(EXTENSION, {}).get("connection")
    return cast(StreamingConnection | None, found)
