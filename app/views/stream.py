"""The stream of Server-Sent Events: the only view that touches the hub."""

from quart import Blueprint, Response, request
from quart.typing import ResponseReturnValue

from app.errors import AppError
from app.feed.sse import stream
from app.feed.subscribers import LIFE_S
from app.forms import cursor_arg
from app.jobs.refusals import busy_error
from app.limits import STREAM, limited
from app.services import services
from app.views.connection import current_connection
from app.views.identity import guest_id

blueprint = Blueprint("stream", __name__, url_prefix="/api")

# The stream ends itself; this ends one whose reader has stopped reading and holds its generator in a write.
STALLED_AFTER_S = LIFE_S[1] + 30


@blueprint.get("/events")
@limited(STREAM)
async def events() -> ResponseReturnValue:
    """Stream photo, gone, party, reset and ping events after Last-Event-ID or, without it, `since`."""
    core = services().core
    if core.hub.is_full:
        raise busy_error()
    cursor = _cursor()
    if cursor is not None:
        await core.hub.reach(cursor)
    # A HEAD asks for no body, and an endless one would hold its connection for nothing.
    body = stream(core.hub, guest_id(), cursor, current_connection()) if request.method == "GET" else b""
    answer = Response(
        body,
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
    if request.http_version.startswith("1"):
        # It ends with its stream, which may have left the server by then (feed/transport.py).
        answer.headers["Connection"] = "close"
    answer.timeout = STALLED_AFTER_S
    return answer


def _cursor() -> int | None:
    resumed = request.headers.get("Last-Event-ID", "")
    if resumed:
        try:
            return cursor_arg(resumed)
        except AppError:
            # A browser repeats its header for ever; refusing it would end the stream for good.
            return None
    since = request.args.get("since", "")
    return cursor_arg(since) if since else None
