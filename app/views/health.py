"""Is the process alive, and can it do its work? And the QR code that everything else begins with."""

from quart import Blueprint, Response, jsonify
from quart.typing import ResponseReturnValue

from app.db import DatabaseError
from app.limits import READ, limited
from app.qr import qr_svg
from app.services import services
from app.views.identity import current_party

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
@limited(READ)
async def livez() -> ResponseReturnValue:
    return jsonify({"alive": True})


@blueprint.get("/readyz")
@limited(READ)
async def readyz() -> ResponseReturnValue:
    """Answer 200 when the records can be read, else 503: a proxy or supervisor asks."""
    try:
        await current_party()
    except DatabaseError:
        return jsonify({"ready": False}), 503
    return jsonify({"ready": True})


@blueprint.get("/qr.svg")
@limited(READ)
async def qr() -> ResponseReturnValue:
    """Draw the guests' address as a QR code."""
    answer = Response(qr_svg(services().guest_url + "/"), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
