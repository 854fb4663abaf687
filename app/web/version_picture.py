"""A picture of one version of a photo, made to be looked at by whoever may; nothing of it is kept."""

import hashlib

from quart import Response, request

from app.media.rendered import THUMB_FILE, WALL_FILE
from app.records.photo import Photo
from app.web.services import services

MARK_DIGITS = 16


async def version_picture(photo: Photo, edit_as_text: str, actor: str) -> Response:
    """Answer with a picture that only who may see it gets, asked each time."""
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
