"""Is the process alive, and can it do its work? And the QR code that everything else begins with."""

import errno

from quart import Blueprint, Response, jsonify, request
from quart.typing import ResponseReturnValue

from app.base.qr import qr_svg
from app.db import DatabaseError
from app.web.described import answers
from app.web.entry import way_in
from app.web.identity import current_party
from app.web.limits import READ, limited
from app.web.services import services
from app.wire import shapes

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
@answers(shapes.Alive)
@limited(READ)
async def livez() -> ResponseReturnValue:
    """Answer as long as the process runs, and say whom it sees as its visitor: the doctor compares."""
    return jsonify(shapes.Alive(alive=True, address=request.remote_addr, scheme=request.scheme))


@blueprint.get("/readyz")
@answers(shapes.Ready, also={503: shapes.Ready})
@limited(READ)
async def readyz() -> ResponseReturnValue:
    """Answer 200 when this process can do its work, else 503. A proxy or supervisor asks this.

    A full disk or an absent Redis is reported, but is no reason to take the wall away from everybody.
    """
    parts = services()
    states: shapes.Ready = {
        "ready": False,
        "records": await _records(),
        "storage": await _storage(),
        "workers": "ok" if parts.pool.is_alive else "away",
        "redis": parts.parties.feed.bell_state,
    }
    is_ready = states["records"] == "ok" and states["storage"] != "away" and states["workers"] == "ok"
    answer = jsonify(states | {"ready": is_ready})
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if is_ready else 503


async def _records() -> str:
    try:
        await current_party()
    except DatabaseError:
        return "away"
    return "ok"


async def _storage() -> str:
    try:
        await services().parties.site.storage.check_writable()
    except OSError as error:
        return "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "away"
    return "ok"


@blueprint.get("/qr.svg")
@answers("image/svg+xml")
@limited(READ)
async def qr() -> ResponseReturnValue:
    """Draw the address of the sending page as a QR code: the gallery is one tap away from there."""
    answer = Response(qr_svg(way_in(await current_party(), "/upload")), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer
