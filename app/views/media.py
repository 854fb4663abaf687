"""Renditions, when no nginx is in front: whole files under names that never change their meaning."""

from quart import Blueprint, Response, send_file
from quart.typing import ResponseReturnValue

from app.errors import not_found
from app.limits import READ, limited
from app.services import services

blueprint = Blueprint("media", __name__, url_prefix="/media")


@blueprint.get("/<path:key>")
@limited(READ)
async def rendition(key: str) -> ResponseReturnValue:
    path = services().core.storage.public_file(key)
    if path is None:
        raise not_found()
    try:
        answer: Response = await send_file(path, mimetype="image/jpeg")
    except FileNotFoundError:
        # Taken down between the look and the opening.
        raise not_found() from None
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer
