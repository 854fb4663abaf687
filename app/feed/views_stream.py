"""The stream of Server-Sent Events: the only view that touches the hub."""

import re
from collections.abc import AsyncGenerator, Mapping
from typing import cast

from hypercorn.typing import ASGISendCallable, HTTPScope
from quart import Blueprint, Response, request
from quart.typing import ResponseReturnValue
from werkzeug.sansio.http import parse_cookie

from app.base.errors import AppError
from app.feed.sse import is_short, open_directly, stream
from app.feed.subscribers import OpenedWith
from app.parties.scope import PartyScope
from app.people.may import Verb
from app.photos.forms import cursor_arg
from app.processing.refusals import busy_error
from app.server.transport import wire_behind
from app.telemetry.notes import REQUEST_ID_HEADER, RequestNote
from app.web.as_member import asks_as_member
from app.web.connection import StreamingConnection, current_connection
from app.web.described import answers
from app.web.entry import is_in
from app.web.identity import current_actor, current_party, guest_id, requires, sees_all
from app.web.limits import STREAM, Asker, limited
from app.web.origins import is_our_host, response_headers
from app.web.services import Services, party_scope
from app.wire import asked

blueprint = Blueprint("stream", __name__, url_prefix="/api")

PATH = "/api/events"
HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
    "Content-Type": "text/event-stream; charset=utf-8",
}
# It ends with its stream, which leaves the server (server/transport.py).
HTTP_1_HEADERS: Mapping[str, str] = {"Connection": "close"}
# What our own pages ask for. The view answers anything else.
USUAL_QUERY = re.compile(rb"(?:since=([0-9]{1,15}))?")
USUAL_CURSOR = re.compile(rb"[0-9]{1,15}")


@blueprint.get("/events")
@answers("text/event-stream", query=asked.StreamQuery)
@limited(STREAM)
@requires(Verb.SEE_SHOWN)
async def events() -> ResponseReturnValue:
    """Stream photo, gone, party, reset and ping events after Last-Event-ID or, without it, `since`."""
    scope = party_scope()
    address = _address_of(cast(HTTPScope, request.scope))
    if not scope.hub.has_room(address):
        raise busy_error()
    cursor = _cursor()
    if cursor is not None:
        await scope.hub.reach(cursor)
    connection = current_connection()
    # A HEAD asks for no body, and an endless body would hold its connection for nothing.
    party = scope.party_in_memory or await current_party()
    only_own, as_member = not await sees_all(party), await asks_as_member(party)
    body: AsyncGenerator[bytes, None] | bytes = b""
    if request.method == "GET":
        actor = await current_actor()
        ends_with = actor.session_id or actor.token_id
        by = OpenedWith(ends_with, actor.expires_at) if ends_with else None
        body = stream(
            scope.hub,
            guest_id(),
            cursor,
            connection,
            address,
            only_own=only_own,
            as_member=as_member,
            by=by,
        )
    answer = Response(body, headers={**HEADERS, **(HTTP_1_HEADERS if request.http_version[0] == "1" else {})})
    # The stream ends itself, and each of its pieces has a limit of its own.
    answer.timeout = None
    if connection is not None:
        connection.end_when_stalled(scope.hub.note_stalled)
    return answer


def _cursor() -> int | None:
    resumed = request.headers.get("Last-Event-ID", "")
    if resumed:
        try:
            return cursor_arg(resumed)
        except AppError:
            # A browser repeats its header for ever. A refusal would end the stream for good.
            return None
    since = request.args.get("since", "")
    return cursor_arg(since) if since else None


def begin_at_once(
    connection: StreamingConnection,
    send: ASGISendCallable,
    parts: Services,
    scope: PartyScope,
    note: RequestNote,
) -> bool:
    """Begin the stream without the framework, with the same bytes that the view would send.

    Thousands come back at the same moment, and the framework is two thirds of the cost of each. For an
    unusual request return False and do nothing: the view answers it.
    """
    asked_for = connection.scope
    if asked_for["path"] != scope.base + PATH or asked_for["method"] != "GET":
        return False
    headers = dict(asked_for["headers"])
    asked = USUAL_QUERY.fullmatch(asked_for["query_string"])
    resumed = headers.get(b"last-event-id", b"")
    wire = wire_behind(send, has_begun=False)
    if (
        wire is None
        or not is_our_host(headers.get(b"host", b"").decode("latin1"), parts.config.public_url)
        or not wire.is_chunked
        or b"authorization" in headers
        or asked is None
        or len(headers) < len(list(asked_for["headers"]))
        or (resumed and not USUAL_CURSOR.fullmatch(resumed))
        or not _is_in(headers, scope)
    ):
        return False
    told = resumed or asked[1]
    cursor = int(told) if told else None
    hub, guest, address = scope.hub, _guest_of(headers, scope), _address_of(asked_for)
    if (
        not hub.has_room(address)
        or not is_short(hub, cursor)
        or not _is_within_limit(Asker(scope.party_id, guest, address), parts)
    ):
        return False
    ours = {**HEADERS, **HTTP_1_HEADERS, **response_headers(parts.config.storage_public_url)}
    ours[REQUEST_ID_HEADER] = note.id
    encoded = [(name.lower().encode(), value.encode()) for name, value in ours.items()]
    connection.take_over(open_directly(hub, guest, address, cursor, wire, encoded))
    note.guest_id = guest
    return True


def _is_in(headers: Mapping[bytes, bytes], scope: PartyScope) -> bool:
    """Tell, without a query, whether the party shows this browser everything without asking for a code."""
    party = scope.party_in_memory
    if party is None or party.gallery_for != "everyone" or party.archived or party.erased_at:
        return False
    sent = headers.get(b"cookie", b"")
    if f"{scope.cookies.host}=".encode() in sent:
        return False  # the view knows the session, and ends the stream with it
    if not party.entry_code:
        return True
    cookies = parse_cookie(sent.decode("latin1"))
    return is_in(party, scope, cookies.get(scope.cookies.entry.name, ""))


def _guest_of(headers: Mapping[bytes, bytes], scope: PartyScope) -> str | None:
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin1"))
    return scope.cookies.guest.read(cookies)


def _address_of(scope: HTTPScope) -> str:
    """Name the client's address as Quart does. Over a Unix socket without a proxy there is none."""
    return (scope["client"] or ("<local>", None))[0]


def _is_within_limit(asker: Asker, parts: Services) -> bool:
    try:
        parts.limiter.check_alone(STREAM, asker)
    except AppError:
        return False
    return True
