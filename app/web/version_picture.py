"""A picture of one version of a photo, for those who may look at it. It is not stored."""

import hashlib

from quart import Response, request

from app.media.rendered import THUMB_FILE, WALL_FILE
from app.records.photo import Photo
from app.web.services import services

MARK_DIGITS = 16


async def version_picture(photo: Photo, edit_as_text: str, actor: str) -> Response:
    """Answer with a picture that is checked each time: only those who may see it get it."""
    is_large = request.args.get("large") == "1"
    response = Response(b"", mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.set_etag(f"{photo.sha256[:32]}-{_mark(edit_as_text)}{'-large' if is_large else ''}")
    if request.if_none_match.contains(response.get_etag()[0] or ""):
        response.status_code = 304
    else:
        file = WALL_FILE if is_large else THUMB_FILE
        response.set_data(await services().processor.make_picture(photo, file, actor, edit_as_text))
    return response


def _mark(edit_as_text: str) -> str:
    return hashlib.sha256(edit_as_text.encode()).hexdigest()[:MARK_DIGITS]
