"""A kept file as an answer: from this disk, out of the store, or by its address there."""

from pathlib import Path
from typing import cast

from quart import Response, request, send_file
from quart.wrappers.response import FileBody

from app.storage.contract import Elsewhere, Span, StoredObject

READ_BYTES = 64 * 1024
"""A reader who stops holds three copies of a piece: ours, the server's and its transport's."""


def wanted_span() -> Span | None:
    """Read the Range header: one range, as players ask for; anything else is the whole file."""
    wanted = request.range
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1 or "If-Range" in request.headers:
        return None
    start, end = wanted.ranges[0]
    return Span(start, end)


async def file_answer(found: Path | StoredObject | Elsewhere, media_type: str, name: str = "") -> Response:
    """Answer with a file; with a `name` it is a download. Raises FileNotFoundError when it is gone."""
    match found:
        case Elsewhere(url, valid_s):
            # A browser may keep the way there for as long as it leads anywhere.
            answer = Response("", 302, {"Location": url})
            answer.headers["Cache-Control"] = f"private, max-age={valid_s}"
            return answer
        case StoredObject():
            return _streamed(found, media_type, name)
    answer = await send_file(
        found, mimetype=media_type, as_attachment=bool(name), attachment_filename=name or None
    )
    await _answer_part(answer, cast(FileBody, answer.response))
    return answer


async def _answer_part(answer: Response, body: FileBody) -> None:
    """Answer the one part that is asked for (RFC 9110, 14.2), and several or none with the whole file.

    Quart's own way fails on the last bytes of a file, and sends the rest in pieces of 8 kB.
    """
    body.buffer_size = READ_BYTES
    answer.headers["Accept-Ranges"] = "bytes"
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return
    part = asked.range_for_length(body.size)
    if part is None:
        answer.status_code = 416
        answer.headers["Content-Range"] = f"bytes */{body.size}"
        answer.set_data(b"")
        return
    begin, end = part
    await body.make_conditional(begin, end)
    answer.status_code = 206
    answer.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{body.size}"
    answer.content_length = end - begin


def _streamed(found: StoredObject, media_type: str, name: str) -> Response:
    answer = Response(found.pieces, mimetype=media_type)
    answer.content_length = found.end - found.start
    answer.headers["Accept-Ranges"] = "bytes"
    if not name and wanted_span() is not None:
        answer.status_code = 206
        answer.content_range.set(found.start, found.end, found.size)
    if name:
        answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
