"""One HTTP request of the server, and how an event stream leaves the framework once it is under way."""

from typing import cast

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, HTTPScope
from quart import Quart, Request, request

from app.body import BackPressuredConnection
from app.feed.subscribers import DirectStream
from app.feed.transport import Wire, wire_behind

EXTENSION = "partywall.connection"


class StreamingConnection(BackPressuredConnection):
    """Frees a stream's request and Quart's tasks for it when the stream goes on without them.

    What is left of each of ten thousand streams is the server's own task, waiting for the reader to leave.
    """

    def __init__(self, app: Quart, scope: HTTPScope) -> None:
        super().__init__(app, scope)
        self._send: ASGISendCallable | None = None
        self._stream: DirectStream | None = None
        self._answer_headers: list[tuple[bytes, bytes]] = []
        self._has_left = False

    async def __call__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        self._send = send
        self.scope["extensions"][EXTENSION] = {"connection": self}
        try:
            await super().__call__(receive, self._pass_on)
            if self._stream is None or self._has_left:
                return
            self._forget_request()
            self._has_left = not await self._stream.hold(receive)
            if not self._has_left:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if self._stream is not None:
                self._stream.end()

    def _forget_request(self) -> None:
        """Let go of what was asked and answered: the server keeps both as long as the connection."""
        del self.scope["extensions"][EXTENSION]
        self.scope["headers"] = []
        self._answer_headers.clear()

    async def handle_messages(self, request: Request, receive: ASGIReceiveCallable) -> None:
        await super().handle_messages(request, receive)
        # Said once: nobody else will hear it.
        self._has_left = True

    def wire(self) -> Wire | None:
        """Return what the response that has begun is written to, or None to go on through the server."""
        return wire_behind(self._send) if self._send is not None else None

    def take_over(self, stream: DirectStream) -> None:
        """Hold `stream` from here on, and end the response when it ends."""
        self._stream = stream

    async def _pass_on(self, event: ASGISendEvent) -> None:
        # Quart ends the response when its generator ends; a stream that was taken over has only begun.
        if self._stream is None and self._send is not None:
            if event["type"] == "http.response.start":
                self._answer_headers = cast(list[tuple[bytes, bytes]], event["headers"])
            await self._send(event)


def current_connection() -> StreamingConnection | None:
    """Return the connection of the request that is being answered."""
    found = request.scope.get("extensions", {}).get(EXTENSION, {}).get("connection")
    return cast(StreamingConnection | None, found)
