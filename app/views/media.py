"""Renditions, when no nginx is in front: files or parts of them, under names that never change meaning."""

from pathlib import Path
from typing import cast

from quart import Blueprint, Response, request, send_file
from quart.typing import ResponseReturnValue
from quart.wrappers.response import FileBody

from app.errors import not_found
from app.limits import READ, limited
from app.services import services

blueprint = Blueprint("media", __name__, url_prefix="/media")

TYPES = {".jpg": "image/jpeg", ".mp4": "video/mp4"}
READ_BYTES = 128 * 1024


@blueprint.get("/<path:key>")
@limited(READ)
async def rendition(key: str) -> ResponseReturnValue:
    path = services().core.storage.public_file(key)
    if path is None or path.suffix not in TYPES:
        raise not_found()
    try:
        answer: Response = await send_file(path, mimetype=TYPES[path.suffix])
        await _answer_part(answer, path)
    except FileNotFoundError:
        # Taken down between the look and the opening.
        raise not_found() from None
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer


async def _answer_part(answer: Response, path: Path) -> None:
    """Answer the one part that is asked for (RFC 9110, 14.2), and several or none with the whole file.

    Safari plays a video only from a server that does this. What a name holds never changes, so that If-Range
    always holds, too.
    """
    body = cast(FileBody, answer.response)
    body.buffer_size = READ_BYTES
    answer.headers["Accept-Ranges"] = "bytes"
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return
    size = body.size
    part = asked.range_for_length(size)
    if part is None:
        answer.status_code = 416
        answer.headers["Content-Range"] = f"bytes */{size}"
        answer.set_data(b"")
        return
    begin, end = part
    await body.make_conditional(begin, end)
    answer.status_code = 206
    answer.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    answer.content_length = end - begin
