"""Notes each request from its first byte to its answer's last one: its id, one log line, and the numbers."""

import functools
import logging
import time
from http import HTTPStatus
from typing import Any, cast

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable
from quart import Quart, Request, Response, request
from quart.typing import ResponseTypes

from app.feed import views_stream as stream
from app.feed.subscribers import DirectStream
from app.parties.scope import PartyScope
from app.server.body import BoundedRequest
from app.telemetry.logs import FIELDS
from app.telemetry.metrics import Metrics
from app.telemetry.notes import REQUEST_ID_HEADER, RequestNote, begin, current, request_id
from app.web.connection import StreamingConnection
from app.web.door import enter_party
from app.web.services import EXTENSION, Services

logger = logging.getLogger("app.request")

CLIENT_GONE = 499
"""As in nginx: the client had left before the answer."""
# Machines ask for these all the time, or a page asks for many: logged only if they fail.
QUIET_ROUTES = frozenset({"/livez", "/readyz", "/metrics", "/static/<path:filename>", "/media/<path:key>"})


def install(app: Quart) -> None:
    app.asgi_http_class = ObservedConnection
    app.before_request(_note_route)
    app.after_request(_answer_id)


async def _note_route() -> None:
    note = current()
    if note is not None and request.url_rule is not None:
        note.route = request.url_rule.rule


async def _answer_id(response: Response) -> Response:
    note = current()
    if note is not None:
        response.headers[REQUEST_ID_HEADER] = note.id
    return response


class ObservedConnection(StreamingConnection):
    """Passes `receive` and `send` on unchanged, so that their fast paths keep working."""

    note: RequestNote
    request: BoundedRequest | None = None
    _is_sent = False

    async def __call__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        self.note = RequestNote(request_id(self._claimed_id()), self.scope["method"])
        begin(self.note)
        try:
            scope = await enter_party(self.scope, self._parts.parties)
            if scope is None or not self._begins_stream(send, scope):
                await super().__call__(receive, send)
        except Exception:
            # The answer had begun, so the client cannot be told. Without this line the fault would be lost.
            logger.exception("answering %s %s failed", self.note.method, self.note.route)
            raise
        finally:
            if self.request is not None:
                self.note.bytes_in = self.request.bounded_body.received_bytes
            if self._stream is None:
                _conclude(self._parts.metrics, self.note)

    def take_over(self, stream: DirectStream) -> None:
        super().take_over(stream)
        # The note lives as long as the stream; this connection and its request do not.
        stream.on_end = functools.partial(_conclude_stream, self._parts.metrics, self.note)

    def _begins_stream(self, send: ASGISendCallable, scope: PartyScope) -> bool:
        begins = stream.begin_at_once(self, send, self._parts, scope, self.note)
        if begins:
            self.note.route = stream.PATH
            self._note_answer(HTTPStatus.OK, is_stream=True)
        return begins

    def _note_answer(self, status: int, *, is_stream: bool) -> None:
        self.note.status, self.note.is_stream = status, is_stream
        if is_stream:
            self.note.events_before = self._parts.metrics.feed_events()
            self.request = None  # a stream lasts, and its request is over

    def _claimed_id(self) -> str | None:
        if not self._parts.config.trusted_proxies:
            return None
        name = REQUEST_ID_HEADER.lower().encode()
        return next((value.decode("latin1") for key, value in self.scope["headers"] if key == name), None)

    @property
    def _parts(self) -> Services:
        return cast(Services, self.app.extensions[EXTENSION])

    def _create_request_from_scope(self, send: ASGISendCallable) -> Request:
        made = super()._create_request_from_scope(send)
        self.request = cast(BoundedRequest, made)
        return made

    async def _send_response(self, send: ASGISendCallable, response: ResponseTypes) -> None:
        self._note_answer(response.status_code, is_stream=response.mimetype == "text/event-stream")
        if self.note.method != "HEAD":
            self.note.bytes_out = response.content_length or 0
        await super()._send_response(send, response)
        self._is_sent = True

    async def handle_messages(self, request: Request, receive: ASGIReceiveCallable) -> None:
        await super().handle_messages(request, receive)
        # Also reached after the end of every answer.
        self.note.has_left |= not self._is_sent


def _conclude(metrics: Metrics, note: RequestNote) -> None:
    metrics.note_request(note)
    is_quiet = note.route in QUIET_ROUTES and (note.status or CLIENT_GONE) < 500
    logger.log(logging.DEBUG if is_quiet else logging.INFO, "request", extra={FIELDS: _line(metrics, note)})


def _conclude_stream(metrics: Metrics, note: RequestNote, has_left: bool) -> None:
    note.has_left = has_left
    _conclude(metrics, note)


def _line(metrics: Metrics, note: RequestNote) -> dict[str, Any]:
    """Return the log line's fields: a template instead of the path, and no words from guests."""
    fields: dict[str, Any] = {
        "method": note.method,
        "route": note.route,
        "status": note.status or CLIENT_GONE,
        "guest": note.guest,
    }
    took_s = time.monotonic() - note.began_at
    if note.is_stream:
        events = metrics.feed_events() - note.events_before
        ended_by = "client" if note.has_left else "us"
        # Set here: the stream's end has no request of its own.
        of_it = {"seconds": round(took_s, 1), "events": events, "ended_by": ended_by, "request": note.id}
    else:
        of_it = {"ms": round(took_s * 1000, 1), "in": note.bytes_in, "out": note.bytes_out}
    return fields | of_it
